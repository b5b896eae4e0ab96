import { z } from 'zod'
import { prefixText } from './codes.ts'
import { wholeNumber } from './document.ts'

const range = z.strictObject({
  above: wholeNumber.optional(),
  atLeast: wholeNumber.optional(),
  below: wholeNumber.optional(),
  atMost: wholeNumber.optional(),
})
const diagnosisPrefixes = z.array(z.string().min(1).transform(prefixText)).min(1)
const procedurePrefixes = z.array(z.string().trim().min(1)).min(1)

/** When a grade of an auxiliary catalogue holds: everything written must hold; lists hold when one of their prefixes does. */
export const conditionSchema = z.strictObject({
  stayDays: range.optional(),
  ageDays: range.optional(),
  ageYears: range.optional(),
  cci: range.optional(),
  severity: z.enum(['mcc', 'cc', 'none']).optional(),
  died: z.boolean().optional(),
  principal: diagnosisPrefixes.optional(),
  secondary: diagnosisPrefixes.optional(),
  procedures: procedurePrefixes.optional(),
  groups: z.array(z.string()).min(1).optional(),
})
export type AuxiliaryCondition = z.output<typeof conditionSchema>
type Range = z.output<typeof range>

/** What conditions look at. Unknown numbers are null. */
export interface ConditionFacts {
  readonly group: string
  readonly stayDays: number | null
  readonly ageDays: number | null
  readonly ageYears: number | null
  readonly cci: number
  readonly severity: 'mcc' | 'cc' | 'none'
  readonly died: boolean
  readonly principal: string
  readonly secondaries: readonly string[]
  readonly procedures: readonly string[]
}

const NUMBERS = ['stayDays', 'ageDays', 'ageYears', 'cci'] as const

/** @param unknown gets the numbers that a condition asked for and the case does not say: the condition does not hold then */
export function holds(condition: AuxiliaryCondition, facts: ConditionFacts, unknown: Set<string>): boolean {
  const { severity, died, principal, secondary, procedures, groups } = condition
  if (groups !== undefined && !groups.includes(facts.group)) return false
  if (severity !== undefined && severity !== facts.severity) return false
  if (died !== undefined && died !== facts.died) return false
  if (principal !== undefined && !beginsWith(facts.principal, principal)) return false
  if (secondary !== undefined && !facts.secondaries.some((code) => beginsWith(code, secondary))) return false
  if (procedures !== undefined && !facts.procedures.some((code) => beginsWith(code, procedures))) return false
  return NUMBERS.every((name) => {
    const limits = condition[name]
    if (limits === undefined) return true
    const value = facts[name]
    if (value === null) unknown.add(name)
    return value !== null && isWithin(value, limits)
  })
}

const beginsWith = (code: string, prefixes: readonly string[]): boolean =>
  prefixes.some((prefix) => code.startsWith(prefix))

const isWithin = (value: number, { above, atLeast, below, atMost }: Range): boolean =>
  (above === undefined || value > above) &&
  (atLeast === undefined || value >= atLeast) &&
  (below === undefined || value < below) &&
  (atMost === undefined || value <= atMost)
