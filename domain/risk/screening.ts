import type { RuleAnswer } from '@medsettle/rules'
import { z } from 'zod'
import { invariant } from '../identity/refusal.ts'

/** What the risk rules may know of a payment. No personal data. */
export interface RiskFacts {
  /** the part the patient pays now, fen */
  readonly cashFen: number
  /** prescriptions of this bill that another order has paid already */
  readonly paidPrescriptions: number
  /** the payer's face has been verified for this order */
  readonly stepUpConfirmed: boolean
}

/** `stepUp`: the payer must first be verified; `block`: this payment is not taken. */
export type RiskDecision = 'pass' | 'stepUp' | 'block'

const finding = z.object({
  decision: z.enum(['pass', 'stepUp', 'block']),
  reason: z.string().min(1),
  source: z.string().min(1),
})

/** Both tables must speak; a hospital may add more, each under an output path of its own. */
const output = z.object({ amountLimit: finding, repeatedPrescription: finding }).catchall(finding)

export type ScreeningOutput = z.infer<typeof output>

/** What `compileRules` of @medsettle/rules needs beside the document (`screen.jdm.json` or the hospital's own). */
export const SCREENING = {
  facts: z.object({
    cashFen: z.int().min(0),
    paidPrescriptions: z.int().min(0),
    stepUpConfirmed: z.boolean(),
  }),
  output,
  example: { cashFen: 1000, paidPrescriptions: 0, stepUpConfirmed: false },
}

/** One table's word on the payment. */
export interface ScreeningFinding {
  readonly decision: RiskDecision
  /** `table/row@document version`, e.g. `amountLimit/over-5000@2026.1` */
  readonly rule: string
  readonly reason: string
  readonly source: string
}

/** The gravest word counts; `rule`, `reason` and `source` are those of the table that said it. */
export interface Screening {
  readonly verdict: RiskDecision
  readonly rule: string
  readonly reason: string
  readonly source: string
  readonly findings: readonly ScreeningFinding[]
}

const GRAVITY: Record<RiskDecision, number> = { pass: 0, stepUp: 1, block: 2 }

/** Reads the rules' answer: every table is heard, the gravest decision wins, the earlier table among equals. */
export function readScreening(answer: RuleAnswer<ScreeningOutput>): Screening {
  const findings = Object.entries(answer.output).map(([table, said]): ScreeningFinding => {
    const row = answer.fired.find((rule) => rule.table === table)
    return { ...said, rule: `${table}/${row?.ruleId ?? '?'}@${answer.about.version}` }
  })
  const gravest = [...findings].sort((a, b) => GRAVITY[b.decision] - GRAVITY[a.decision])[0]
  invariant(gravest !== undefined, 'a payment that no rule has looked at would be taken as if it were safe')
  const { decision, rule, reason, source } = gravest
  return { verdict: decision, rule, reason, source, findings }
}
