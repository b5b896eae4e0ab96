import { isUtf8 } from 'node:buffer'

const NEWLINE = 0x0a
/** Without an end of line for so long it is no table; the reader of lines says so. */
const LONGEST_HELD = 1 << 23

/** Hospitals export UTF-8 or GBK: lines that are no UTF-8 are read as GBK, whose characters never hold a newline. */
export async function* inUtf8(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gbk = new TextDecoder('gbk')
  let rest: Uint8Array = new Uint8Array(0)
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(NEWLINE) + 1
    if (end === 0 && rest.length < LONGEST_HELD) {
      rest = Buffer.concat([rest, chunk])
      continue
    }
    yield inOneSpelling(gbk, Buffer.concat([rest, chunk.subarray(0, end)]))
    rest = chunk.slice(end)
  }
  if (rest.length > 0) yield inOneSpelling(gbk, rest)
}

function inOneSpelling(gbk: TextDecoder, block: Uint8Array): Uint8Array {
  if (isUtf8(block)) return block
  const lines: Uint8Array[] = []
  for (let from = 0; from < block.length; ) {
    const newline = block.indexOf(NEWLINE, from)
    const end = newline < 0 ? block.length : newline + 1
    const line = block.subarray(from, end)
    lines.push(isUtf8(line) ? line : Buffer.from(gbk.decode(line)))
    from = end
  }
  return Buffer.concat(lines)
}
