import { z } from 'zod'
import { chinaDate, exactNonNegative, exactShare, shortText, yuanAsFen } from '../document/read-document.ts'

/** As the ledger names whose books they are; the fund and a consortium keep books of their own. */
export const institutionId = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,20}$/, 'an id of 1 to 20 letters, digits or - belongs here')

/** A word of an account path. */
const accountWord = z.string().regex(/^[a-z0-9-]{1,30}$/, '1 to 30 lower-case letters, digits or - belong here')

const indicator = z.strictObject({
  indicator: shortText,
  weight: exactShare,
  /** share: value ÷ sum; max: value ÷ greatest (least ÷ value when less is better); minMax: distance from the worst ÷ range */
  normalise: z.enum(['share', 'max', 'minMax']),
  better: z.enum(['more', 'less']).default('more'),
})

/** How one amount falls to several: fixed shares, in proportion to one indicator, or to a composite of several. */
const splitRule = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('shares'), shares: z.record(z.string(), exactShare) }),
  z.strictObject({ by: z.literal('weights'), indicator: shortText }),
  z.strictObject({
    by: z.literal('indicators'),
    indicators: z.array(indicator).min(1),
    /** the composite is multiplied by this indicator: last year's payment × performance */
    times: shortText.optional(),
  }),
])

export const TIERS = ['lead', 'township', 'village'] as const

const distribution = z.strictObject({
  /** difference: members keep what they earned and share the rest; all: the whole entitlement is shared */
  what: z.enum(['difference', 'all']).default('difference'),
  /** fixed ratios of the tiers; without them the rule below goes over all members at once */
  byTier: z.partialRecord(z.enum(TIERS), exactShare).optional(),
  within: splitRule,
  /** family doctors' part of a surplus, divided by the contract results that the indicator holds */
  doctors: z.strictObject({ share: exactShare, indicator: shortText }).optional(),
})

const recipient = z.strictObject({
  id: institutionId,
  name: shortText.optional(),
  members: z
    .array(z.strictObject({ id: institutionId, tier: z.enum(TIERS), name: shortText.optional() }))
    .min(1)
    .optional(),
  distribution: distribution.optional(),
})

const category = z.strictObject({
  name: shortText,
  /** last year's budget or payment, yuan */
  base: yuanAsFen,
  /** each an index: 1.05 is five per cent more */
  growth: z.array(z.strictObject({ name: shortText, index: exactNonNegative })).default([]),
  /** product of the indices, or one and the sum of what each adds; regions differ, so it is said */
  combine: z.enum(['product', 'sum']).default('product'),
  leastIndex: exactNonNegative.optional(),
  mostIndex: exactNonNegative.optional(),
})

/** From and up to are earned ÷ budget; without `upTo` the band has no end. Below 1 a band says what part of the surplus inside it is
 * kept, above 1 what part of the overspend inside it the fund bears. */
const band = z.strictObject({
  from: exactNonNegative,
  upTo: exactNonNegative.optional(),
  kept: exactShare.optional(),
  fundBears: exactShare.optional(),
})

const assessment = z.strictObject({
  /** what the coefficient multiplies: the surplus kept, the whole entitlement, or a part withheld until the assessment */
  appliesTo: z.enum(['surplus', 'entitlement', 'withhold']),
  withhold: exactShare.optional(),
  /** from this score on */
  table: z.array(z.strictObject({ from: exactNonNegative, coefficient: exactNonNegative })).min(1),
})

/** docs/value/budget.md describes the document. Amounts yuan, shares exact; [R] facts of regions are its switches. */
export const BUDGET_POLICY = z.strictObject({
  id: shortText,
  version: shortText,
  title: shortText.optional(),
  source: shortText,
  validFrom: chinaDate,
  validTo: chinaDate,
  year: z.string().regex(/^\d{4}$/, 'a year like 2026 belongs here'),
  fund: institutionId,
  categories: z.array(category).min(1),
  setAside: z
    .array(z.strictObject({ name: accountWord, share: exactShare, coversOverspend: z.boolean().default(false) }))
    .default([]),
  recipients: z.array(recipient).min(1),
  split: splitRule,
  /** of the budget in twelve parts, or of what was earned in the month; both are in use [R] */
  prepayment: z.strictObject({
    basis: z.enum(['budget', 'earned']),
    share: exactShare,
    seasonality: z.array(exactNonNegative).length(12, 'twelve months').optional(),
  }),
  /** share × earned of the quarter − what was paid for it, at most `limit` × a quarter of the budget either way */
  trueUp: z.strictObject({ share: exactShare, limit: exactShare }).optional(),
  bands: z.array(band).min(1),
  /** of the budget */
  caps: z.strictObject({ surplusKept: exactShare.optional(), fundBears: exactShare.optional() }).default({}),
  assessment: assessment.optional(),
})

export type BudgetPolicy = z.output<typeof BUDGET_POLICY>
export type SplitRule = z.output<typeof splitRule>
export type Recipient = BudgetPolicy['recipients'][number]
export type Distribution = z.output<typeof distribution>
export type Tier = (typeof TIERS)[number]

/** Those who treat: members of consortia, and recipients that are none. */
export const treatingIds = (one: Recipient): string[] => one.members?.map(({ id }) => id) ?? [one.id]
