import { refuseStatement } from './statement-refusal.ts'

/**
 * Decodes a statement file. Bills are GBK (facts 5); one that a spreadsheet saved again as UTF-8 would turn into
 * nonsense silently, because almost any bytes are some GBK text.
 * @param landmark Chinese text that every such file holds @throws RefusalError STATEMENT_EMPTY, STATEMENT_WRONG_ENCODING
 */
export function decodeGbk(bytes: Uint8Array, landmark: string, place: string): string {
  if (bytes.length === 0) throw refuseStatement('STATEMENT_EMPTY', 'the file holds no bytes', place)
  const text = decode('gbk', bytes)
  if (text?.includes(landmark)) return text
  const isUtf8 = decode('utf-8', bytes)?.includes(landmark)
  if (isUtf8)
    throw refuseStatement('STATEMENT_WRONG_ENCODING', 'it is UTF-8, a spreadsheet has probably saved it again', place)
  if (text === null) throw refuseStatement('STATEMENT_WRONG_ENCODING', 'it is not GBK', place)
  throw refuseStatement('STATEMENT_UNKNOWN_LAYOUT', `${landmark} appears nowhere`, place)
}

function decode(encoding: 'gbk' | 'utf-8', bytes: Uint8Array): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
