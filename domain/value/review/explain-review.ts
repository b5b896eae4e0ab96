import { formatYuan } from '@medsettle/money'
import { ratioText } from '@medsettle/money/ratio'
import type { FollowedCase, FollowedList } from './follow-reviews.ts'
import { dueDay } from './review-flow.ts'
import type { ReviewRules } from './review-rules.ts'
import { notGiven } from './select-cases.ts'

/** One list as a JSON-ready object: the quota and how it came about, every case but the ordinary ones. */
export function reviewToJson(rules: ReviewRules, { list, cases, extra }: FollowedList): Record<string, unknown> {
  const { institutionId, period, quota, base, places, how, used } = list
  return {
    rules: rules.id,
    version: rules.version,
    institution: institutionId,
    period: period.name,
    quota,
    base,
    places,
    how,
    used,
    extraYuan: formatYuan(extra),
    cases: cases.filter(isTold).map((one) => caseJson(rules, one)),
  }
}

export const isTold = ({ selected }: FollowedCase): boolean => selected.selection.outcome !== 'ordinary'

function caseJson(rules: ReviewRules, one: FollowedCase): Record<string, unknown> {
  const { selected, review } = one
  const { selection, meets } = selected
  const missing = notGiven(rules, selected)
  const head = {
    id: selected.about.id,
    outcome: selection.outcome,
    why: whyOf(one),
    meets,
    ...(missing.length === 0 ? {} : { notGiven: missing }),
  }
  if (selected.case === null) return head
  const { cost, price, standard, costRatio } = selected.case
  const amounts = {
    costYuan: formatYuan(cost),
    standardYuan: ratioText(standard),
    priceYuan: formatYuan(price),
    costRatio: ratioText(costRatio),
  }
  if (review === null) return { ...head, ...amounts }
  const { stage, since, amount, why } = review
  return {
    ...head,
    ...amounts,
    stage,
    since,
    due: dueDay(rules, review),
    amountYuan: formatYuan(amount),
    stageWhy: why,
  }
}

export function whyOf({ selected: { selection } }: FollowedCase): string {
  return selection.outcome === 'ordinary' ? '' : selection.why
}
