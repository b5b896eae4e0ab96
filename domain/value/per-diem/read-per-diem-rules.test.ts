// Would catch: a day without a rate or with two, a service inside and beside its package, a fund that pays more than all.
import { expect, test } from 'vitest'
import { PER_DIEM_RULES } from './fixture-rules.ts'
import { inspectPerDiemRules, readPerDiemRules } from './read-per-diem-rules.ts'

const GOOD = JSON.stringify(PER_DIEM_RULES)

test('rules are read', () => {
  const { packages } = readPerDiemRules(GOOD)
  expect([...packages.values()].map(({ code, pays }) => `${code} ${pays}`)).toEqual([
    'BED perDay',
    'HOME perUnit',
    'TABLET perUnit',
  ])
})

const rows: [what: string, from: string, to: string, problem: string][] = [
  ['days after the last phase', '"toDay":null', '"toDay":"99"', 'packages[0].phases[2].toDay the last phase is open'],
  ['two open phases', '"toDay":"10"', '"toDay":null', 'packages[0].phases[0].toDay only the last'],
  ['phases backwards', '"toDay":"20"', '"toDay":"10"', 'packages[0].phases[1].toDay 10 is not after day 10'],
  [
    'inside and beside',
    '"included":["nursing"]',
    '"included":["blood"]',
    'packages[0].services blood inside and beside',
  ],
  [
    'more than all',
    '"fundShare":{"value":"0.8"}',
    '"fundShare":{"value":"1.2"}',
    'packages[0].fundShare this cannot be above 1',
  ],
  ['a code twice', '"code":"HOME"', '"code":"BED"', 'packages[1].code BED twice'],
  ['a period backwards', '"to":"2026-12-31"', '"to":"2025-12-31"', 'period.to before period.from'],
  ['a level nobody has', '{"2":"100","3":"120.55"}', '{"2":"100","4":"120.55"}', 'packages[0].phases[0].rate.table.4 '],
  [
    'a dimension nobody declared',
    '"by":["level"],"table":{"2":"40"',
    '"by":["need"],"table":{"2":"40"',
    'packages[1].rate.by ',
  ],
  ['a rate of zero', '"value":"3.333"', '"value":"0"', 'packages[2].rate.value '],
  ['a rate misspelt', '"value":"3.333"', '"price":"3.333"', 'packages[2].rate.price '],
  ['a leave above one', '"share":"0.3"', '"share":"1.3"', 'packages[0].leave.share this cannot be above 1'],
  ['no kind of package', '"pays":"perDay"', '"pays":"perWeek"', 'packages[0].pays '],
]
test.each(rows)('%s', (_what, from, to, expected) => {
  const text = GOOD.replace(from, to)
  expect(text).not.toBe(GOOD)
  const said = inspectPerDiemRules(text).problems.map(
    ({ place, message }) => `${place} ${message.slice(message.indexOf(': ') + 2)}`,
  )
  expect(said.filter((one) => one.startsWith(expected)).length).toBeGreaterThan(0)
  expect(() => readPerDiemRules(text)).toThrow(/DOCUMENT_/)
})
