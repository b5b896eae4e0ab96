import { fromBuffer, type Entry as ZipEntry, type ZipFile as ZipReader } from 'yauzl'
import { ZipFile } from 'yazl'
import { PlatformRefusal } from '../refusal.ts'

/** Largest unpacked file taken, bytes; about 600,000 rows. */
const MOST_BYTES = 64 * 1024 * 1024

/** The one file inside a ZIP. @throws PlatformRefusal FILE_MALFORMED */
export async function unzipSingle(zip: Buffer): Promise<Buffer> {
  try {
    return await readFirst(zip)
  } catch (error) {
    if (error instanceof PlatformRefusal) throw error
    throw new PlatformRefusal('FILE_MALFORMED', 'fsUploadIn.in', '不是有效的 ZIP 文件')
  }
}

function readFirst(zip: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    fromBuffer(zip, { lazyEntries: true }, (error, reader) => {
      if (error) return reject(error)
      reader.on('error', reject)
      reader.on('end', () => reject(new Error('empty archive')))
      reader.once('entry', (entry: ZipEntry) => {
        if (reader.entryCount !== 1 || entry.uncompressedSize > MOST_BYTES)
          return reject(new PlatformRefusal('FILE_MALFORMED', 'fsUploadIn.in', 'ZIP 内应只有一个不超过 64 MB 的文件'))
        readEntry(reader, entry).then(resolve, reject)
      })
      reader.readEntry()
    })
  })
}

function readEntry(reader: ZipReader, entry: ZipEntry): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    reader.openReadStream(entry, (error, stream) => {
      if (error) return reject(error)
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => resolve(Buffer.concat(chunks)))
      stream.on('error', reject)
    })
  })
}

/** @param at time written into the archive: same content and time, same bytes */
export async function zipSingle(filename: string, content: Buffer, at: Date): Promise<Buffer> {
  const archive = new ZipFile()
  archive.addBuffer(content, filename, { mtime: at })
  archive.end()
  const chunks: Buffer[] = []
  for await (const chunk of archive.outputStream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
