import { z } from 'zod'
import { documentProblem, documentRefused } from '../document/document-problem.ts'
import {
  chinaDate,
  exactNonNegative,
  exactShare,
  inspectDocument,
  type ReadDocument,
  shortText,
  wholeNumber,
} from '../document/read-document.ts'
import { readPieces } from '../tariff/rule-pieces.ts'
import { PREFERENCES, type ReviewRules } from './review-rules.ts'

const rounding = z.enum(['halfUp', 'halfEven', 'down', 'up'])
const named = z.strictObject({ name: shortText, when: z.unknown() })
/** Only experts make a proposal that silence can confirm. */
const beforeProposal = z.strictObject({ days: wholeNumber, lapse: z.literal('priceStands') })
const afterProposal = z.strictObject({ days: wholeNumber, lapse: z.enum(['priceStands', 'proposalStands']) })

const SCHEMA = z.strictObject({
  id: shortText,
  version: shortText,
  title: shortText.optional(),
  source: shortText,
  validFrom: chinaDate,
  validTo: chinaDate.nullable(),
  dimensions: z.unknown(),
  period: z.enum(['month', 'quarter', 'halfYear', 'year']),
  nomination: z.enum(['automatic', 'byInstitution']),
  excluded: z.array(named),
  candidates: z.array(named).min(1),
  quotas: z
    .array(
      z.strictObject({
        name: shortText,
        when: z.unknown(),
        base: z.enum(['all', 'settled']),
        limit: z.strictObject({ share: exactShare, rounding, least: wholeNumber }).nullable(),
      }),
    )
    .min(1),
  order: z.array(z.strictObject({ by: z.enum(PREFERENCES), first: z.enum(['highest', 'lowest']) })).min(1),
  deadlines: z.strictObject({
    nominationDays: wholeNumber,
    admission: beforeProposal,
    opinion: beforeProposal,
    agreement: afterProposal,
  }),
  payments: z.strictObject({
    rounding,
    cost: z.strictObject({ share: exactShare, most: exactNonNegative.nullable() }).nullable(),
    adjustedWeight: z.strictObject({ most: exactNonNegative.nullable() }).nullable(),
    standard: z.boolean(),
    votesAbove: exactShare,
  }),
})

/** Numbers that are computed for each case: yuan, yuan, cost ÷ standard, yuan the cost is above the price. */
const DERIVED = ['standard', 'price', 'costRatio', 'loss'] as const

/** @throws RefusalError with the first problem */
export function readReviewRules(json: string): ReviewRules {
  const { document, problems } = inspectReviewRules(json)
  if (document === null) throw documentRefused(problems[0]!)
  return document
}

export function inspectReviewRules(json: string): ReadDocument<ReviewRules> {
  const { document, problems } = inspectDocument(json, SCHEMA)
  if (document === null) return { document, problems }
  if (document.validTo !== null && document.validTo < document.validFrom)
    return { document: null, problems: [documentProblem('DOCUMENT_FIELD_INVALID', 'validTo', 'before validFrom')] }
  return readPieces(document.dimensions, DERIVED, (pieces) => {
    const withCondition = <T extends { when: unknown }>(list: readonly T[], place: string) =>
      list.map((one, index) => ({ ...one, when: pieces.condition(one.when, `${place}[${index}].when`) }))
    return {
      ...document,
      dimensions: pieces.dimensions,
      measures: pieces.measures,
      excluded: withCondition(document.excluded, 'excluded'),
      candidates: withCondition(document.candidates, 'candidates'),
      quotas: withCondition(document.quotas, 'quotas'),
    }
  })
}
