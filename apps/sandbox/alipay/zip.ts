import { crc32, deflateRawSync } from 'node:zlib'

export interface ZipEntry {
  /** exactly these bytes, in whatever character set */
  readonly name: Uint8Array
  readonly content: Uint8Array
  readonly modified: Date
}

/**
 * A ZIP archive whose entry names are raw bytes and whose UTF-8 flag (general purpose bit 11) is not set: Alipay's
 * bills name their entries in GBK that way (alipay.md §5), and the libraries at hand always set the flag.
 * Layout: PKWARE APPNOTE 4.3 (local headers, central directory, end record).
 */
export function zip(entries: readonly ZipEntry[]): Buffer {
  const files: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const entry of entries) {
    const compressed = deflateRawSync(entry.content)
    const described = describe(entry, compressed.length)
    const file = Buffer.concat([uint32(0x04034b50), described, entry.name, compressed])
    directory.push(
      Buffer.concat([uint32(0x02014b50), uint16(20), described, Buffer.alloc(10), uint32(offset), entry.name]),
    )
    files.push(file)
    offset += file.length
  }
  const index = Buffer.concat(directory)
  const counts = [uint16(0), uint16(0), uint16(entries.length), uint16(entries.length)]
  const end = Buffer.concat([uint32(0x06054b50), ...counts, uint32(index.length), uint32(offset), uint16(0)])
  return Buffer.concat([...files, index, end])
}

/** The 26 bytes that local and central headers have in common: version, flags, method, time, checksum, sizes. */
function describe(entry: ZipEntry, compressedSize: number): Buffer {
  const [date, time] = dosTime(entry.modified)
  const fixed = [uint16(20), uint16(0), uint16(8), uint16(time), uint16(date)]
  const sizes = [uint32(crc32(entry.content)), uint32(compressedSize), uint32(entry.content.length)]
  return Buffer.concat([...fixed, ...sizes, uint16(entry.name.length), uint16(0)])
}

/** MS-DOS date and time in China, resolution two seconds. */
function dosTime(instant: Date): [number, number] {
  const china = new Date(instant.getTime() + 8 * 3600_000)
  const date = ((china.getUTCFullYear() - 1980) << 9) | ((china.getUTCMonth() + 1) << 5) | china.getUTCDate()
  return [date, (china.getUTCHours() << 11) | (china.getUTCMinutes() << 5) | (china.getUTCSeconds() >> 1)]
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
