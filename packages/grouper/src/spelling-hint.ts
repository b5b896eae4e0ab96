import type { CodeTable } from './code-table.ts'
import { UNKNOWN_CODE } from './interned-scheme.ts'

const OTHER_SEPARATORS = /[;；、，,/\s]+/

/**
 * What an unknown code may have been meant to be; empty when nothing is near. Only ever a hint: a code is grouped as it
 * stands, for `X` and `x` are different letters of these catalogues and a guess would decide about money.
 */
export function spellingHint(table: CodeTable, code: string): string {
  if (
    code
      .normalize('NFKC')
      .split(OTHER_SEPARATORS)
      .filter((part) => isKnown(table, part)).length > 1
  )
    return '; codes are separated by |'
  const spelt = usualCode(code)
  return isKnown(table, spelt) ? `; is ${spelt} meant?` : ''
}

/** ` q14.200X001` → `Q14.200x001`: no blanks, half-width, one capital in front, the x of an extension small. */
export function usualCode(code: string): string {
  const plain = code.normalize('NFKC').trim()
  return plain.slice(0, 1).toUpperCase() + plain.slice(1).replaceAll('X', 'x')
}

const isKnown = (table: CodeTable, code: string): boolean => code !== '' && table.numberOf(code) !== UNKNOWN_CODE
