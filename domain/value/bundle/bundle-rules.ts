import { z } from 'zod'
import { exactNonNegative, exactShare, shortText, wholeNumber, yuanAsFen } from '../document/read-document.ts'
import { codeListsSchema } from '../rules/code-list.ts'
import { namedConditionSchema, rowConditionSchema } from '../rules/read-row-condition.ts'
import { periodSchema, RULE_HEAD } from '../rules/rule-head.ts'
import { type InspectedRules, inspectRules, rulesOf } from '../rules/rule-problem.ts'
import { checkBundleRules } from './check-bundle-rules.ts'

/** A limit in yuan, as a share of the target, or both: the smaller one binds. */
const limitSchema = z
  .strictObject({ yuan: yuanAsFen.optional(), share: exactNonNegative.optional() })
  .refine(({ yuan, share }) => yuan !== undefined || share !== undefined, 'a limit says yuan, share or both')

/** How much a loss or a gain may be at most; the side left out has no limit. */
const stopSchema = z.strictObject({ loss: limitSchema.optional(), gain: limitSchema.optional() })

/** Costs beyond are counted as the cap: a fixed amount, or a percentile (nearest rank) of the episodes of the category. */
const capSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('amount'), yuan: yuanAsFen }),
  z.strictObject({ kind: z.literal('percentile'), percent: exactNonNegative }),
])

const targetSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fixed'), yuan: z.record(shortText, yuanAsFen) }),
  z.strictObject({
    kind: z.literal('historical'),
    discount: exactNonNegative,
    minimumEpisodes: wholeNumber.default(1),
    /** left out: the means of the baseline episodes */
    meanYuan: z.record(shortText, yuanAsFen).optional(),
  }),
])

const bundleSchema = z.strictObject({
  id: shortText,
  name: shortText.optional(),
  trigger: rowConditionSchema,
  window: z.strictObject({
    from: z.enum(['admission', 'discharge']),
    daysBefore: wholeNumber.default(0),
    daysAfter: wholeNumber,
  }),
  /** empty: everything in the window */
  include: z.array(namedConditionSchema).default([]),
  exclude: z.array(namedConditionSchema).default([]),
  /** tiers or risk categories by the trigger's row; empty: one category `all` */
  categories: z.array(namedConditionSchema).default([]),
  target: targetSchema,
  cap: z.strictObject({ high: capSchema.optional(), low: capSchema.optional() }).default({}),
  stop: stopSchema.default({}),
})

const sharesSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('convener') }),
  z.strictObject({ kind: z.literal('byCost') }),
  z.strictObject({
    kind: z.literal('fixed'),
    parts: z.array(z.strictObject({ to: shortText, share: exactShare })).min(1),
  }),
])

const convenerSchema = z.strictObject({
  id: shortText,
  institutions: z.array(shortText).min(1),
  shares: sharesSchema.default({ kind: 'convener' }),
})

const qualityBandSchema = z.strictObject({
  atLeast: exactNonNegative,
  below: exactNonNegative.nullable(),
  gain: exactNonNegative,
  loss: exactNonNegative,
})

const reconciliationSchema = z.strictObject({
  gainShare: exactShare.default({ n: 1n, d: 1n }),
  lossShare: exactShare.default({ n: 1n, d: 1n }),
  quality: z
    .strictObject({
      scores: z.record(shortText, exactNonNegative),
      bands: z.array(qualityBandSchema).min(1),
      /** for conveners without a score */
      missing: z.strictObject({ gain: exactNonNegative, loss: exactNonNegative }),
    })
    .optional(),
  stop: stopSchema.default({}),
})

const incompleteSchema = z.strictObject({ reason: shortText, becomes: z.enum(['cancelled', 'prorated', 'whole']) })

const BUNDLE_RULES = z.strictObject({
  ...RULE_HEAD,
  /** episodes whose window ends in it are reconciled */
  period: periodSchema,
  /** episodes of the baseline file whose window ends in it give the historical means */
  baseline: periodSchema.optional(),
  codeLists: codeListsSchema,
  bundles: z.array(bundleSchema).min(1),
  overlap: z.strictObject({
    rule: z.enum(['first', 'longest', 'hierarchy']),
    /** `one`: a weaker trigger within a stronger episode makes none; `both`: each service belongs to the stronger one */
    keeps: z.enum(['one', 'both']),
  }),
  incomplete: z.array(incompleteSchema).default([]),
  conveners: z.array(convenerSchema).default([]),
  reconciliation: reconciliationSchema.default(() => reconciliationSchema.parse({})),
})

export type BundleRules = z.output<typeof BUNDLE_RULES>
export type Bundle = BundleRules['bundles'][number]
export type Cap = z.output<typeof capSchema>
export type Limit = z.output<typeof limitSchema>
export type Stop = z.output<typeof stopSchema>
export type Convener = BundleRules['conveners'][number]
export type Reconciliation = BundleRules['reconciliation']

/** Bundle rules with everything that is wrong with them. */
export const inspectBundleRules = (json: string): InspectedRules<BundleRules> =>
  inspectRules<BundleRules>(json, BUNDLE_RULES, checkBundleRules)

/** @throws RefusalError with the first problem */
export const readBundleRules = (json: string): BundleRules => rulesOf(inspectBundleRules(json))
