// Would catch: a gap between two ages that nobody is paid for, an interaction of a condition that does not exist, a hierarchy that
// drops everything, a better score that earns less.
import { expect, test } from 'vitest'
import { CAPITATION_RULES } from './fixture-rules.ts'
import { inspectCapitationRules, readCapitationRules } from './read-capitation-rules.ts'

const GOOD = JSON.stringify(CAPITATION_RULES)

test('rules are read', () => {
  const rules = readCapitationRules(GOOD)
  expect([...rules.rates]).toEqual([
    ['A', { per: 'person', amount: 73000 }],
    ['B', { per: 'person', amount: 36500 }],
  ])
  expect(readCapitationRules(GOOD.replace(/"risk":.*?"withhold"/, '"risk":null,"withhold"')).risk).toBeNull()
})

const CHARLSON = '{"weights":"original","withAge":true,"steps":'
const rows: [what: string, from: string, to: string, problem: string][] = [
  [
    'a gap in the cells',
    '"from":"18","to":null,"coefficient":"1.2"',
    '"from":"19","to":null,"coefficient":"1.2"',
    'risk.cells[2] RISK_CELLS_GAP',
  ],
  [
    'overlapping cells',
    '"from":"18","to":null,"coefficient":"1.2"',
    '"from":"17","to":null,"coefficient":"1.2"',
    'risk.cells[2] RISK_CELLS_OVERLAP',
  ],
  [
    'an interaction of an unknown condition',
    '["heart","mild"]',
    '["heart","lung"]',
    'risk.interactions[0].all[1] RISK_CONDITION_UNKNOWN',
  ],
  [
    'a circle',
    '"codes":["K70-K76"],',
    '"codes":["K70-K76"],"drops":["severe"],',
    'risk.conditions RISK_HIERARCHY_CIRCLE',
  ],
  [
    'a drop that earns less',
    '"coefficient":"0.9"',
    '"coefficient":"0.2"',
    'risk.conditions[0].drops[0] RISK_DROP_EARNS_LESS',
  ],
  [
    'a negative coefficient',
    '"coefficient":"0.9"',
    '"coefficient":"-0.9"',
    'risk.conditions[0].coefficient this cannot',
  ],
  ['half a month', '"to":"2026-12-31"},"membership"', '"to":"2026-12-15"},"membership"', 'period whole months'],
  [
    'ends before it begins',
    '"from":"2026-01-01","to":"2026-12-31"},"mem',
    '"from":"2026-01-01","to":"2025-12-31"},"mem',
    'period.to before',
  ],
  ['a rate for a person and a pool', '"yuan":"365.00"', '"yuan":"365.00","poolYuan":"1"', 'rates[1] give either'],
  ['no rate', ',"yuan":"365.00"', '', 'rates[1] give either'],
  ['a cohort twice', '"cohort":"B"', '"cohort":"A"', 'rates[1].cohort A twice'],
  ['a negative rate', '"yuan":"365.00"', '"yuan":"-365.00"', 'rates[1].yuan never negative'],
  [
    'a better score earns less',
    '"from":"90","share":"1"',
    '"from":"90","share":"0.4"',
    'withhold.earnBack[2] a better score',
  ],
  ['scores below the first step', '{"from":"0","share":"0"},', '', 'withhold.earnBack[0].from steps begin at 0'],
  ['a withhold above one', '"share":"0.1"', '"share":"1.1"', 'withhold.share this cannot be above 1'],
  ['a day no month has', '{"by":"days"}', '{"by":"snapshot","day":"32"}', 'membership.day 1 to 31'],
  [
    'points that weigh less',
    '"charlson":null',
    `"charlson":${CHARLSON}[{"from":"0","coefficient":"0.2"},{"from":"2","coefficient":"0.1"}]}`,
    'risk.charlson.steps[1] more points',
  ],
  [
    'points below the first step',
    '"charlson":null',
    `"charlson":${CHARLSON}[{"from":"1","coefficient":"0"}]}`,
    'risk.charlson.steps[0].from steps begin',
  ],
]
test.each(rows)('%s', (_what, from, to, expected) => {
  const text = GOOD.replace(from, to)
  expect(text).not.toBe(GOOD)
  const said = inspectCapitationRules(text).problems.map(({ place, message }) => {
    return `${place} ${message.slice(message.indexOf(': ') + 2)}`
  })
  expect(said.filter((one) => one.startsWith(expected))).toHaveLength(1)
  expect(() => readCapitationRules(text)).toThrow(/DOCUMENT_/)
})
