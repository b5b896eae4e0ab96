import { type CaseBatch, type CodeHashes, makeRoomForCodes } from './case-batch.ts'
import { hashOne, hashTwo, SEED_ONE, SEED_TWO } from './code-table.ts'
import type { CompiledScheme } from './compile-scheme.ts'
import { LONGEST_ROW } from './decode-row.ts'

/** A place in the bytes of a file; every read moves it on. Lines end with a newline, the last one too. */
export interface RowCursor {
  bytes: Uint8Array
  at: number
  /** end of the id, which starts where the row does */
  idEnd: number
  /** two hashes of the id */
  idOne: number
  idTwo: number
}

export const createRowCursor = (): RowCursor => ({ bytes: new Uint8Array(0), at: 0, idEnd: 0, idOne: 0, idTwo: 0 })

const NEWLINE = 0x0a
const RETURN = 0x0d
const COMMA = 0x2c
const PIPE = 0x7c
const QUOTE = 0x22
const ZERO = 0x30
const BACKSLASH = 0x5c
const LAST_ASCII = 0x7f
/** every byte that ends a code or makes a row an unusual one lies below, but for comma and pipe */
const LOWEST_OF_CODES = 0x2a
/** more digits would leave the whole numbers a record can mean */
const MOST_DIGITS = 8
const ODD = -2
/** a discharge way that is the same as bytes and as text without the blanks around it */
const PLAIN = /^[!-~]*$/

/**
 * Reads the row at the cursor in one pass into the next place of the batch and stops at its newline. False when anything is
 * unusual: quotes, blanks, a sex in words, too few columns, a wrong number. Such a row is read again as text by `decodeRow`,
 * which also says what is wrong.
 */
export function readRow(scheme: CompiledScheme, cursor: RowCursor, batch: CaseBatch): boolean {
  const row = batch.count
  const { bytes } = cursor
  batch.starts[row] = cursor.at
  if (!readId(cursor)) return false
  const sex = bytes[cursor.at]! - ZERO
  if ((sex !== 1 && sex !== 2) || bytes[cursor.at + 1] !== COMMA) return false
  cursor.at += 2
  batch.sex[row] = sex
  const ageYears = readNumber(cursor)
  const ageDays = readNumber(cursor)
  const weight = readNumber(cursor)
  if (ageYears === ODD || ageDays === ODD || weight === ODD || !skipText(cursor)) return false
  batch.ageYears[row] = ageYears
  batch.ageDays[row] = ageDays
  batch.birthWeightGrams[row] = weight || -1
  const stay = readNumber(cursor)
  const wayFrom = cursor.at
  if (stay === ODD || !skipText(cursor)) return false
  batch.stayDays[row] = stay
  if (scheme.asksDischargeWay) {
    batch.dischargeWays[row] = latin(bytes, wayFrom, cursor.at - 1)
    if (!PLAIN.test(batch.dischargeWays[row]!)) return false
  }
  if (!readCodes(cursor, batch.diagnoses, row) || bytes[cursor.at] !== COMMA) return false
  cursor.at++
  if (!readCodes(cursor, batch.procedures, row)) return false
  batch.icuHours[row] = -1
  if (bytes[cursor.at] !== NEWLINE && !readTail(scheme, cursor, batch)) return false
  if (cursor.at - batch.starts[row]! > LONGEST_ROW) return false
  batch.idEnds[row] = cursor.idEnd
  batch.idOnes[row] = cursor.idOne
  batch.idTwos[row] = cursor.idTwo
  batch.ends[row] = cursor.at
  batch.count = row + 1
  return true
}

function readId(cursor: RowCursor): boolean {
  const { bytes } = cursor
  let { at } = cursor
  let one = SEED_ONE
  let two = SEED_TWO
  for (let byte = bytes[at]!; byte !== COMMA; byte = bytes[++at]!) {
    // what JSON would write otherwise, and what may be UTF-8 or GBK, is read as text
    if (byte <= QUOTE || byte === BACKSLASH || byte > LAST_ASCII) return false
    one = hashOne(one, byte)
    two = hashTwo(two, byte)
  }
  cursor.idEnd = at
  cursor.idOne = one
  cursor.idTwo = two
  cursor.at = at + 1
  return true
}

/** Digits up to a comma; -1 when there are none. */
function readNumber(cursor: RowCursor): number {
  const { bytes } = cursor
  const from = cursor.at
  let at = from
  let value = 0
  for (; bytes[at] !== COMMA; at++) {
    const digit = bytes[at]! - ZERO
    if (digit < 0 || digit > 9) return ODD
    value = value * 10 + digit
  }
  cursor.at = at + 1
  return at === from ? -1 : at - from > MOST_DIGITS ? ODD : value
}

function skipText(cursor: RowCursor): boolean {
  const { bytes } = cursor
  let { at } = cursor
  for (; bytes[at] !== COMMA; at++) if (bytes[at] === NEWLINE || bytes[at] === QUOTE) return false
  cursor.at = at + 1
  return true
}

/** Codes up to a comma or the end of the line, where the cursor stays. An empty place stays a place: it is no code. */
function readCodes(cursor: RowCursor, codes: CodeHashes, row: number): boolean {
  const { bytes } = cursor
  let { at } = cursor
  let count = codes.from[row]!
  let all = 0
  for (;;) {
    let one = SEED_ONE
    let two = SEED_TWO
    let byte = bytes[at]!
    while (byte >= LOWEST_OF_CODES && byte !== COMMA && byte !== PIPE) {
      one = hashOne(one, byte)
      two = hashTwo(two, byte)
      all |= byte
      byte = bytes[++at]!
    }
    if (count === codes.ones.length) makeRoomForCodes(codes)
    codes.ones[count] = one
    codes.twos[count] = two
    count++
    if (byte === PIPE) at++
    else {
      codes.from[row + 1] = count
      cursor.at = byte === RETURN && bytes[at + 1] === NEWLINE ? at + 1 : at
      return all <= LAST_ASCII && (byte === COMMA || bytes[cursor.at] === NEWLINE)
    }
  }
}

/** The two columns that may follow: the scheme's version, which must be this scheme's, and hours in intensive care. */
function readTail(scheme: CompiledScheme, cursor: RowCursor, batch: CaseBatch): boolean {
  const { bytes } = cursor
  const from = cursor.at + 1
  let at = from
  while (bytes[at] !== COMMA && bytes[at] !== NEWLINE && bytes[at] !== QUOTE) at++
  const ends = bytes[at] === NEWLINE
  const version = latin(bytes, from, ends && bytes[at - 1] === RETURN ? at - 1 : at)
  if (bytes[at] === QUOTE || (version !== '' && version !== scheme.version)) return false
  cursor.at = at
  if (ends) return true
  let hours = -1
  for (at++; bytes[at]! >= ZERO && bytes[at]! <= ZERO + 9 && hours < 1e7; at++)
    hours = (hours < 0 ? 0 : hours * 10) + bytes[at]! - ZERO
  if (bytes[at] === RETURN) at++
  cursor.at = at
  batch.icuHours[batch.count] = hours
  return bytes[at] === NEWLINE
}

const latin = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', from, to)
