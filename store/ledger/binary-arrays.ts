/**
 * PostgreSQL's binary form of a one-dimensional array (array_recv): dimensions, has-null flag, element type, length, lower
 * bound, then each element as length and bytes. Parameters of a batch go this way because printing and parsing thousands of
 * numbers as text costs more than writing them to disk.
 */
const HEADER = 20
const OID = { int8: 20, int4: 23, int2: 21, text: 25 } as const

function header(bytes: Buffer, oid: number, length: number, hasNull: boolean): void {
  bytes.writeInt32BE(length === 0 ? 0 : 1, 0)
  bytes.writeInt32BE(hasNull ? 1 : 0, 4)
  bytes.writeInt32BE(oid, 8)
  if (length === 0) return
  bytes.writeInt32BE(length, 12)
  bytes.writeInt32BE(1, 16)
}

const empty = (oid: number): Buffer => {
  const bytes = Buffer.allocUnsafe(12)
  header(bytes, oid, 0, false)
  return bytes
}

/** Safe integers, or null. */
export function int8Array(values: readonly (number | null)[]): Buffer {
  if (values.length === 0) return empty(OID.int8)
  const bytes = Buffer.allocUnsafe(HEADER + values.length * 12)
  let at = HEADER
  let hasNull = false
  for (const value of values) {
    if (value === null) {
      hasNull = true
      at = bytes.writeInt32BE(-1, at)
      continue
    }
    at = bytes.writeInt32BE(8, at)
    const high = Math.floor(value / 4294967296)
    at = bytes.writeInt32BE(high, at)
    at = bytes.writeUInt32BE(value - high * 4294967296, at)
  }
  header(bytes, OID.int8, values.length, hasNull)
  return bytes.subarray(0, at)
}

export const int4Array = (values: readonly number[]): Buffer => smallArray(OID.int4, 4, values)

export const int2Array = (values: readonly number[]): Buffer => smallArray(OID.int2, 2, values)

/** @param size bytes of an element */
function smallArray(oid: number, size: number, values: readonly number[]): Buffer {
  if (values.length === 0) return empty(oid)
  const bytes = Buffer.allocUnsafe(HEADER + values.length * (4 + size))
  let at = HEADER
  for (const value of values) {
    at = bytes.writeInt32BE(size, at)
    at = bytes.writeIntBE(value, at, size)
  }
  header(bytes, oid, values.length, false)
  return bytes
}

/** Text, or null. */
export function textArray(values: readonly (string | null)[]): Buffer {
  if (values.length === 0) return empty(OID.text)
  let most = HEADER
  for (const value of values) most += 4 + (value === null ? 0 : value.length * 3)
  const bytes = Buffer.allocUnsafe(most)
  let at = HEADER
  let hasNull = false
  for (const value of values) {
    if (value === null) {
      hasNull = true
      at = bytes.writeInt32BE(-1, at)
      continue
    }
    const written = bytes.write(value, at + 4, 'utf8')
    bytes.writeInt32BE(written, at)
    at += 4 + written
  }
  header(bytes, OID.text, values.length, hasNull)
  return bytes.subarray(0, at)
}
