import { normaliseProcedure } from './codes.ts'

/**
 * A formula of procedures (facts dip §6): `+` joins terms that must all be there, `/` gives the choices of one term, so
 * `36.06+00.40/00.66` reads "36.06, and 00.40 or 00.66". An empty formula is conservative treatment.
 */
export type Formula = readonly (readonly string[])[]

/** Null when a code of it is none. @param cut how procedures are shortened before they are compared */
export function parseFormula(text: string, cut: (code: string) => string): Formula | null {
  if (text.trim() === '') return []
  const terms = text.split('+').map((term) => term.split('/').map(normaliseProcedure))
  if (terms.flat().includes(null)) return null
  return terms.map((term) => (term as string[]).map(cut))
}

export const formulaText = (formula: Formula): string => formula.map((term) => term.join('/')).join('+')

/** The procedures of the case that the formula names, or null when one of its terms is not met. */
export function matchFormula(formula: Formula, procedures: readonly string[]): readonly string[] | null {
  if (!formula.every((term) => term.some((code) => procedures.includes(code)))) return null
  return procedures.filter((code) => formula.some((term) => term.includes(code)))
}
