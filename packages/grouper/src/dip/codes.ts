const DIAGNOSIS = /^([A-Za-z]\d{2})(?:\.?([0-9xX][0-9A-Za-z]*))?\.?$/
const PROCEDURE = /^(\d{2})(?:\.?(\d[0-9A-Za-z]*))?\.?$/

/** Full-width signs, blanks, dagger and asterisk marks (`A17.0†`, `M49.0*`, `A17.000+G01*`) are not part of a code. */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\s]+/g, '')
    .replace(/[†*+].*$/, '')

/**
 * An ICD-10 code in one spelling: capital letter, decimal point, the rest small; a category without subdivision is padded
 * with `x`, as the insurance edition does (`I10` → `I10.x`). Null when it is no such code.
 */
export function normaliseDiagnosis(text: string): string | null {
  const match = DIAGNOSIS.exec(plain(text))
  return match === null ? null : `${match[1]!.toUpperCase()}.${(match[2] ?? 'x').toLowerCase()}`
}

/** An ICD-9-CM-3 code in one spelling: `4701` → `47.01`. Null when it is no such code. */
export function normaliseProcedure(text: string): string | null {
  const match = PROCEDURE.exec(plain(text))
  if (match === null) return null
  return match[2] === undefined ? match[1]! : `${match[1]}.${match[2].toLowerCase()}`
}

/** The longest entry of a table that the code begins with, or null: `47.0` stands for everything below it. */
export function longestPrefix<T>(table: ReadonlyMap<string, T>, code: string): T | null {
  for (let length = code.length; length > 0; length--) {
    const found = table.get(code.slice(0, length))
    if (found !== undefined) return found
  }
  return null
}

/** Spells a prefix of codes as the codes are spelt: `k358` → `K35.8`; what is shorter than a category stays. */
export const prefixText = (text: string): string => {
  const code = plain(text)
  if (!/^[A-Za-z]\d{2}/.test(code)) return code.toUpperCase()
  const rest = code.slice(3).replace('.', '').toLowerCase()
  return `${code.slice(0, 3).toUpperCase()}${rest === '' ? '' : `.${rest}`}`
}
