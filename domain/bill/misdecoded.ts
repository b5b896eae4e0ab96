/**
 * Finds Chinese that was decoded with the wrong encoding before it reached us (facts/nhsa.md trap 5). Such text cannot be
 * mended safely and would be printed on invoices and sent to the insurer, so it is refused where it comes in.
 */

/** GBK text read as UTF-8 loses bytes for good; these are what is left. */
const LOST = /\ufffd|锟斤拷|烫烫烫|屯屯屯/

/** Windows-1252 shows bytes 80–9F as these letters. */
const CP1252 =
  '\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178'

/** UTF-8 read as Latin-1 (`æ‚£è€…`): a three-byte lead E4–E9 and two continuation bytes. */
const UTF8_AS_LATIN1 = new RegExp(`[\\u00e4-\\u00e9][\\u0080-\\u00bf${CP1252}]{2}`)

/** GBK read as Latin-1 (`»¼Õß`): an unbroken run of accented letters that no trade name has. */
const GBK_AS_LATIN1 = /[\u00a1-\u00ff]{4}/

const NON_ASCII_RUN = /[\u0080-\uffff]+/g
const IDEOGRAPHS = /[\u4e00-\u9fff]/g

const gbkBytes = invertGbk()

/** character → its two GBK bytes as one number, from the platform's own decoder; the euro sign stands for the lone byte 80 */
function invertGbk(): ReadonlyMap<string, number> {
  const decoder = new TextDecoder('gbk')
  const bytes = new Map<string, number>()
  for (let lead = 0x81; lead <= 0xfe; lead++)
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const character = decoder.decode(Uint8Array.of(lead, trail))
      if (character.length === 1 && character !== '\ufffd') bytes.set(character, lead * 256 + trail)
    }
  return bytes.set('€', 0x80)
}

/** @returns a sentence saying how the text was misread, or null when it reads well */
export function findMisdecoding(text: string): string | null {
  if (LOST.test(text)) return 'characters were lost: GBK bytes were read as UTF-8'
  if (UTF8_AS_LATIN1.test(text)) return 'UTF-8 bytes were read as Latin-1'
  if (GBK_AS_LATIN1.test(text)) return 'GBK bytes were read as Latin-1'
  for (const [run] of text.matchAll(NON_ASCII_RUN)) {
    if (readsAsUtf8(run)) return 'UTF-8 bytes were read as GBK'
  }
  return null
}

/** Encodes the run to GBK; bytes that are well-formed UTF-8 Chinese were UTF-8 in the first place. */
function readsAsUtf8(run: string): boolean {
  const first = gbkBytes.get(run[0]!)
  if (first === undefined || first < 0xe280) return false
  const bytes: number[] = []
  for (const character of run) {
    const code = gbkBytes.get(character)
    if (code === undefined) return false
    if (code > 0xff) bytes.push(code >> 8)
    bytes.push(code & 0xff)
  }
  try {
    const decoded = new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes), { stream: true })
    return (decoded.match(IDEOGRAPHS)?.length ?? 0) >= 2
  } catch {
    return false
  }
}
