import { z } from 'zod'
import { exactNonNegative, shortText, yuanAsFen } from '../document/read-document.ts'
import { institutionId } from './budget-policy.ts'

/** A word that may stand in an account path; never a name of a person. */
const doctorId = z.string().regex(/^[a-z0-9-]{1,30}$/, '1 to 30 lower-case letters, digits or - belong here')

/** What is found out during the year; which parts are needed follows from the policy and from what is asked of it. */
export const YEAR_FACTS = z.strictObject({
  /** indicator → recipient, member or doctor → value */
  indicators: z.record(z.string(), z.record(z.string(), exactNonNegative)).default({}),
  /** recipient → score of the assessment */
  scores: z.record(z.string(), exactNonNegative).default({}),
  penalties: z.array(z.strictObject({ recipient: institutionId, amount: yuanAsFen, reason: shortText })).default([]),
  /** added to a month's prepayment; negative amounts take away */
  adjustments: z
    .array(
      z.strictObject({
        recipient: institutionId,
        month: z
          .string()
          .regex(/^([1-9]|1[0-2])$/, 'a month from 1 to 12 belongs here')
          .transform(Number),
        amount: yuanAsFen,
        reason: shortText,
      }),
    )
    .default([]),
  /** family doctors and the member each works for */
  doctors: z.array(z.strictObject({ id: doctorId, institution: institutionId })).default([]),
})

export type YearFacts = z.output<typeof YEAR_FACTS>
