import { formatYuan } from '@medsettle/money'
import { ratioText } from '@medsettle/money/ratio'
import { isTold, reviewToJson, whyOf } from '../../../domain/value/review/explain-review.ts'
import { type FollowedCase, type FollowedList, followReviews } from '../../../domain/value/review/follow-reviews.ts'
import { inspectReviewRules } from '../../../domain/value/review/read-review-rules.ts'
import type { ReviewRules } from '../../../domain/value/review/review-rules.ts'
import { notGiven, type Selected, selectCases } from '../../../domain/value/review/select-cases.ts'
import { csvField } from './csv-lines.ts'
import { columnName } from './group-row.ts'
import { openRules, placeOf, readRows, tell, writeOut } from './method-rows.ts'
import { readEvents, readPrices, reviewCaseOf } from './review-rows.ts'

export interface ReviewOptions {
  readonly rules: string
  readonly prices?: string
  readonly events?: string
  readonly on?: string
  readonly json?: boolean
}

const HEADER =
  'institution,period,quota,places,rank,id,outcome,stage,amountYuan,costYuan,standardYuan,priceYuan,meets,why,stageWhy\n'

/** `value review`: exit 0 unless no row could be read as a case. */
export async function reviewCases(file: string | null, options: ReviewOptions): Promise<void> {
  const rules = await openRules(options.rules, inspectReviewRules)
  if (rules === null) return
  const prices = options.prices === undefined ? null : await readPrices(options.prices)
  const heard = options.events === undefined ? { events: [], unread: 0 } : await readEvents(options.events)
  const { rows, malformed } = await readRows(file, 'REVIEW_ROW_MALFORMED', columnName)
  const cases = rows.map((row) => ({ line: row.line, one: reviewCaseOf(row, prices) }))
  const lines = new Map(cases.map(({ line, one }) => [one, line]))
  const selected = selectCases(rules, [...lines.keys()])
  const followed = followReviews(rules, selected.lists, heard.events, options.on ?? null)
  for (const { one, refusal } of selected.refused)
    tell(`${placeOf(null, lines.get(one)!)}, id ${one.id}`, refusal.code, refusal.place, refusal.message)
  for (const { event, refusal } of followed.refused)
    tell(`${placeOf(options.events!, event.line)}, id ${event.id}`, refusal.code, refusal.place, refusal.message)
  const text = options.json
    ? followed.lists.map((list) => `${JSON.stringify(reviewToJson(rules, list))}\n`).join('')
    : HEADER + followed.lists.flatMap(csvLines).join('')
  await writeOut(text)
  for (const one of followed.lists) process.stderr.write(`${listText(one)}\n`)
  tellNotGiven(rules, selected)
  process.stderr.write(`${countText(selected, malformed)}\n`)
  if (heard.events.length + heard.unread > 0)
    process.stderr.write(
      `${heard.events.length + heard.unread} events, ${heard.unread + followed.refused.length} refused\n`,
    )
  if (rows.length === 0) process.exitCode = 1
}

function csvLines({ list, cases }: FollowedList): string[] {
  const places = list.places === null ? 'no limit' : String(list.places)
  return cases.filter(isTold).map((one) => {
    const fields = [list.institutionId, list.period.name, list.quota, places, ...caseFields(one)]
    return `${fields.map(csvField).join(',')}\n`
  })
}

function caseFields(one: FollowedCase): string[] {
  const { selected, review } = one
  const { selection, case: found } = selected
  return [
    'rank' in selection ? String(selection.rank) : '',
    selected.about.id,
    selection.outcome,
    review?.stage ?? '',
    review === null ? '' : formatYuan(review.amount),
    found === null ? '' : formatYuan(found.cost),
    found === null ? '' : ratioText(found.standard),
    found === null ? '' : formatYuan(found.price),
    selected.meets.join('; '),
    whyOf(one),
    review?.why === whyOf(one) ? '' : (review?.why ?? ''),
  ]
}

function listText({ list, extra }: FollowedList): string {
  const count = (outcome: string): number => list.cases.filter(({ selection }) => selection.outcome === outcome).length
  const parts = ['overQuota', 'excluded', 'notEligible', 'late'].map((outcome) => `${count(outcome)} ${outcome}`)
  const head = `${list.institutionId} ${list.period.name} ${list.quota}: ${list.how}`
  return `${head}; ${list.used} admitted, ${parts.join(', ')}; agreed above the price ${formatYuan(extra)}`
}

function countText({ lists, refused }: Selected, malformed: number): string {
  const all = lists.flatMap(({ cases }) => cases)
  const count = (outcome: string): number => all.filter(({ selection }) => selection.outcome === outcome).length
  const parts = ['admitted', 'overQuota', 'notEligible', 'late', 'excluded', 'ordinary']
  const refusals = refused.length + malformed
  const counts = parts.map((outcome) => `${count(outcome)} ${outcome}`).join(', ')
  return `${all.length + refusals} rows: ${counts}, ${refusals} refused`
}

/** A rule about a number that nobody gives holds for nobody; silence would hide a column that is missing or misspelt. */
function tellNotGiven(rules: ReviewRules, { lists }: Selected): void {
  const count = new Map<string, number>()
  for (const one of lists.flatMap(({ cases }) => cases))
    for (const name of notGiven(rules, one)) count.set(name, (count.get(name) ?? 0) + 1)
  for (const [name, cases] of [...count].sort(([a], [b]) => (a < b ? -1 : 1)))
    process.stderr.write(`${name}: not given by ${cases} cases; rules that compare it did not hold for them\n`)
}
