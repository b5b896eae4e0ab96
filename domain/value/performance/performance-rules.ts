import { z } from 'zod'
import {
  chinaDate,
  exactNonNegative,
  exactNumber,
  exactShare,
  shortText,
  wholeNumber,
} from '../document/read-document.ts'
import { periodSchema, RULE_HEAD } from '../rules/rule-head.ts'
import { type InspectedRules, inspectRules } from '../rules/rule-problem.ts'
import { checkPerformanceRules } from './check-performance-rules.ts'
import type { Measure } from './measure-document.ts'

/** A fixed number, or so many percent of the peers that the rate beats or equals (100: the best of them). */
const markSchema = z.union(
  [
    exactNumber.transform((value) => ({ kind: 'fixed' as const, value })),
    z
      .strictObject({ percentile: exactNonNegative })
      .transform(({ percentile }) => ({ kind: 'percentile' as const, percentile })),
  ],
  { error: 'a number, or {"percentile": 50}, belongs here' },
)

const roundingSchema = z.strictObject({
  decimals: wholeNumber,
  mode: z.enum(['halfUp', 'down', 'up', 'halfEven']),
})

const scoringSchema = z.strictObject({
  measure: shortText,
  /** instead of the measure's own */
  minimumCount: wholeNumber.optional(),
  threshold: markSchema,
  benchmark: markSchema,
  /** whose percentiles: institutions of the baseline, or of this period */
  peers: z.enum(['baseline', 'period']).default('baseline'),
  percentileMethod: z.enum(['nearestRank', 'interpolated']).default('nearestRank'),
  maximum: exactNonNegative,
  /** points at the threshold; below it there are none */
  atThreshold: exactNonNegative.default({ n: 0n, d: 1n }),
  /** most points for improving on the own baseline; left out: improvement is not scored */
  improvementMaximum: exactNonNegative.optional(),
  round: roundingSchema.optional(),
})

const domainSchema = z.strictObject({
  id: shortText,
  weight: exactShare,
  measures: z.array(z.strictObject({ measure: shortText, weight: exactNonNegative.default({ n: 1n, d: 1n }) })).min(1),
  minimumMeasures: wholeNumber.default(1),
})

/** What becomes of the weight of a domain without a score. */
const missingSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('proportional') }),
  z.strictObject({ kind: z.literal('zero') }),
  z.strictObject({ kind: z.literal('moveTo'), domains: z.record(shortText, shortText) }),
])

const exchangeSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('linear'),
    points: z.array(z.strictObject({ score: exactShare, factor: exactNonNegative })).min(2),
  }),
  z.strictObject({
    kind: z.literal('banded'),
    bands: z
      .array(z.strictObject({ atLeast: exactShare, below: exactShare.nullable(), factor: exactNonNegative }))
      .min(1),
  }),
])

const PERFORMANCE_RULES = z.strictObject({
  ...RULE_HEAD,
  /** discharges that are looked at */
  period: periodSchema,
  /** admissions until this day are in the files; the end of the period when left out */
  dataTo: chinaDate.optional(),
  /** discharges of the baseline file, and until when its admissions are there */
  baseline: periodSchema.extend({ dataTo: chinaDate.optional() }).optional(),
  scoring: z.array(scoringSchema).min(1),
  domains: z.array(domainSchema).min(1),
  missing: missingSchema,
  minimumDomains: wholeNumber.default(1),
  exchange: exchangeSchema,
  cap: z.strictObject({ minimum: exactNonNegative, maximum: exactNonNegative }).optional(),
  /** withhold this share of every base payment and pay it out by base × factor, every fen of it */
  neutral: z.strictObject({ withhold: exactShare }).optional(),
})

export type PerformanceRules = z.output<typeof PERFORMANCE_RULES>
export type Scoring = z.output<typeof scoringSchema>
export type Mark = z.output<typeof markSchema>
export type Domain = z.output<typeof domainSchema>

/** Measures by id. */
export type Measures = ReadonlyMap<string, Measure>

/** Performance rules with everything that is wrong with them. @param measures what `scoring` may name */
export const inspectPerformanceRules = (json: string, measures: Measures): InspectedRules<PerformanceRules> =>
  inspectRules<PerformanceRules>(json, PERFORMANCE_RULES, (rules, tell) => checkPerformanceRules(rules, measures, tell))
