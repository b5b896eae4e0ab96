import type { Fen } from '@medsettle/money'
import { compareRatios, type Ratio } from '@medsettle/money/ratio'
import { addDays } from '../../identity/clock.ts'
import { invariant } from '../../identity/refusal.ts'
import { agreedAmount, type Proposal } from './agreed-amount.ts'
import type { ReviewCase } from './review-case.ts'
import { type ReviewRefusal, reviewRefusal } from './review-refusal.ts'
import type { Deadline, ReviewRules } from './review-rules.ts'

/** nominated → admitted → opined → agreed; refused, declined and lapsed end the road on the way. */
export type ReviewStage = 'nominated' | 'admitted' | 'opined' | 'agreed' | 'refused' | 'declined' | 'lapsed'

/** Where one review stands. Nothing in it is changed; each event makes a new one. */
export interface Review {
  readonly stage: ReviewStage
  /** China date the stage began */
  readonly since: string
  readonly proposal: Proposal | null
  /** fen: what the case is paid now; the tariff's price until an amount is agreed */
  readonly amount: Fen
  /** why the stage is this one */
  readonly why: string
}

export type ReviewEvent =
  | { readonly kind: 'admit' | 'refuse' | 'decline'; readonly on: string; readonly why: string }
  | {
      readonly kind: 'opinion'
      readonly on: string
      readonly votesFor: number
      readonly votesAgainst: number
      /** null: the experts propose nothing */
      readonly proposal: Proposal | null
    }
  | { readonly kind: 'agree'; readonly on: string }

export type Heard =
  | { readonly review: Review; readonly refusal: null }
  | { readonly review: Review; readonly refusal: ReviewRefusal }

export const nominate = (one: ReviewCase, on: string): Review => ({
  stage: 'nominated',
  since: on,
  proposal: null,
  amount: one.price,
  why: 'nominated',
})

/** An event's review, or the review as it was and why the event is refused. A deadline that has passed is heard first. */
export function hear(rules: ReviewRules, one: ReviewCase, before: Review, event: ReviewEvent): Heard {
  const review = passDays(rules, one, before, event.on)
  const refuse = (refusal: ReviewRefusal): Heard => ({ review, refusal })
  if (event.on < before.since)
    return refuse(
      reviewRefusal('REVIEW_EVENT_EARLIER', event.kind, `${event.on}; it is ${before.stage} since ${before.since}`),
    )
  if (review !== before) return refuse(reviewRefusal('REVIEW_AFTER_DEADLINE', event.kind, review.why))
  if (review.stage !== STAGE_OF[event.kind]) {
    const isDecline = event.kind === 'decline' && review.stage === 'admitted'
    if (!isDecline) return refuse(reviewRefusal('REVIEW_OUT_OF_TURN', event.kind, `it is ${review.stage}`))
  }
  if (event.kind === 'opinion') return hearOpinion(rules, one, review, event)
  if (event.kind === 'agree') return pay(rules, one, review, event.on, 'agreed')
  const stage = ({ admit: 'admitted', refuse: 'refused', decline: 'declined' } as const)[event.kind]
  return { review: { ...review, stage, since: event.on, why: event.why }, refusal: null }
}

/** The stage at which an event may come; a proposal, or the admission itself, may be declined. */
const STAGE_OF: Record<ReviewEvent['kind'], ReviewStage> = {
  admit: 'nominated',
  refuse: 'nominated',
  opinion: 'admitted',
  agree: 'opined',
  decline: 'opined',
}

/** Silence: once the last day of a stage has passed, the review lapses as the rules say. */
export function passDays(rules: ReviewRules, one: ReviewCase, review: Review, today: string): Review {
  const due = dueDay(rules, review)
  if (due === null || today <= due) return review
  const since = addDays(due, 1)
  const deadline = deadlineOf(rules, review.stage)!
  const why = `no word by ${due}, ${deadline.days} days after ${review.since} (${review.stage})`
  if (deadline.lapse === 'proposalStands') {
    const heard = pay(rules, one, review, since, `${why}: the proposal stands`)
    if (heard.refusal === null) return heard.review
  }
  return { ...review, stage: 'lapsed', since, why: `${why}: the price stands` }
}

/** The last day on which the next event may come; null: nothing is waited for. */
export function dueDay(rules: ReviewRules, review: Review): string | null {
  const deadline = deadlineOf(rules, review.stage)
  return deadline === null ? null : addDays(review.since, deadline.days)
}

function deadlineOf({ deadlines }: ReviewRules, stage: ReviewStage): Deadline | null {
  if (stage === 'nominated') return deadlines.admission
  if (stage === 'admitted') return deadlines.opinion
  return stage === 'opined' ? deadlines.agreement : null
}

function hearOpinion(
  rules: ReviewRules,
  one: ReviewCase,
  review: Review,
  { on, votesFor, votesAgainst, proposal }: ReviewEvent & { kind: 'opinion' },
): Heard {
  const votes = `${votesFor} for, ${votesAgainst} against`
  const carried = votesFor > 0 && compareRatios(shareOf(votesFor, votesAgainst), rules.payments.votesAbove) > 0
  if (!carried || proposal === null) {
    const why = `${votes}: ${carried ? 'no payment is proposed' : 'not carried'}`
    return { review: { ...review, stage: 'declined', since: on, why }, refusal: null }
  }
  const amount = agreedAmount(rules, one, proposal)
  if ('code' in amount) return { review, refusal: amount }
  return { review: { ...review, stage: 'opined', since: on, proposal, why: `${votes}: ${amount.how}` }, refusal: null }
}

const shareOf = (votesFor: number, votesAgainst: number): Ratio => ({
  n: BigInt(votesFor),
  d: BigInt(votesFor + votesAgainst),
})

function pay(rules: ReviewRules, one: ReviewCase, review: Review, on: string, why: string): Heard {
  invariant(review.proposal !== null, 'an amount would be paid that no expert proposed')
  const found = agreedAmount(rules, one, review.proposal)
  if ('code' in found) return { review, refusal: found }
  return {
    review: { ...review, stage: 'agreed', since: on, amount: found.amount, why: `${why}: ${found.how}` },
    refusal: null,
  }
}
