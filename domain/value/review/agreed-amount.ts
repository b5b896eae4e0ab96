import { type Fen, formatYuan, MoneyError, type Rounding } from '@medsettle/money'
import { compareRatios, dividedBy, type Ratio, ratioText, ratioToFen, times } from '@medsettle/money/ratio'
import { invariant } from '../../identity/refusal.ts'
import type { ReviewCase } from './review-case.ts'
import { type ReviewRefusal, reviewRefusal } from './review-refusal.ts'
import type { ReviewRules } from './review-rules.ts'

/** What experts propose to pay a reviewed case. */
export type Proposal =
  | { readonly form: 'cost' }
  | { readonly form: 'standard' }
  | { readonly form: 'adjustedWeight'; readonly weight: Ratio | null }

export interface AgreedAmount {
  readonly amount: Fen
  /** `cost 88000 × 0.9, at most 3 × standard 20000 = 60000, rounded halfUp to fen = 60000.00` */
  readonly how: string
}

/** The amount of a proposal, or why the rules cannot pay it. All exact until the one rounding to fen. */
export function agreedAmount(rules: ReviewRules, one: ReviewCase, proposal: Proposal): AgreedAmount | ReviewRefusal {
  const found = yuanOf(rules, one, proposal)
  if ('code' in found) return found
  const { rounding } = rules.payments
  const amount = fenOrNull(found.yuan, rounding)
  if (amount === null)
    return reviewRefusal('REVIEW_NUMBER_INVALID', 'weight', 'it leaves the range that can be held exactly')
  invariant(amount >= 0, 'a review would take from a hospital what it was paid')
  return { amount, how: `${found.how}, rounded ${rounding} to fen = ${formatYuan(amount)}` }
}

function fenOrNull(yuan: Ratio, rounding: Rounding): Fen | null {
  try {
    return ratioToFen(yuan, rounding)
  } catch (error) {
    if (error instanceof MoneyError) return null
    throw error
  }
}

type Exact = { readonly yuan: Ratio; readonly how: string }

function yuanOf({ payments }: ReviewRules, one: ReviewCase, proposal: Proposal): Exact | ReviewRefusal {
  const standard = `standard ${ratioText(one.standard)}`
  if (proposal.form === 'standard') {
    if (!payments.standard) return notOffered('standard')
    return { yuan: one.standard, how: standard }
  }
  if (proposal.form === 'cost') {
    if (payments.cost === null) return notOffered('cost')
    const { share, most } = payments.cost
    const cost: Ratio = { n: BigInt(one.cost), d: 100n }
    const how = `cost ${ratioText(cost)} × ${ratioText(share)}`
    return atMost(times(cost, share), how, most, one.standard, standard)
  }
  if (payments.adjustedWeight === null) return notOffered('adjustedWeight')
  if (one.weight === null || proposal.weight === null || proposal.weight.n <= 0n)
    return reviewRefusal('REVIEW_WEIGHT_MISSING', 'weight')
  const yuan = times(one.standard, dividedBy(proposal.weight, one.weight))
  const how = `${standard} × weight ${ratioText(proposal.weight)} ÷ ${ratioText(one.weight)}`
  return atMost(yuan, how, payments.adjustedWeight.most, one.standard, standard)
}

function atMost(yuan: Ratio, how: string, most: Ratio | null, standard: Ratio, name: string): Exact {
  if (most === null) return { yuan, how: `${how} = ${ratioText(yuan)}` }
  const cap = times(most, standard)
  const capped = compareRatios(yuan, cap) > 0 ? cap : yuan
  return { yuan: capped, how: `${how}, at most ${ratioText(most)} × ${name} = ${ratioText(capped)}` }
}

const notOffered = (form: string): ReviewRefusal => reviewRefusal('REVIEW_PAYMENT_NOT_OFFERED', 'payment', form)
