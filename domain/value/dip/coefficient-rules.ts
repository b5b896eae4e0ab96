import { z } from 'zod'
import {
  chinaDate,
  exactNonNegative,
  exactNumber,
  readDocument,
  shortText,
  wholeNumber,
} from '../document/read-document.ts'
import { aboveZero, roundingPiece } from './rounding-piece.ts'

/** A measure as a number, or as counts: so many of so many, some of them left out. */
const measure = z.union([
  exactNumber,
  z
    .strictObject({ part: wholeNumber, excluded: wholeNumber, whole: wholeNumber })
    .refine(({ part, excluded, whole }) => excluded <= part && part <= whole, 'excluded ≤ part ≤ whole does not hold'),
])
export type Measure = z.output<typeof measure>

const part = z.strictObject({
  name: shortText,
  measure: shortText,
  against: z.enum(['peerMean', 'zero']),
  /** of the mean (0.06 above 1.2 is 5 %), or in points of the measure itself */
  difference: z.enum(['relative', 'points']),
  step: aboveZero,
  add: aboveZero,
  /** added once as soon as the measure is above what it is compared with */
  whenAbove: exactNonNegative.default({ n: 0n, d: 1n }),
  /** by level; a level without a cap does not have this part */
  caps: z.record(z.string(), exactNonNegative),
  /** what becomes of cases already in another catalogue (facts dip §7: the age catalogue) */
  excluded: z.enum(['counted', 'leftOutOfPart', 'leftOutOfBoth']).default('counted'),
})
export type CoefficientPart = z.output<typeof part>

const schema = z.strictObject({
  id: shortText,
  version: shortText,
  title: shortText.optional(),
  source: shortText,
  validFrom: chinaDate,
  validTo: chinaDate.nullable(),
  base: z.array(z.strictObject({ level: shortText, kind: shortText.optional(), value: aboveZero })).min(1),
  parts: z.array(part),
  peerMeans: z.record(z.string(), z.record(z.string(), aboveZero)).default({}),
  round: roundingPiece.optional(),
  institutions: z.array(
    z.strictObject({
      id: shortText,
      level: shortText,
      kind: shortText.optional(),
      measures: z.record(z.string(), measure).default({}),
    }),
  ),
})

export type CoefficientRules = z.output<typeof schema>
export type CoefficientInstitution = CoefficientRules['institutions'][number]

/** @throws RefusalError DOCUMENT_… with the first problem */
export const readCoefficientRules = (json: string): CoefficientRules => readDocument(json, schema.superRefine(once))

function once({ institutions, base }: CoefficientRules, context: z.RefinementCtx): void {
  const lists = {
    institutions: institutions.map(({ id }) => id),
    base: base.map(({ level, kind }) => `${level} ${kind ?? ''}`),
  }
  for (const [name, ids] of Object.entries(lists)) {
    const twice = ids.findIndex((id, at) => ids.indexOf(id) !== at)
    if (twice >= 0) context.addIssue({ code: 'custom', path: [name, twice], message: `${ids[twice]} stands twice` })
  }
}
