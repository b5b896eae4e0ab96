import type { Ratio } from '@medsettle/money/ratio'
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
import type { Tariff } from '../tariff/tariff.ts'
import { estimateRefused } from './estimate-refusal.ts'

/** Statistics are floating point; the method's own figures become so here, once. */
const statistic = exactNonNegative.transform(toFloat)
const probability = exactShare.transform(toFloat).refine((p) => p > 0 && p < 1, 'a number between 0 and 1 belongs here')
const decimals = wholeNumber.refine((n) => n <= 8, 'at most 8 decimals')

function toFloat(value: Ratio): number {
  return Number(value.n) / Number(value.d)
}

const trimming = z.discriminatedUnion('form', [
  z.strictObject({ form: z.literal('none') }),
  z.strictObject({ form: z.literal('iqr'), k: statistic }),
  z
    .strictObject({
      form: z.literal('percentile'),
      low: exactShare.transform(toFloat),
      high: exactShare.transform(toFloat),
    })
    .refine(({ low, high }) => low < high, 'low must be below high'),
  z.strictObject({ form: z.literal('geometricMean'), deviations: statistic }),
])

const confidence = z.discriminatedUnion('form', [
  z.strictObject({ form: z.literal('logNormal'), level: probability }),
  z.strictObject({
    form: z.literal('bootstrap'),
    level: probability,
    resamples: wholeNumber.refine((n) => n >= 20 && n <= 10_000, '20 to 10000 resamples'),
    seed: wholeNumber,
  }),
])

const schema = z.strictObject({
  id: shortText,
  version: shortText,
  source: shortText,
  newVersion: shortText,
  validFrom: chinaDate.nullable(),
  validTo: chinaDate.nullable(),
  trimming,
  weights: z.strictObject({
    factor: shortText,
    borrow: z.enum(['none', 'old', 'parent']),
    parentLength: wholeNumber.refine((n) => n >= 1, 'at least 1'),
    decimals,
  }),
  coefficients: z.array(z.strictObject({ factor: shortText, decimals })),
  rate: z
    .strictObject({
      factor: shortText,
      target: z.enum(['standards', 'cost', 'budget']),
      budget: yuanAsFen.optional(),
      entries: z.enum(['together', 'each']),
      decimals,
    })
    .nullable(),
  confidence,
})

/** How weights, coefficients and rate are re-estimated: docs/value/estimate.md, field by field. */
export type EstimateMethod = z.infer<typeof schema>
export type Trimming = EstimateMethod['trimming']
export type Confidence = EstimateMethod['confidence']

/** @throws RefusalError with the first problem of the document */
export const readMethod = (json: string): EstimateMethod => readDocument(json, schema)

/** What the method asks of this tariff. @throws RefusalError ESTIMATE_FACTOR_UNKNOWN, ESTIMATE_FACTOR_SHAPE, ESTIMATE_BUDGET_MISSING */
export function checkMethod({ weights, coefficients, rate }: EstimateMethod, tariff: Tariff): void {
  const named = [weights.factor, ...coefficients.map(({ factor }) => factor), ...(rate === null ? [] : [rate.factor])]
  for (const name of named) {
    const factor = tariff.formula.find((one) => one.name === name)
    const known = tariff.formula.map((one) => one.name).join(', ')
    if (factor === undefined) throw estimateRefused('ESTIMATE_FACTOR_UNKNOWN', name, `known are ${known}`)
    if (factor.operation !== 'times')
      throw estimateRefused('ESTIMATE_FACTOR_SHAPE', name, 'only a factor that multiplies can be estimated')
    if (factor.addends.length > 0)
      throw estimateRefused('ESTIMATE_FACTOR_SHAPE', name, 'it is a sum of parts, which cannot be told apart')
    if (name !== weights.factor && factor.lookup.by.includes('group'))
      throw estimateRefused('ESTIMATE_FACTOR_SHAPE', name, 'by group it cannot be told from the weight')
  }
  const twice = named.find((name, index) => named.indexOf(name) !== index)
  if (twice !== undefined) throw estimateRefused('ESTIMATE_FACTOR_SHAPE', twice, 'the method names it twice')
  const { by } = tariff.formula.find((one) => one.name === weights.factor)!.lookup
  if (by.length !== 1 || by[0] !== 'group')
    throw estimateRefused('ESTIMATE_FACTOR_SHAPE', weights.factor, `weights go by group, here by ${by.join(', ')}`)
  if (rate?.target === 'budget' && rate.budget === undefined)
    throw estimateRefused('ESTIMATE_BUDGET_MISSING', 'rate.budget')
  if (rate?.target === 'budget' && rate.entries === 'each')
    throw estimateRefused('ESTIMATE_FACTOR_SHAPE', 'rate.entries', 'one budget is met by all entries together')
}
