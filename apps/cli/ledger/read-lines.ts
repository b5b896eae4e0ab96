/** One line of a file of commands, or why it is none; lines count from 1. */
export type Line =
  | { readonly no: number; readonly text: string }
  | { readonly no: number; readonly fault: 'LINE_TOO_LONG' | 'LINE_NOT_UTF8' }

export const LONGEST_LINE = 4 * 1024 * 1024
const NEWLINE = 0x0a

/** Lines of any stream of bytes with bounded memory: a line that is too long is passed over. Empty lines are left out. */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let held: Uint8Array[] = []
  let length = 0
  let no = 0
  const take = (): Line | null => {
    no++
    const line = length > LONGEST_LINE ? ({ no, fault: 'LINE_TOO_LONG' } as const) : decode(decoder, no, held)
    held = []
    length = 0
    return 'text' in line && line.text.trim() === '' ? null : line
  }
  for await (const chunk of chunks) {
    for (let from = 0; from < chunk.length; ) {
      const end = chunk.indexOf(NEWLINE, from)
      const part = chunk.subarray(from, end === -1 ? chunk.length : end)
      length += part.length
      if (length <= LONGEST_LINE) held.push(part)
      else held = []
      from += part.length + 1
      const line = end === -1 ? null : take()
      if (line) yield line
    }
  }
  const last = length > 0 ? take() : null
  if (last) yield last
}

function decode(decoder: TextDecoder, no: number, parts: readonly Uint8Array[]): Line {
  try {
    return { no, text: decoder.decode(parts.length === 1 ? parts[0] : Buffer.concat(parts)) }
  } catch {
    return { no, fault: 'LINE_NOT_UTF8' }
  }
}
