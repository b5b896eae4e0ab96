import iconv from 'iconv-lite'
import { NhsaError } from './nhsa-error.ts'

export type WireEncoding = 'utf-8' | 'gbk'

/** Bytes of a text. @throws NhsaError NHSA_BAD_FIELD when a character does not exist in the encoding */
export function encodeWireText(text: string, encoding: WireEncoding): Buffer {
  if (encoding === 'utf-8') return Buffer.from(text, 'utf8')
  const bytes = iconv.encode(text, 'gbk')
  if (iconv.decode(bytes, 'gbk') !== text)
    throw new NhsaError('NHSA_BAD_FIELD', '', 'the text has characters that GBK does not know')
  return bytes
}

/** Text of bytes, or null when they are not valid in the encoding. A byte order mark is dropped. */
export function decodeWireText(bytes: Uint8Array, encoding: WireEncoding): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

export interface DecodedText {
  readonly text: string
  /** `damaged`: neither UTF-8 nor GBK; unreadable bytes stand as U+FFFD */
  readonly encoding: WireEncoding | 'damaged'
}

/** Valid UTF-8 is UTF-8; GBK text practically never is. */
export function detectWireText(bytes: Uint8Array): DecodedText {
  for (const encoding of ['utf-8', 'gbk'] as const) {
    const text = decodeWireText(bytes, encoding)
    if (text !== null) return { text, encoding }
  }
  return { text: new TextDecoder().decode(bytes), encoding: 'damaged' }
}

export interface Mojibake {
  readonly kind: 'lost' | 'utf-8 read as gbk' | 'utf-8 read as latin-1' | 'gbk read as latin-1'
  /** what it most likely said; null when the bytes are lost. Shown to people, never used in place of what was sent. */
  readonly likely: string | null
}

const CHINESE_ONLY =
  /^[\u0020-\u007e\u3000-\u303f\u4e00-\u9fff\uff00-\uffef·—…“”‘’]*[\u4e00-\u9fff][\u0020-\u007e\u3000-\u303f\u4e00-\u9fff\uff00-\uffef·—…“”‘’]*$/
const MANGLED: readonly (readonly [Mojibake['kind'], string, WireEncoding])[] = [
  ['utf-8 read as gbk', 'gbk', 'utf-8'],
  ['utf-8 read as latin-1', 'windows-1252', 'utf-8'],
  ['utf-8 read as latin-1', 'latin1', 'utf-8'],
  ['gbk read as latin-1', 'windows-1252', 'gbk'],
  ['gbk read as latin-1', 'latin1', 'gbk'],
]

/** Does a text look like Chinese that was read in the wrong encoding (trap 5)? null when it looks sound. */
export function findMojibake(text: string): Mojibake | null {
  if (Buffer.byteLength(text) === text.length) return null
  if (text.includes('\ufffd') || text.includes('锟斤拷')) return { kind: 'lost', likely: null }
  for (const [kind, readAs, written] of MANGLED) {
    // A single accented letter and its neighbour make a GBK character too: only a run of them speaks.
    if (kind === 'gbk read as latin-1' && !/[\u0080-\u2122]{4,}/.test(text)) continue
    const likely = readAgain(text, readAs, written)
    if (likely !== null && CHINESE_ONLY.test(likely)) return { kind, likely }
  }
  return null
}

/** Undoes one wrong reading; null when the text could not have come from it. A last `?` is what became of a cut byte. */
function readAgain(text: string, readAs: string, written: WireEncoding): string | null {
  const kept = text.replace(/\?$/, '')
  const bytes = iconv.encode(kept, readAs)
  if (iconv.decode(bytes, readAs) !== kept) return null
  const whole = decodeWireText(bytes, written)
  if (whole !== null || kept === text) return whole
  return [1, 2].map((cut) => decodeWireText(bytes.subarray(0, -cut), written)).find((part) => part !== null) ?? null
}
