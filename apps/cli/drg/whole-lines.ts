const NEWLINE = 0x0a
/** Of a line that does not end within a block only so much is kept; it is refused as a row, whatever follows. */
const LONGEST_KEPT = 1 << 17

/**
 * Cuts a stream of bytes into blocks that end with a line, in memory that is used again: a block is valid until the next one
 * is asked for.
 * @param blockBytes how many bytes are gathered before a block is given
 */
export async function* wholeLines(chunks: AsyncIterable<Uint8Array>, blockBytes: number): AsyncGenerator<Uint8Array> {
  let room = Buffer.allocUnsafeSlow(blockBytes * 2)
  let length = 0
  let isSkipping = false
  for await (const chunk of chunks) {
    // the rest of a line that is too long: everything up to its end
    const from = isSkipping ? chunk.indexOf(NEWLINE) : 0
    if (from < 0) continue
    isSkipping = false
    if (length + chunk.length > room.length) room = roomier(room, length + chunk.length)
    room.set(from === 0 ? chunk : chunk.subarray(from), length)
    length += chunk.length - from
    if (length < blockBytes) continue
    const end = room.lastIndexOf(NEWLINE, length - 1) + 1
    if (end > 0) yield room.subarray(0, end)
    room.copyWithin(0, end, length)
    length -= end
    if (length > LONGEST_KEPT) {
      length = LONGEST_KEPT
      isSkipping = true
    }
  }
  if (length > 0) yield room.subarray(0, length)
}

function roomier(room: Buffer, least: number): Buffer<ArrayBuffer> {
  const larger = Buffer.allocUnsafeSlow(least * 2)
  room.copy(larger)
  return larger
}
