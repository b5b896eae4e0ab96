// Would catch: an amount paid that nobody proposed, a deadline that is a day off, an event that is heard twice, a refused review
// that changes a price.
import { formatYuan } from '@medsettle/money'
import { ratioOf } from '@medsettle/money/ratio'
import { describe, expect, test } from 'vitest'
import { type AgreedAmount, agreedAmount, type Proposal } from './agreed-amount.ts'
import { REVIEW_RULES } from './fixture-rules.ts'
import { followReviews } from './follow-reviews.ts'
import { readReviewRules } from './read-review-rules.ts'
import { type ReviewCase, readCase } from './review-case.ts'
import { hear, nominate, passDays, type Review, type ReviewEvent } from './review-flow.ts'
import { selectCases } from './select-cases.ts'

const RULES = readReviewRules(JSON.stringify(REVIEW_RULES))
const columns = {
  institution: 'H',
  date: '2026-03-05',
  cost: '50000.01',
  standardYuan: '10000.005',
  priceYuan: '12000',
  weight: '1.5',
}
const VALUE_CASE = { id: 'x', group: 'G', columns: new Map(Object.entries(columns)) }

function reviewCase(): ReviewCase {
  const read = readCase(RULES, VALUE_CASE)
  if (read.outcome !== 'case') throw new Error('the fixture is no case')
  return read.case
}
const CASE = reviewCase()

const cost: Proposal = { form: 'cost' }
const admit = (on: string): ReviewEvent => ({ kind: 'admit', on, why: '' })
const opinion = (on: string, votesFor = 3, votesAgainst = 2, proposal: Proposal | null = cost): ReviewEvent => ({
  kind: 'opinion',
  on,
  votesFor,
  votesAgainst,
  proposal,
})
const agree = (on: string): ReviewEvent => ({ kind: 'agree', on })
const decline = (on: string): ReviewEvent => ({ kind: 'decline', on, why: 'no' })

/** nominated on 2026-04-10, then every event in turn: `stage amount`, or the code of a refusal */
function road(events: readonly ReviewEvent[], today: string | null = null): string[] {
  let review: Review = nominate(CASE, '2026-04-10')
  const said = events.map((event) => {
    const heard = hear(RULES, CASE, review, event)
    review = heard.review
    return heard.refusal?.code ?? `${review.stage} ${formatYuan(review.amount)}`
  })
  if (today === null) return said
  review = passDays(RULES, CASE, review, today)
  return [...said, `${review.stage} ${review.since} ${formatYuan(review.amount)}`]
}

describe('roads', () => {
  const rows: [what: string, events: ReviewEvent[], today: string | null, said: string[]][] = [
    [
      'to an agreed amount',
      [admit('2026-04-15'), opinion('2026-05-05'), agree('2026-05-15')],
      '2027-01-01',
      ['admitted 12000.00', 'opined 12000.00', 'agreed 40000.02', 'agreed 2026-05-15 40000.02'],
    ],
    [
      'refused by the quota',
      [{ kind: 'refuse', on: '2026-04-12', why: 'quota' }],
      '2027-01-01',
      ['refused 12000.00', 'refused 2026-04-12 12000.00'],
    ],
    ['admitted a day late', [admit('2026-04-16')], null, ['REVIEW_AFTER_DEADLINE']],
    [
      'an opinion a day late',
      [admit('2026-04-15'), opinion('2026-05-06')],
      null,
      ['admitted 12000.00', 'REVIEW_AFTER_DEADLINE'],
    ],
    [
      'silence of the experts',
      [admit('2026-04-15')],
      '2026-05-06',
      ['admitted 12000.00', 'lapsed 2026-05-06 12000.00'],
    ],
    ['one day of patience', [admit('2026-04-15')], '2026-05-05', ['admitted 12000.00', 'admitted 2026-04-15 12000.00']],
    [
      'silence after a proposal',
      [admit('2026-04-15'), opinion('2026-04-20')],
      '2026-05-01',
      ['admitted 12000.00', 'opined 12000.00', 'agreed 2026-05-01 40000.02'],
    ],
    [
      'a proposal is declined',
      [admit('2026-04-15'), opinion('2026-04-20'), decline('2026-04-21'), agree('2026-04-22')],
      null,
      ['admitted 12000.00', 'opined 12000.00', 'declined 12000.00', 'REVIEW_OUT_OF_TURN'],
    ],
    [
      'withdrawn before the opinion',
      [admit('2026-04-15'), decline('2026-04-16')],
      null,
      ['admitted 12000.00', 'declined 12000.00'],
    ],
    [
      'votes in balance carry nothing',
      [admit('2026-04-15'), opinion('2026-04-20', 2, 2)],
      null,
      ['admitted 12000.00', 'declined 12000.00'],
    ],
    [
      'no votes carry nothing',
      [admit('2026-04-15'), opinion('2026-04-20', 0, 0)],
      null,
      ['admitted 12000.00', 'declined 12000.00'],
    ],
    [
      'experts propose nothing',
      [admit('2026-04-15'), opinion('2026-04-20', 3, 0, null)],
      null,
      ['admitted 12000.00', 'declined 12000.00'],
    ],
    [
      'out of turn',
      [opinion('2026-04-11'), agree('2026-04-11'), decline('2026-04-11')],
      null,
      Array(3).fill('REVIEW_OUT_OF_TURN'),
    ],
    ['twice', [admit('2026-04-15'), admit('2026-04-15')], null, ['admitted 12000.00', 'REVIEW_OUT_OF_TURN']],
    [
      'before what stands',
      [admit('2026-04-15'), opinion('2026-04-14')],
      null,
      ['admitted 12000.00', 'REVIEW_EVENT_EARLIER'],
    ],
    [
      'a weight nobody gave',
      [
        admit('2026-04-15'),
        opinion('2026-04-20', 3, 0, { form: 'adjustedWeight', weight: null }),
        opinion('2026-04-20'),
      ],
      null,
      ['admitted 12000.00', 'REVIEW_WEIGHT_MISSING', 'opined 12000.00'],
    ],
  ]
  test.each(rows)('%s', (_what, events, today, said) => {
    expect(road(events, today)).toEqual(said)
  })
})

describe('amounts', () => {
  const weight = (text: string): Proposal => ({ form: 'adjustedWeight', weight: ratioOf(text) })
  const rows: [proposal: Proposal, share: string, amount: string][] = [
    [cost, '0.9', '40000.02'],
    [cost, '0.5', '25000.01'],
    [{ form: 'standard' }, '1', '10000.01'],
    [weight('3'), '1', '20000.01'],
    [weight('1'), '1', '6666.67'],
  ]
  test.each(rows)('%o with a share of %s', (proposal, share, amount) => {
    const payments = { ...RULES.payments, cost: { share: ratioOf(share), most: ratioOf('4') } }
    const found = agreedAmount({ ...RULES, payments }, CASE, proposal) as AgreedAmount
    expect(formatYuan(found.amount)).toBe(amount)
    expect(found.how).toContain(`rounded halfUp to fen = ${amount}`)
  })

  test('a weight beyond every amount', () => {
    expect(agreedAmount(RULES, CASE, weight('99999999999999999999'))).toMatchObject({ code: 'REVIEW_NUMBER_INVALID' })
  })

  test('a form the rules do not offer', () => {
    const payments = { ...RULES.payments, cost: null, adjustedWeight: null, standard: false }
    for (const proposal of [cost, weight('1'), { form: 'standard' } as const])
      expect(agreedAmount({ ...RULES, payments }, CASE, proposal)).toMatchObject({ code: 'REVIEW_PAYMENT_NOT_OFFERED' })
  })
})

test('events find their review whatever their order, and one without a review is told', () => {
  const quotas = REVIEW_RULES.quotas.map((quota) => ({ ...quota, limit: null }))
  const rules = readReviewRules(JSON.stringify({ ...REVIEW_RULES, quotas }))
  const { lists } = selectCases(rules, [VALUE_CASE])
  const events = [agree('2026-05-01'), opinion('2026-04-25'), agree('2026-05-01')].map((event, index) => ({
    institutionId: index === 2 ? 'K' : 'H',
    id: 'x',
    line: index + 2,
    event,
  }))
  const followed = followReviews(rules, lists, events, null)
  expect(followed.lists.map(({ extra }) => formatYuan(extra))).toEqual(['28000.02'])
  expect(followed.refused.map(({ event, refusal }) => `${event.line} ${refusal.code}`)).toEqual(['4 REVIEW_NO_CASE'])
})
