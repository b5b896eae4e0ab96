import { crc32, inflateRawSync } from 'node:zlib'
import { refuseStatement, type StatementCode } from './statement-refusal.ts'

export interface ZipEntry {
  readonly name: string
  readonly bytes: Buffer
}

/** Ten times the bill of a very large day; a few kilobytes of ZIP can otherwise claim to hold terabytes. */
export const MAX_UNPACKED_BYTES = 256 * 1024 * 1024
const MAX_ENTRIES = 64

const END = 0x06054b50
const END_BYTES = 22
const CENTRAL = 0x02014b50
const CENTRAL_BYTES = 46
const LOCAL = 0x04034b50
const LOCAL_BYTES = 30
const UTF8_NAMES = 0x0800
const ENCRYPTED = 0x0001
const STORED = 0
const DEFLATED = 8

export const looksLikeZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b

/**
 * Unpacks a whole ZIP in memory, reading its central directory. Names without the UTF-8 flag are GBK, as Alipay writes
 * them (facts 5). Synchronous, because reading a statement is: the contract's `readStatement` returns lines, no promise.
 * @throws RefusalError STATEMENT_TRUNCATED, STATEMENT_ZIP_DAMAGED, STATEMENT_ZIP_BOMB
 */
export function unzip(bytes: Uint8Array): ZipEntry[] {
  const zip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = findEnd(zip)
  const count = zip.readUInt16LE(end + 10)
  if (count > MAX_ENTRIES) throw refuse('STATEMENT_ZIP_BOMB', `it holds ${count} files`)
  const entries: ZipEntry[] = []
  let at = zip.readUInt32LE(end + 16)
  let room = MAX_UNPACKED_BYTES
  for (let index = 0; index < count; index++) {
    const header = readCentral(zip, at)
    const entry = { name: header.name, bytes: unpack(zip, header, room) }
    room -= entry.bytes.length
    entries.push(entry)
    at = header.next
  }
  return entries
}

/** The end record is last but for a comment of at most 65535 bytes; a ZIP cut short has none. */
function findEnd(zip: Buffer): number {
  const lowest = Math.max(0, zip.length - END_BYTES - 0xffff)
  for (let at = zip.length - END_BYTES; at >= lowest; at--)
    if (zip.readUInt32LE(at) === END && at + END_BYTES + zip.readUInt16LE(at + 20) === zip.length) return at
  throw refuse('STATEMENT_TRUNCATED', 'the ZIP has no end: the download was cut short')
}

interface Central {
  readonly name: string
  readonly flags: number
  readonly method: number
  readonly crc: number
  readonly packed: number
  readonly unpacked: number
  readonly local: number
  readonly next: number
}

function readCentral(zip: Buffer, at: number): Central {
  if (at + CENTRAL_BYTES > zip.length || zip.readUInt32LE(at) !== CENTRAL)
    throw refuse('STATEMENT_ZIP_DAMAGED', 'its list of files is broken')
  const flags = zip.readUInt16LE(at + 8)
  const nameEnd = at + CENTRAL_BYTES + zip.readUInt16LE(at + 28)
  if (nameEnd > zip.length) throw refuse('STATEMENT_ZIP_DAMAGED', 'a name reaches beyond the end')
  const rawName = zip.subarray(at + CENTRAL_BYTES, nameEnd)
  return {
    name: new TextDecoder(flags & UTF8_NAMES ? 'utf-8' : 'gbk').decode(rawName),
    flags,
    method: zip.readUInt16LE(at + 10),
    crc: zip.readUInt32LE(at + 16),
    packed: zip.readUInt32LE(at + 20),
    unpacked: zip.readUInt32LE(at + 24),
    local: zip.readUInt32LE(at + 42),
    next: nameEnd + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32),
  }
}

function unpack(zip: Buffer, header: Central, room: number): Buffer {
  if (header.flags & ENCRYPTED) throw refuse('STATEMENT_ZIP_DAMAGED', 'a file inside is encrypted')
  if (header.unpacked > room) throw refuse('STATEMENT_ZIP_BOMB', `a file inside claims ${header.unpacked} bytes`)
  const packed = packedBytes(zip, header)
  const bytes = header.method === STORED ? packed : inflate(packed, header)
  if (bytes.length !== header.unpacked || crc32(bytes) !== header.crc)
    throw refuse('STATEMENT_ZIP_DAMAGED', 'a file inside does not have its own checksum')
  return bytes
}

function packedBytes(zip: Buffer, { local, packed }: Central): Buffer {
  if (local + LOCAL_BYTES > zip.length || zip.readUInt32LE(local) !== LOCAL)
    throw refuse('STATEMENT_ZIP_DAMAGED', 'a file is not where the list says')
  const start = local + LOCAL_BYTES + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
  if (start + packed > zip.length) throw refuse('STATEMENT_ZIP_DAMAGED', 'a file reaches beyond the end')
  return zip.subarray(start, start + packed)
}

/** zlib stops at the announced size: a file that unpacks to more than it says is refused before it fills the memory. */
function inflate(packed: Buffer, { method, unpacked }: Central): Buffer {
  if (method !== DEFLATED) throw refuse('STATEMENT_ZIP_DAMAGED', `packing method ${method} is not known`)
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, unpacked) })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw refuse('STATEMENT_ZIP_BOMB', 'a file inside is larger than it says')
    throw refuse('STATEMENT_ZIP_DAMAGED', 'a file inside cannot be unpacked')
  }
}

const refuse = (code: StatementCode, sentence: string) => refuseStatement(code, sentence, 'zip')
