import { GrouperError } from '@medsettle/grouper'

/** A line longer than this is no case; without the limit one missing newline would fill the memory. */
const LONGEST_LINE = 1 << 20
const NEWLINE = 0x0a

/** Cuts a stream of bytes into blocks that end with a line. */
export async function* wholeLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array = new Uint8Array(0)
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(NEWLINE) + 1
    if (end === 0) {
      rest = Buffer.concat([rest, chunk])
      if (rest.length > LONGEST_LINE)
        throw new GrouperError(
          'GROUPER_ROW_TOO_LONG',
          'cases',
          'a line of more than a megabyte is no case; is this a CSV file?',
        )
      continue
    }
    yield rest.length === 0 ? chunk.subarray(0, end) : Buffer.concat([rest, chunk.subarray(0, end)])
    rest = chunk.slice(end)
  }
  if (rest.length > 0) yield rest
}
