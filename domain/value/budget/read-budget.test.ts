// Would catch: rules that contradict themselves and are computed with, a fact nobody needs that is misspelt, a result that is counted
// twice or for the wrong year, a row that is lost instead of refused.
import { describe, expect, test } from 'vitest'
import { inspectBudget, readBudget } from './read-budget.ts'
import { readResultRow } from './read-result-row.ts'
import { resultLine, SAMPLE_RULES, sampleTexts } from './sample-year.ts'
import { openResults } from './year-results.ts'

type Fields = Record<string, unknown>

describe('rules and facts', () => {
  const [consortium, hospital] = SAMPLE_RULES.recipients
  const rows: [what: string, rules: Fields, facts: Fields, problem: string][] = [
    [
      'a negative budget',
      { categories: [{ name: 'a', base: '-1.00' }] },
      {},
      'BUDGET_AMOUNT_NEGATIVE rules: categories[0].base',
    ],
    [
      'growth below nothing',
      {
        categories: [
          {
            name: 'a',
            base: '1.00',
            combine: 'sum',
            growth: [
              { name: 'x', index: '0' },
              { name: 'y', index: '0.5' },
            ],
          },
        ],
      },
      {},
      'BUDGET_AMOUNT_NEGATIVE rules: categories[0].growth',
    ],
    [
      'a share above 1',
      { prepayment: { basis: 'budget', share: '1.01' } },
      {},
      'DOCUMENT_FIELD_INVALID rules: prepayment.share',
    ],
    [
      'set aside above 1',
      {
        setAside: [
          { name: 'a', share: '0.6' },
          { name: 'b', share: '0.5' },
        ],
      },
      {},
      'BUDGET_SHARES_ABOVE_ONE rules: setAside',
    ],
    [
      'shares not 1',
      { split: { by: 'shares', shares: { C1: '0.5', H1: '0.4' } } },
      {},
      'BUDGET_SHARES_NOT_ONE rules: split.shares',
    ],
    [
      'a share of nobody',
      { split: { by: 'shares', shares: { C1: '0.5', H1: '0.5', X9: '0' } } },
      {},
      'BUDGET_INSTITUTION_UNKNOWN rules: split.shares.X9',
    ],
    [
      'a share missing',
      { split: { by: 'shares', shares: { C1: '1' } } },
      {},
      'BUDGET_INDICATOR_MISSING rules: split.shares.H1',
    ],
    [
      'an indicator missing',
      { split: { by: 'weights', indicator: 'paid2025' } },
      { indicators: { paid2025: { C1: '1' } } },
      'BUDGET_INDICATOR_MISSING facts: indicators.paid2025.H1',
    ],
    [
      'an indicator of zeros',
      { split: { by: 'weights', indicator: 'paid2025' } },
      { indicators: { paid2025: { C1: '0', H1: '0' } } },
      'BUDGET_INDICATOR_ALL_ZERO facts: indicators.paid2025',
    ],
    [
      'an overlap',
      { bands: [...SAMPLE_RULES.bands, { from: '1.05', upTo: '1.1', fundBears: '1' }] },
      {},
      'BUDGET_BANDS_OVERLAP rules: bands[4]',
    ],
    ['a gap', { bands: SAMPLE_RULES.bands.filter((_, index) => index !== 1) }, {}, 'BUDGET_BAND_GAP rules: bands[1]'],
    [
      'an id twice, but for its case',
      { recipients: [consortium, { id: 'h1' }, hospital] },
      {},
      'BUDGET_ID_TWICE rules: recipients[2].id',
    ],
    [
      'members without a rule',
      { recipients: [{ id: 'C1', members: consortium!.members }, hospital] },
      {},
      'BUDGET_DISTRIBUTION_INVALID rules: recipients[0]',
    ],
    [
      'a tier of nobody',
      { recipients: [{ ...consortium, members: [{ id: 'L1', tier: 'lead' }] }, hospital] },
      {},
      'BUDGET_TIER_EMPTY rules: recipients[0].distribution.byTier.township',
    ],
    ['half a year', { validTo: '2026-06-30' }, {}, 'BUDGET_YEAR_OUTSIDE rules: validFrom'],
    [
      'a score missing',
      { assessment: { appliesTo: 'surplus', table: [{ from: '0', coefficient: '1' }] } },
      { scores: { C1: '90' } },
      'BUDGET_SCORE_MISSING facts: scores.H1',
    ],
    [
      'a table that begins late',
      { assessment: { appliesTo: 'surplus', table: [{ from: '60', coefficient: '1' }] } },
      {},
      'BUDGET_TABLE_UNORDERED rules: assessment.table[0].from',
    ],
    [
      'a coefficient above 1',
      { assessment: { appliesTo: 'surplus', table: [{ from: '0', coefficient: '1.1' }] } },
      {},
      'BUDGET_COEFFICIENT_ABOVE_ONE rules: assessment.table[0].coefficient',
    ],
    [
      'a penalty of nobody',
      {},
      { penalties: [{ recipient: 'X9', amount: '1.00', reason: 'x' }] },
      'BUDGET_INSTITUTION_UNKNOWN facts: penalties[0].recipient',
    ],
    [
      'a doctor of nobody',
      {},
      { doctors: [{ id: 'fd-9', institution: 'C1' }] },
      'BUDGET_INSTITUTION_UNKNOWN facts: doctors[0].institution',
    ],
    ['a misspelt fact', {}, { score: {} }, 'DOCUMENT_FIELD_UNKNOWN facts: score'],
  ]
  test.each(rows)('%s', (_, rules, facts, problem) => {
    const budget = inspectBudget(sampleTexts(rules, facts))
    expect('problems' in budget && budget.problems.map(({ code, place }) => `${code} ${place}`)).toContain(problem)
    expect(() => readBudget(sampleTexts(rules, facts))).toThrow(problem.split(' ')[0])
  })
  test('a month is prepaid before anybody has a score', () => {
    const rules = { assessment: { appliesTo: 'surplus', table: [{ from: '0', coefficient: '1' }] } }
    expect('problems' in inspectBudget({ ...sampleTexts(rules), closing: false })).toBe(false)
  })
})

describe('composites', () => {
  const split = (indicators: unknown, values: unknown) => {
    const budget = inspectBudget(
      sampleTexts({ split: { by: 'indicators', ...(indicators as Fields) } }, { indicators: values }),
    )
    return 'problems' in budget
      ? budget.problems.map(({ code }) => code)
      : budget.plan.recipients.map(({ amount }) => amount)
  }
  const one = (normalise: string, better = 'more') => ({
    indicators: [{ indicator: 'x', weight: '1', normalise, better }],
  })
  const values = {
    x: { C1: '30', H1: '10' },
    workload: { L1: '1', T1: '1', T2: '1', V1: '1' },
    contracts: { 'fd-1': '1', 'fd-2': '1' },
  }
  test.each([
    ['share', one('share'), [74_100_000, 24_700_000]],
    ['max', one('max'), [74_100_000, 24_700_000]],
    ['max, less is better', one('max', 'less'), [24_700_000, 74_100_000]],
    ['minMax: the worst gets nothing', one('minMax'), [98_800_000, 0]],
    ['minMax, less is better', one('minMax', 'less'), [0, 98_800_000]],
    ['times another', { ...one('minMax'), times: 'x' }, [98_800_000, 0]],
    ['a share where less is better', one('share', 'less'), ['BUDGET_INDICATOR_DIRECTION']],
  ])('%s', (_, rule, expected) => expect(split(rule, values)).toEqual(expected))
  test('a composite that is nothing for everybody', () =>
    expect(split({ ...one('minMax'), times: 'y' }, { ...values, y: { C1: '0', H1: '5' } })).toEqual([
      'BUDGET_INDICATOR_ALL_ZERO',
    ]))
})

describe('results', () => {
  const row = (over: Record<string, string> = {}) =>
    readResultRow(
      new Map(
        Object.entries({
          institution: 'H1',
          method: 'drg',
          rule: 'r',
          version: '1',
          from: '2026-01-01',
          to: '2026-12-31',
          total: '10.00',
          fund: '7.00',
          ...over,
        }),
      ),
    )
  test.each([
    [{ method: 'budget' }, 'BUDGET_METHOD_UNKNOWN method'],
    [{ fund: '' }, 'BUDGET_FIELD_MISSING fund'],
    [{ total: '10.001' }, 'BUDGET_AMOUNT_INVALID total'],
    [{ from: '2026-02-30' }, 'BUDGET_PERIOD_INVALID from'],
    [{ to: '2025-12-31' }, 'BUDGET_PERIOD_INVALID to'],
    [{ fund: '-1.00' }, 'BUDGET_RESULT_NEGATIVE fund'],
    [{ provider: '2.99' }, 'BUDGET_SHARES_DIFFER provider'],
  ])('%j', (over, expected) => {
    const read = row(over)
    expect('code' in read ? `${read.code} ${read.place}` : read).toBe(expected)
  })
  test('unknown, outside, twice, too long: each refused, the others counted', () => {
    const { policy } = readBudget(sampleTexts({ trueUp: { share: '1', limit: '1' } }))
    const desk = openResults(policy)
    const answers = [
      'H1 drg 1.00 1.00 2026-01-01 2026-03-31',
      'H1 drg 1.00 1.00 2026-01-01 2026-03-31',
      'C1 drg 1.00 1.00 2026-01-01 2026-03-31',
      'H1 drg 1.00 1.00 2025-12-01 2026-01-31',
      'H1 drg 1.00 1.00',
    ].map((line) => desk.add(resultLine(line))?.code ?? 'added')
    expect(answers).toEqual([
      'added',
      'BUDGET_RESULT_TWICE',
      'BUDGET_RESULT_UNKNOWN',
      'BUDGET_PERIOD_OUTSIDE',
      'BUDGET_PERIOD_TOO_LONG',
    ])
    expect(desk.close().accepted).toBe(1)
  })
})
