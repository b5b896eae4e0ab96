/**
 * What may be shown of a person in logs, exports and on a counter screen (architecture, rule of money 9).
 * A mask is as long as the original (a phone with prefixes: its last 11 characters) and never shows more than seven of it.
 */

const stars = (count: number): string => '*'.repeat(Math.max(count, 0))

/** `患者甲` → `患**`. One character stays one star: a one-character name has nothing that may be shown. */
export function maskName(name: string): string {
  const characters = [...name.trim()]
  if (characters.length <= 1) return stars(characters.length)
  return characters[0] + stars(characters.length - 1)
}

/** Keeps the first three (province and city begin there) and the last four; shorter numbers keep the last two only. */
export function maskIdNumber(idNumber: string): string {
  const text = idNumber.trim()
  if (text.length < 12)
    return stars(text.length - 2) + (text.length > 4 ? text.slice(-2) : stars(Math.min(text.length, 2)))
  return text.slice(0, 3) + stars(text.length - 7) + text.slice(-4)
}

/** `13800000000` → `138****0000`; anything that is not 11 digits is hidden but for its last two. */
export function maskPhone(phone: string): string {
  const text = phone.trim()
  return /^\d{11}$/.test(text) ? `${text.slice(0, 3)}****${text.slice(-4)}` : maskIdNumber(text.slice(-11))
}

const ID_NUMBER_IN_TEXT = /(?<![0-9A-Za-z])\d{17}[0-9Xx](?![0-9A-Za-z])/g
const PHONE_IN_TEXT = /(?<![0-9A-Za-z])1[3-9]\d{9}(?![0-9A-Za-z])/g

/** Hides resident id numbers and mobile numbers inside a sentence, e.g. an insurer's error message before it is logged. */
export function maskText(text: string): string {
  return text.replace(ID_NUMBER_IN_TEXT, maskIdNumber).replace(PHONE_IN_TEXT, maskPhone)
}
