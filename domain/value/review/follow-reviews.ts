import { type Fen, subtract, sum } from '@medsettle/money'
import { addDays } from '../../identity/clock.ts'
import { hear, nominate, passDays, type Review, type ReviewEvent } from './review-flow.ts'
import { type ReviewRefusal, reviewRefusal } from './review-refusal.ts'
import type { ReviewRules } from './review-rules.ts'
import type { ReviewList, SelectedCase } from './select-cases.ts'

/** An event as it comes in: whose, and where it stood. */
export interface CaseEvent {
  readonly institutionId: string
  readonly id: string
  readonly line: number
  readonly event: ReviewEvent
}

export interface FollowedCase {
  readonly selected: SelectedCase
  /** null: there is nothing to review */
  readonly review: Review | null
}

export interface FollowedList {
  readonly list: ReviewList
  readonly cases: readonly FollowedCase[]
  /** fen: what the agreed amounts are above the prices that stood before */
  readonly extra: Fen
}

export interface Followed {
  readonly lists: readonly FollowedList[]
  readonly refused: readonly { readonly event: CaseEvent; readonly refusal: ReviewRefusal }[]
}

/**
 * Every candidate's road: nominated until the last day of nomination, admitted or refused by the quota on that day, then what
 * was heard, by day, and what silence means up to `today`.
 * @param today China date; null: no day passes after the last event
 */
export function followReviews(
  rules: ReviewRules,
  lists: readonly ReviewList[],
  events: readonly CaseEvent[],
  today: string | null,
): Followed {
  const keyOf = (institutionId: string, id: string): string => JSON.stringify([institutionId, id])
  const heard = Map.groupBy(events, (one) => keyOf(one.institutionId, one.id))
  const refused: { event: CaseEvent; refusal: ReviewRefusal }[] = []
  const followed = lists.map((list): FollowedList => {
    const cases = list.cases.map((selected): FollowedCase => {
      const key = keyOf(list.institutionId, selected.about.id)
      const own = heard.get(key) ?? []
      const road = follow(rules, list, selected, own, today)
      if (road.review !== null) heard.delete(key)
      refused.push(...road.refused)
      return { selected, review: road.review }
    })
    const extra = cases.map(({ selected, review }) =>
      review === null ? (0 as Fen) : subtract(review.amount, selected.case!.price),
    )
    return { list, cases, extra: sum(extra) }
  })
  for (const event of [...heard.values()].flat())
    refused.push({ event, refusal: reviewRefusal('REVIEW_NO_CASE', 'id', event.id) })
  return { lists: followed, refused: refused.sort((a, b) => a.event.line - b.event.line) }
}

function follow(
  rules: ReviewRules,
  list: ReviewList,
  { case: one, selection }: SelectedCase,
  events: readonly CaseEvent[],
  today: string | null,
): { review: Review | null; refused: { event: CaseEvent; refusal: ReviewRefusal }[] } {
  if (one === null || (selection.outcome !== 'admitted' && selection.outcome !== 'overQuota'))
    return { review: null, refused: [] }
  const on = addDays(list.period.to, rules.deadlines.nominationDays)
  const kind = selection.outcome === 'admitted' ? 'admit' : 'refuse'
  let { review } = hear(rules, one, nominate(one, on), { kind, on, why: selection.why })
  const refused: { event: CaseEvent; refusal: ReviewRefusal }[] = []
  // events of one day keep the order they were written in
  for (const event of events.toSorted((a, b) =>
    a.event.on < b.event.on ? -1 : a.event.on > b.event.on ? 1 : a.line - b.line,
  )) {
    const next = hear(rules, one, review, event.event)
    review = next.review
    if (next.refusal !== null) refused.push({ event, refusal: next.refusal })
  }
  return { review: today === null ? review : passDays(rules, one, review, today), refused }
}
