import type { Ratio } from '@medsettle/money/ratio'
import { z } from 'zod'
import {
  chinaDate,
  exactNonNegative,
  exactNumber,
  exactShare,
  readDocument,
  shortText,
  wholeNumber,
  yuanAsFen,
} from '../document/read-document.ts'

const toFloat = ({ n, d }: Ratio): number => Number(n) / Number(d)
const cut = exactShare.transform(toFloat).refine((p) => p > 0 && p < 1, 'a number between 0 and 1 belongs here')

/** Risk bands from the lowest (1); band 0 are groups in which nobody died. */
const risk = z.discriminatedUnion('form', [
  z.strictObject({
    form: z.literal('quantiles'),
    cuts: z.array(cut).min(1).max(9).refine(isAscending, 'cuts must ascend'),
    minimumCases: wholeNumber,
  }),
  z.strictObject({ form: z.literal('deviations'), minimumCases: wholeNumber }),
  z.strictObject({ form: z.literal('given'), bands: z.record(shortText, wholeNumber) }),
])

function isAscending(cuts: readonly number[]): boolean {
  return cuts.every((one, index) => index === 0 || cuts[index - 1]! < one)
}

const schema = z.strictObject({
  id: shortText,
  version: shortText,
  source: shortText,
  validFrom: chinaDate.nullable(),
  validTo: chinaDate.nullable(),
  weightFactor: shortText,
  risk,
  readmission: z.strictObject({
    days: z.array(wholeNumber.refine((days) => days >= 1 && days <= 365, '1 to 365 days')).max(5),
    sameHospital: z.boolean(),
  }),
  tertiaryLevels: z.array(shortText),
  fund: z.strictObject({
    monthsAtLeast: exactNonNegative,
    monthsAtMost: exactNonNegative,
    growthGapAtMost: exactNumber,
    topHospitals: wholeNumber.refine((n) => n >= 1, 'at least 1'),
  }),
})

export type IndicatorMethod = z.infer<typeof schema>

/** @throws RefusalError with the first problem */
export const readIndicatorMethod = (json: string): IndicatorMethod => readDocument(json, schema)

const accounts = z.strictObject({
  id: shortText,
  version: shortText,
  source: shortText,
  years: z
    .array(
      z.strictObject({
        year: wholeNumber,
        fund: shortText,
        income: yuanAsFen.refine((fen) => fen > 0, 'income above zero belongs here'),
        spending: yuanAsFen.refine((fen) => fen > 0, 'spending above zero belongs here'),
        reserves: yuanAsFen,
      }),
    )
    .min(1),
})

/** Income, spending and reserves at the end of each year, fund by fund. */
export type FundAccounts = z.infer<typeof accounts>

/** @throws RefusalError with the first problem */
export const readFundAccounts = (json: string): FundAccounts => readDocument(json, accounts)
