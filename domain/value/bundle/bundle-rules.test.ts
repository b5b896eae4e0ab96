// Would catch: rules that contradict themselves and are settled with in silence, a problem without its place.
import { describe, expect, test } from 'vitest'
import { inspectBundleRules, readBundleRules } from './bundle-rules.ts'
import { RULES } from './fixtures/rules.ts'

const problemsOf = (json: string): string[] =>
  inspectBundleRules(json).problems.map(({ code, place }) => `${code} ${place}`)

test('defaults: everything in the window, one category, no stops, a convener alone', () => {
  const rules = readBundleRules(RULES)
  expect(rules.bundles[0]).toMatchObject({ include: [], exclude: [], categories: [], cap: {}, stop: {} })
  expect(rules.reconciliation).toMatchObject({ gainShare: { n: 1n, d: 1n }, stop: {} })
})

describe('what is wrong, and where', () => {
  const change = (from: string, to: string): string => {
    expect(RULES).toContain(from)
    return RULES.replace(from, to)
  }
  const rows: [what: string, json: string, problems: string[]][] = [
    ['no JSON', '{', ['DOCUMENT_NOT_JSON document']],
    [
      'valid before it begins',
      change('"validTo":"2026-12-31"', '"validTo":"2025-12-31"'),
      ['RULE_DAYS_REVERSED validTo', 'RULE_PERIOD_NOT_VALID period'],
    ],
    [
      'a period outside the validity',
      change('"period":{"from":"2026-01-01"', '"period":{"from":"2025-12-31"'),
      ['RULE_PERIOD_NOT_VALID period'],
    ],
    [
      'an unknown code list',
      change('"trigger":{"group":"HIP"}', '"trigger":{"any":[{"diagnosis":{"in":"hips"}}]}'),
      ['RULE_LIST_UNKNOWN bundles[0].trigger.diagnosis'],
    ],
    [
      'a trigger for everything',
      change('"trigger":{"group":"HIP"}', '"trigger":{}'),
      ['RULE_FIELD_CONTRADICTS bundles[0].trigger'],
    ],
    [
      'a test that cannot be read',
      change('"trigger":{"group":"HIP"}', '"trigger":{"age":{"atLeast":"old"}}'),
      ['DOCUMENT_FIELD_INVALID bundles[0].trigger.age.atLeast'],
    ],
    ['a bundle twice', change('"id":"knee"', '"id":"hip"'), ['RULE_NAME_TWICE bundles[1]']],
    [
      'a price for no category',
      change('"yuan":{"all":"1000"}', '"yuan":{"al":"1000"}'),
      ['RULE_NAME_UNKNOWN bundles[0].target.yuan.al'],
    ],
    ['a price that is no amount', change('"1000"', '"x"'), ['DOCUMENT_FIELD_INVALID bundles[0].target.yuan.all']],
    [
      'means from nowhere',
      change('{"kind":"fixed","yuan":{"all":"1000"}}', '{"kind":"historical","discount":"0.97"}'),
      ['RULE_FIELD_CONTRADICTS bundles[0].target'],
    ],
    [
      'caps upside down',
      change(
        '"daysAfter":10}',
        '"daysAfter":10},"cap":{"low":{"kind":"amount","yuan":2},"high":{"kind":"amount","yuan":1}}',
      ),
      ['RULE_LIMITS_REVERSED bundles[0].cap'],
    ],
    [
      'a percentile above 100',
      change('"daysAfter":10}', '"daysAfter":10},"cap":{"high":{"kind":"percentile","percent":101}}'),
      ['RULE_LIMITS_REVERSED bundles[0].cap.high.percent'],
    ],
    [
      'shares that lose money',
      change(
        '"conveners":[]',
        '"conveners":[{"id":"C","institutions":["H1","H1"],"shares":{"kind":"fixed","parts":[{"to":"H1","share":"0.9"}]}}]',
      ),
      ['RULE_NAME_TWICE conveners.institutions[1]', 'RULE_SHARES_NOT_ONE conveners[0].shares.parts'],
    ],
  ]
  test.each(rows)('%s', (_what, json, problems) => {
    expect(problemsOf(json)).toEqual(problems)
    expect(() => readBundleRules(json)).toThrow(problems[0]!.split(' ')[0])
  })

  test.each([
    ['overlap', ['0', '0.6'], ['0.5', null], 'RULE_BANDS_OVERLAP'],
    ['gap', ['0', '0.4'], ['0.5', null], 'RULE_BAND_GAP'],
    ['upside down', ['0.4', '0.1'], ['0.1', null], 'RULE_LIMITS_REVERSED'],
  ])('quality bands: %s', (_what, first, second, code) => {
    const bands = [first, second].map(([atLeast, below]) => ({ atLeast, below, gain: '1', loss: '1' }))
    const quality = { scores: {}, bands, missing: { gain: '1', loss: '1' } }
    const json = change('"conveners":[]', `"reconciliation":${JSON.stringify({ quality })}`)
    expect(problemsOf(json)[0]).toContain(code)
  })
})
