import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import yauzl from 'yauzl'
import { ZipFile } from 'yazl'
import { NhsaError } from './nhsa-error.ts'

export interface ArchivedFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/** Unpacked sizes above this are refused: a small archive may claim any size. */
const LARGEST_CONTENT = 256 * 1024 * 1024

/** A ZIP as 9101 takes it. The same files and time give the same bytes. @throws NhsaError NHSA_BAD_FILE */
export async function zipFiles(files: readonly ArchivedFile[], at: Date): Promise<Buffer> {
  const zip = new ZipFile()
  try {
    // The DOS time of an entry is local time; forcing it keeps the archive free of the machine's time zone field.
    for (const file of files) zip.addBuffer(Buffer.from(file.bytes), file.name, { mtime: at, forceDosTimestamp: true })
  } catch {
    throw new NhsaError('NHSA_BAD_FILE', '', 'a file name cannot stand in an archive')
  }
  zip.end()
  return buffer(zip.outputStream)
}

export const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b

/** The files of a ZIP as 9102 gives it. @throws NhsaError NHSA_BAD_FILE when it is damaged or unpacks beyond reason */
export async function unzipFiles(bytes: Uint8Array): Promise<ArchivedFile[]> {
  try {
    return await readEntries(Buffer.from(bytes))
  } catch (error) {
    if (error instanceof NhsaError) throw error
    throw new NhsaError('NHSA_BAD_FILE', '', `${bytes.length} bytes are no readable ZIP archive`)
  }
}

async function readEntries(bytes: Buffer): Promise<ArchivedFile[]> {
  const open = promisify<Buffer, yauzl.Options, yauzl.ZipFile>(yauzl.fromBuffer)
  const zip = await open(bytes, { lazyEntries: true, validateEntrySizes: true })
  const entries = await listEntries(zip)
  const claimed = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0)
  if (claimed > LARGEST_CONTENT) throw new NhsaError('NHSA_BAD_FILE', '', `the archive claims ${claimed} bytes`)
  const openStream = promisify((entry: yauzl.Entry, done: Parameters<typeof zip.openReadStream>[1]) =>
    zip.openReadStream(entry, done),
  )
  const files: ArchivedFile[] = []
  for (const entry of entries) files.push({ name: entry.fileName, bytes: await buffer(await openStream(entry)) })
  return files
}

function listEntries(zip: yauzl.ZipFile): Promise<yauzl.Entry[]> {
  return new Promise((resolve, reject) => {
    const entries: yauzl.Entry[] = []
    zip.on('entry', (entry: yauzl.Entry) => {
      if (!entry.fileName.endsWith('/')) entries.push(entry)
      zip.readEntry()
    })
    zip.on('end', () => resolve(entries))
    zip.on('error', reject)
    zip.readEntry()
  })
}
