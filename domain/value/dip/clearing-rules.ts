import { ONE } from '@medsettle/money/ratio'
import { z } from 'zod'
import {
  chinaDate,
  exactNonNegative,
  exactShare,
  readDocument,
  shortText,
  wholeNumber,
  yuanAsFen,
} from '../document/read-document.ts'
import { aboveZero, roundingPiece, shareAboveZero } from './rounding-piece.ts'

const amount = yuanAsFen.refine((value) => value >= 0, 'this cannot be negative')

const pointValue = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('settlement'), round: roundingPiece.optional() }),
  z.strictObject({
    kind: z.literal('budget'),
    years: z.array(z.strictObject({ year: wholeNumber, total: amount, weight: aboveZero })).min(1),
    /** expected points; left out: those of the cases */
    points: aboveZero.optional(),
    round: roundingPiece.optional(),
  }),
  z.strictObject({ kind: z.literal('fixed'), value: aboveZero }),
])

/** Marginal bands over |standard − cost| as shares of the standard; `upTo` null: no end. Beyond the last band the share is zero. */
const bands = z.strictObject({
  bands: z.array(z.strictObject({ upTo: exactNonNegative.nullable(), share: exactShare })).min(1),
  /** the most all bands together give, as a share of the standard */
  cap: exactShare.optional(),
})
export type ShareBands = z.output<typeof bands>

const institution = z.strictObject({
  id: shortText,
  assessment: exactNonNegative.default(ONE),
  prepaid: amount,
  penalties: z.array(z.strictObject({ reason: shortText, amount })).default([]),
  /** what patients and other payers have paid for the rated cases; asked for by `lessPatientPayments` */
  patientPaid: amount.optional(),
  otherPayers: amount.optional(),
})

const schema = z.strictObject({
  id: shortText,
  version: shortText,
  title: shortText.optional(),
  source: shortText,
  period: z.strictObject({ from: chinaDate, to: chinaDate }),
  /** rows of this fund, by column: employees and residents (职工, 居民) are cleared from funds of their own */
  only: z.record(z.string(), z.array(z.string()).min(1)).default({}),
  fund: amount,
  /** may be drawn when the fund does not suffice */
  reserve: amount.optional(),
  reimbursementRatio: shareAboveZero,
  pointValue,
  fundPart: z.enum(['byRatio', 'lessPatientPayments']),
  assessment: z.enum(['withhold', 'redistribute']),
  surplusKept: bands.optional(),
  overspendShared: bands.optional(),
  /** how every product becomes whole fen */
  toFen: z.enum(['halfUp', 'halfEven', 'down', 'up']),
  whenShort: z.enum(['prorate', 'refuse']),
  leftover: z.enum(['keep', 'distribute']),
  institutions: z.array(institution).min(1),
})

/** How a region clears a year of points. What cities do differently [R] is a switch here, never a constant. */
export type ClearingRules = z.output<typeof schema>
export type ClearingInstitution = ClearingRules['institutions'][number]

/** @throws RefusalError DOCUMENT_… with the first problem */
export const readClearingRules = (json: string): ClearingRules => readDocument(json, schema.superRefine(checkTogether))

/** Is a scored row one of this fund? Rows of another are passed over, not refused. */
export const isOfFund = ({ only }: ClearingRules, columns: ReadonlyMap<string, string>): boolean =>
  Object.entries(only).every(([name, values]) => values.includes(columns.get(name) ?? ''))

function checkTogether(rules: ClearingRules, context: z.RefinementCtx): void {
  const tell = (path: (string | number)[], message: string): void => context.addIssue({ code: 'custom', path, message })
  const ids = rules.institutions.map(({ id }) => id)
  for (const [at, { id, patientPaid }] of rules.institutions.entries()) {
    if (ids.indexOf(id) !== at) tell(['institutions', at, 'id'], `${id} stands twice`)
    if (rules.fundPart === 'lessPatientPayments' && patientPaid === undefined)
      tell(['institutions', at, 'patientPaid'], 'fundPart lessPatientPayments needs what patients have paid')
  }
  if (rules.period.to < rules.period.from) tell(['period', 'to'], 'the period ends before it begins')
  for (const name of ['surplusKept', 'overspendShared'] as const) {
    const list = rules[name]?.bands ?? []
    for (const [at, { upTo }] of list.entries()) {
      const before = at === 0 ? { n: 0n, d: 1n } : list[at - 1]!.upTo
      const rises = before !== null && (upTo === null || upTo.n * before.d > before.n * upTo.d)
      if (!rises) tell([name, 'bands', at, 'upTo'], 'bands overlap: each ends above the one before')
    }
  }
}
