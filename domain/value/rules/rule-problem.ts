import type { z } from 'zod'
import { RefusalError } from '../../identity/refusal.ts'
import type { DocumentProblem } from '../document/document-problem.ts'
import { inspectDocument } from '../document/read-document.ts'

/** What is wrong with a rule document whose fields can all be read. */
export const RULE_PROBLEMS = {
  RULE_DAYS_REVERSED: 'it ends before it begins',
  RULE_PERIOD_NOT_VALID: 'the rules are not valid on every day of their period',
  RULE_NAME_TWICE: 'this name stands twice, so that it is not clear which is meant',
  RULE_NAME_UNKNOWN: 'nothing of this document has that name',
  RULE_LIST_UNKNOWN: 'a condition asks for a code list the document does not have',
  RULE_MEASURE_UNKNOWN: 'no measure has that name',
  RULE_BANDS_OVERLAP: 'two bands hold for the same number',
  RULE_BAND_GAP: 'numbers between two bands are in neither',
  RULE_SHARES_NOT_ONE: 'shares that divide a whole do not add up to 1',
  RULE_LIMITS_REVERSED: 'the lower limit is above the upper one',
  RULE_FIELD_CONTRADICTS: 'two fields do not go together',
} as const

export type RuleProblemCode = keyof typeof RULE_PROBLEMS

export interface RuleProblem {
  readonly code: RuleProblemCode | DocumentProblem['code']
  /** `bundles[2].window.daysAfter` */
  readonly place: string
  readonly message: string
}

/** Remembers a problem; `what` says the particulars. */
export type Tell = (code: RuleProblemCode, place: string, what?: string) => void

export type InspectedRules<T> =
  | { readonly rules: T; readonly problems: readonly [] }
  | { readonly rules: null; readonly problems: readonly RuleProblem[] }

/** Reads a rule document and everything that is wrong with it: first its fields, then what `check` finds between them. */
export function inspectRules<T>(
  json: string,
  schema: z.ZodType<T>,
  check: (rules: T, tell: Tell) => void,
): InspectedRules<T> {
  const { document, problems } = inspectDocument(json, schema)
  if (document === null) return { rules: null, problems }
  const found: RuleProblem[] = []
  check(document, (code, place, what = '') => {
    found.push({ code, place, message: what === '' ? RULE_PROBLEMS[code] : `${RULE_PROBLEMS[code]}: ${what}` })
  })
  return found.length === 0 ? { rules: document, problems: [] } : { rules: null, problems: found }
}

/** @throws RefusalError with the first problem */
export function rulesOf<T>(inspected: InspectedRules<T>): T {
  if (inspected.rules === null) throw refused(inspected.problems[0]!)
  return inspected.rules
}

/** Rules that cannot be followed with the rows that were given. */
export const ruleRefused = (code: RuleProblemCode, place: string, what: string): RefusalError =>
  refused({ code, place, message: `${RULE_PROBLEMS[code]}: ${what}` })

/** No money moved: rules that cannot be read or followed settle nothing. */
const refused = ({ code, place, message }: RuleProblem): RefusalError =>
  new RefusalError({ code, stage: 'value', moneyMoved: 'none', retrySameKey: false, message, place })

/** Tells validity and period that end before they begin, and a period outside the validity. */
export function checkPeriod(
  rules: { validFrom: string; validTo: string | null; period: { from: string; to: string } },
  tell: Tell,
): void {
  const { validFrom, validTo, period } = rules
  if (validTo !== null && validTo < validFrom) tell('RULE_DAYS_REVERSED', 'validTo', `${validFrom} to ${validTo}`)
  if (period.to < period.from) tell('RULE_DAYS_REVERSED', 'period', `${period.from} to ${period.to}`)
  else if (period.from < validFrom || (validTo !== null && period.to > validTo))
    tell('RULE_PERIOD_NOT_VALID', 'period', `valid from ${validFrom}${validTo === null ? '' : ` to ${validTo}`}`)
}

/** Tells every name that stands twice. */
export function checkNames(names: readonly string[], place: string, tell: Tell): void {
  for (const [index, name] of names.entries())
    if (names.indexOf(name) !== index) tell('RULE_NAME_TWICE', `${place}[${index}]`, `"${name}"`)
}
