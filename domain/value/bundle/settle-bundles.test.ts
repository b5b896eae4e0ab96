// Would catch: a service in two episodes or in none, an exclusion that loses against an inclusion, a dead person's episode paid in
// full, a loss beyond its stop, a refused row that stops the rest.
import { formatYuan } from '@medsettle/money'
import { describe, expect, test } from 'vitest'
import { rowsOf } from '../rules/fixtures/rows.ts'
import { readBundleRules } from './bundle-rules.ts'
import { RULES } from './fixtures/rules.ts'
import { type BundleSettlement, settleBundles } from './settle-bundles.ts'

type Json = Record<string, unknown>

function settle(
  csv: string,
  change: (rules: { bundles: Json[] } & Json) => void = () => {},
  persons = 'person',
): BundleSettlement {
  const rules = JSON.parse(RULES) as { bundles: Json[] } & Json
  change(rules)
  return settleBundles(readBundleRules(JSON.stringify(rules)), { services: rowsOf(csv), persons: rowsOf(persons) })
}

const episodes = ({ episodes, weaker }: BundleSettlement): string[] => [
  ...episodes.map((one) => {
    const amounts =
      one.outcome === 'reconciled'
        ? `${formatYuan(one.target)} − ${formatYuan(one.counted)} → ${formatYuan(one.kept)}`
        : one.reason
    return `${one.episode.id} ${one.episode.bundle.id} ${one.outcome}: ${amounts}`
  }),
  ...weaker.map(({ episode }) => `${episode.id} ${episode.bundle.id} weaker`),
]
const services = ({ assigned }: BundleSettlement): string[] =>
  assigned.map(({ service, outcome, episode, rule }) =>
    `${service.id} ${outcome} ${episode?.bundle.id ?? '-'} ${rule}`.trim(),
  )

const HEAD = 'id,person,institution,date,endDate,group,cost'

test('the window counts from discharge or admission; the first day outside is outside', () => {
  const settled = settle(`${HEAD}
    a,p,H,2026-03-01,2026-03-05,HIP,700
    b,p,H,2026-03-15,,,100.50
    c,p,H,2026-03-16,,,1
    d,q,H,2026-03-01,2026-03-05,KNEE,700
    e,q,H,2026-02-27,,,1
    f,q,H,2026-02-26,,,1
    g,q,H,2026-03-31,,,1`)
  expect(services(settled).map((line) => line.slice(0, 10).trim())).toEqual([
    'a included',
    'b included',
    'c outside',
    'd included',
    'e included',
    'f outside',
    'g included',
  ])
  expect(episodes(settled)).toEqual([
    'a hip reconciled: 1000.00 − 800.50 → 199.50',
    'd knee reconciled: 2000.00 − 702.00 → 1298.00',
  ])
})

describe('two triggers of one person', () => {
  const csv = `${HEAD}
    a,p,H,2026-03-01,2026-03-02,HIP,700
    b,p,H,2026-03-10,2026-03-12,KNEE,900
    c,p,H,2026-03-12,,,50`
  const rows: [rule: string, keeps: string, expected: string[]][] = [
    ['first', 'one', ['a included hip', 'b included hip', 'c included hip']],
    ['longest', 'one', ['a outside -', 'b included knee', 'c included knee']],
    ['hierarchy', 'one', ['a included hip', 'b included hip', 'c included hip']],
    ['first', 'both', ['a included hip', 'b included knee', 'c included hip']],
    ['longest', 'both', ['a included hip', 'b included knee', 'c included knee']],
  ]
  test.each(rows)('%s, keeps %s', (rule, keeps, expected) => {
    const settled = settle(csv, (rules) => {
      rules.overlap = { rule, keeps }
    })
    expect(services(settled).map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual(expected)
    expect(settled.weaker.length).toBe(keeps === 'both' ? 0 : 1)
  })

  test('one service that triggers two bundles is one episode', () => {
    const settled = settle(`${HEAD}\na,p,H,2026-03-01,,HIP|KNEE,700`, (rules) => {
      rules.overlap = { rule: 'longest', keeps: 'both' }
    })
    expect(episodes(settled)).toEqual(['a knee reconciled: 2000.00 − 700.00 → 1300.00', 'a hip weaker'])
  })
})

test('exclusions win; what no rule includes is told', () => {
  const settled = settle(
    `id,person,institution,date,group,class,diagnosis,cost
    a,p,H,2026-03-01,HIP,,,700
    b,p,H,2026-03-02,,stay,S52.5,100
    c,p,H,2026-03-03,,stay,M16.1,20
    d,p,H,2026-03-04,,drug,,3`,
    ({ bundles: [hip] }) => {
      hip!.include = [{ name: 'readmission', when: { class: 'stay' } }]
      hip!.exclude = [{ name: 'accident', when: { diagnosis: { startsWith: 'S' } } }]
    },
  )
  expect(services(settled)).toEqual([
    'a included hip trigger',
    'b excluded hip accident',
    'c included hip readmission',
    'd notListed hip',
  ])
})

test('death, moving, the end of the period', () => {
  const settled = settle(
    `${HEAD}
    a,p1,H,2026-03-01,,HIP,400
    b,p2,H,2026-03-01,,HIP,400
    c,p3,H,2026-03-01,,HIP,400
    d,p4,H,2026-12-25,,HIP,400
    e,p5,H,2025-12-01,,HIP,400`,
    (rules) => {
      rules.incomplete = [
        { reason: 'death', becomes: 'cancelled' },
        { reason: 'moved', becomes: 'prorated' },
      ]
    },
    'person,date,reason\np1,2026-03-05,death\np2,2026-03-07,moved\np3,2026-03-11,death\np9,2026-03-11,lost',
  )
  expect(episodes(settled)).toEqual([
    'a hip cancelled: death after 5 of 11 days',
    'b hip reconciled: 636.36 − 400.00 → 236.36',
    'c hip reconciled: 1000.00 − 400.00 → 600.00',
    'd hip open: its window ends after 2026-12-31',
    'e hip earlier: its window ended before 2026-01-01',
  ])
  expect(settled.refused.persons.map(({ line, refusal }) => `${line} ${refusal.code}`)).toEqual(['5 ROW_VALUE_UNKNOWN'])
})

test('caps, stops, quality and shares, in this order', () => {
  const settled = settle(
    `${HEAD}
    a,p1,H,2026-03-01,,HIP,9000
    b,p1,T,2026-03-02,,,500
    c,p2,H,2026-03-01,,HIP,900`,
    (rules) => {
      Object.assign(rules.bundles[0]!, {
        cap: { high: { kind: 'amount', yuan: 3000 } },
        stop: { loss: { share: '0.6' } },
      })
      rules.reconciliation = {
        lossShare: '0.5',
        quality: {
          scores: { C: 0.9 },
          bands: [{ atLeast: 0, below: null, gain: 1, loss: '0.8' }],
          missing: { gain: 1, loss: 1 },
        },
        stop: { loss: { yuan: '150.01', share: '0.1' } },
      }
      rules.conveners = [{ id: 'C', institutions: ['H'], shares: { kind: 'byCost' } }]
    },
  )
  // 1000 − 3000 = −2000, stop-loss 60 % → −600; +100; −500 × 0.5 × 0.8 = −200, stop-loss min(150.01, 10 % of 2000) = 150.01
  expect(episodes(settled)).toEqual([
    'a hip reconciled: 1000.00 − 3000.00 → -600.00',
    'c hip reconciled: 1000.00 − 900.00 → 100.00',
  ])
  expect(settled.conveners[0]!.steps).toEqual([
    '-500.00 × loss share 0.5 × quality 0.8 = -200.00, rounded half up',
    'stop-loss -150.01',
    'shares: byCost',
  ])
  // costs 9900 and 500 of 10400
  expect(settled.conveners[0]!.shares.map(({ institution, amount }) => `${institution} ${formatYuan(amount)}`)).toEqual(
    ['H -142.80', 'T -7.21'],
  )
  expect(
    settled.results.map((one) => [one.institutionId, one.total, one.fundShare, one.providerShare].join(' ')),
  ).toEqual(['H 990000 975720 14280', 'T 50000 49279 721'])
})

test('historical means: baseline episodes, capped, discounted, too few', () => {
  const rules = JSON.parse(RULES) as { bundles: Json[] } & Json
  rules.baseline = { from: '2025-01-01', to: '2025-12-31' }
  rules.bundles[0]!.target = { kind: 'historical', discount: '0.9', minimumEpisodes: 3 }
  const baseline = rowsOf(`${HEAD}
    a,p1,H,2025-03-01,,HIP,1000.01
    b,p2,H,2025-03-01,,HIP,2000
    c,p3,H,2025-03-01,,HIP,3000
    d,p4,H,2025-12-28,,HIP,99999`)
  const services = rowsOf(`${HEAD}\nx,q,H,2026-03-01,,HIP,1500`)
  const settled = settleBundles(readBundleRules(JSON.stringify(rules)), { services, baseline })
  expect(episodes(settled)).toEqual(['x hip reconciled: 1800.00 − 1500.00 → 300.00'])
  const fewer = settleBundles(readBundleRules(JSON.stringify(rules)), { services, baseline: baseline.slice(1) })
  expect(episodes(fewer)).toEqual(['x hip noTarget: 2 baseline episodes of all, 3 are needed'])
})

test('rows that cannot be taken: each with code and place, none of two rows with one id, the rest goes on', () => {
  const settled = settle(`${HEAD}
    a,p,H,2026-03-01,,HIP,700
    b,p,H,2026-03-01,2026-02-28,,1
    c,p,H,2026-02-30,,,1
    d,p,H,2026-03-01,,,-1
    e,p,H,2026-03-01,,,1.005
    f,p,H,2026-03-01,,,
    g,,H,2026-03-01,,,1
    h,p,H,2026-03-01,,,1
    h,p,H,2026-03-02,,,2`)
  expect(settled.refused.services.map(({ line, refusal }) => `${line} ${refusal.code} ${refusal.place}`)).toEqual([
    '3 ROW_DATES_REVERSED endDate',
    '4 ROW_DATE_INVALID date',
    '5 ROW_NEGATIVE cost',
    '6 ROW_AMOUNT_INVALID cost',
    '7 ROW_COLUMN_MISSING cost',
    '8 ROW_COLUMN_MISSING person',
    '9 ROW_ID_TWICE id',
    '10 ROW_ID_TWICE id',
  ])
  expect(settled.assigned.length).toBe(1)
})
