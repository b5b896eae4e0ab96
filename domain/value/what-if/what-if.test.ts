// Would catch: a policy that differs from itself, a gain or loss without a cause, a neutral change that costs a fen, a result that depends
// on the order of cases, behaviour that nobody can explain.
import { COLUMNS, caseLine, readParameters, simulateCases } from '@medsettle/case-simulator'
import { type Fen, formatYuan, sum } from '@medsettle/money'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readTariff } from '../tariff/read-tariff.ts'
import type { ValueCase } from '../tariff/value-case.ts'
import { type Behaviour, readBehaviour } from './behaviour.ts'
import { type ComparedCase, compareCase, type Policies } from './compare-case.ts'
import { percentText } from './percent.ts'
import { createReactors } from './reactors.ts'
import { createSideBySide, type SideBySide } from './side-by-side.ts'

const tariff = (weights: Record<string, string>, rate = '10000') =>
  readTariff(
    JSON.stringify({
      id: 't',
      version: rate,
      source: 'test',
      validFrom: '2026-01-01',
      validTo: '2026-12-31',
      dimensions: { hospital: { default: 'H1' } },
      formula: [
        { name: 'weight', by: ['group'], table: weights },
        { name: 'rate', value: rate },
      ],
      toFen: 'halfUp',
      excluded: [{ name: 'elsewhere', when: { hospital: 'H-REHAB' }, pays: 'elsewhere' }],
      outliers: [{ measure: 'costRatio', bands: [{ name: 'low', below: '0.3', pay: { form: 'cost' } }] }],
    }),
  )
const WEIGHTS = Object.fromEntries(
  readParameters().families.flatMap(({ groups }) => groups.map(({ group, weight }) => [group, String(weight)])),
)
const DEARER_SURGERY = Object.fromEntries(
  Object.entries(WEIGHTS).map(([group, weight]) => [group, group < 'H' ? weight : (Number(weight) * 0.9).toFixed(4)]),
)
const POLICIES: Policies = { before: [tariff(WEIGHTS)], after: [tariff(DEARER_SURGERY, '10333.33')] }

const valueCase = (columns: Record<string, string>): ValueCase => ({
  id: columns.id ?? '1',
  group: columns.group!,
  columns: new Map(Object.entries(columns)),
})
const CASES = [...simulateCases({ seed: 4, cases: 800, parameters: readParameters() })].map((one) => {
  const fields = caseLine(one).trim().split(',')
  return valueCase(Object.fromEntries(COLUMNS.map((name, index) => [name, fields[index]!])))
})

const behaviour = (change: object): Behaviour =>
  readBehaviour(
    JSON.stringify({
      ...{ id: 'b', version: '1', source: 'test', validFrom: null, validTo: null, seed: 3 },
      ...{ stay: null, upcoding: null, splitting: null },
      ...change,
    }),
  )
const ALL = behaviour({
  stay: { elasticity: '0.5', flat: '0', most: '0.3', costShare: '0.5' },
  upcoding: { elasticity: '1', flat: '0', most: '0.5', familyLength: 3 },
  splitting: { elasticity: '1', flat: '0', most: '0.5', minimumStay: 8 },
})

const compared = (policies: Policies, cases: readonly ValueCase[], assumed: Behaviour | null): ComparedCase[] => {
  const reacting = { seed: 3, reactors: assumed === null ? [] : createReactors(policies, assumed) }
  return cases.map((one) => compareCase(policies, one, reacting)).filter((one) => one.outcome === 'compared')
}
const side = (
  policies: Policies,
  cases: readonly ValueCase[],
  assumed: Behaviour | null,
  neutral = false,
): SideBySide => {
  const builder = createSideBySide(['hospital', 'department', 'group'])
  for (const one of compared(policies, cases, assumed)) builder.take(one)
  return builder.finish({ neutral })
}

test.each([null, ALL])('a policy against itself is all zeros, behaviour or not', (assumed) => {
  const { total, tables, effects, distribution } = side(
    { before: POLICIES.before, after: POLICIES.before },
    CASES,
    assumed,
  )
  expect(total.cases).toBe(800)
  expect(Object.values(effects)).toEqual([0, 0, 0, 0, 0])
  for (const lines of tables.values())
    expect(lines.every(({ change, before, after }) => change === 0 && before === after)).toBe(true)
  expect(distribution.after).toEqual(distribution.before)
})

describe('two policies', () => {
  const plain = side(POLICIES, CASES, ALL)
  test('every table adds up to the whole, and the causes to the change', () => {
    for (const lines of plain.tables.values()) {
      expect(sum(lines.map(({ before }) => before))).toBe(plain.total.before)
      expect(sum(lines.map(({ after }) => after))).toBe(plain.total.after)
      expect(lines.reduce((cases, line) => cases + line.cases, 0)).toBe(800)
    }
    expect(plain.total.before + sum(Object.values(plain.effects))).toBe(plain.total.after)
    for (const kind of ['price', 'stay', 'upcoding', 'splitting'] as const) expect(plain.effects[kind]).not.toBe(0)
  })
  test('neutral to the fen, for any cases', () => {
    fc.assert(
      fc.property(fc.subarray(CASES, { minLength: 1, maxLength: 40 }), (some) => {
        const { total, effects } = side(POLICIES, some, ALL, true)
        expect(total.after).toBe(total.before)
        expect(sum(Object.values(effects))).toBe(0)
      }),
      { numRuns: 40 },
    )
  })
  test('another order of the cases changes nothing', () => {
    const turned = [...CASES].reverse()
    expect(side(POLICIES, turned, ALL)).toEqual(plain)
    expect(side(POLICIES, turned, ALL, true)).toEqual(side(POLICIES, CASES, ALL, true))
  })
  test('every change of a case has a reason in figures, and the draw was below the answer', () => {
    const reactions = compared(POLICIES, CASES, ALL).flatMap((one) => one.reactions)
    expect(new Set(reactions.map(({ kind }) => kind))).toEqual(new Set(['stay', 'upcoding', 'splitting']))
    for (const { kind, answer, draw, incentive } of reactions) {
      if (kind !== 'stay') expect(Number(draw)).toBeLessThanOrEqual(Number(answer))
      expect(Number(incentive)).not.toBe(0)
    }
  })
})

describe('an account of one case: A15 is worth 1 today, 0.8 tomorrow; A11 stays at 2', () => {
  const policies = { before: [tariff({ A11: '2', A15: '1' })], after: [tariff({ A11: '2', A15: '0.8' })] }
  const one = valueCase({ group: 'A15', stayDays: '20', cost: '9000.01' })
  const rows: [what: string, assumed: Behaviour, effects: string, reason: string[]][] = [
    ['no behaviour', behaviour({}), 'price -2000.00', []],
    [
      // price −20 %, elasticity 0.5: stay −10 % is exactly 18 days; half of the cost follows, 9000.01 × 0.95
      'shorter stays',
      behaviour({ stay: { elasticity: '0.5', flat: '0', most: '1', costShare: '0.5' } }),
      'price -2000.00',
      ['stay 20 days → 18 days, incentive -0.2, answer -0.1'],
    ],
    [
      // the step to A11 gains 150 % tomorrow and 100 % today: incentive 0.5, certain at elasticity 2
      'upcoding',
      behaviour({ upcoding: { elasticity: '2', flat: '0', most: '1', familyLength: 1 } }),
      'price -2000.00, upcoding 12000.00',
      ['upcoding A15 → A11, incentive 0.5, answer 1'],
    ],
    [
      // cost 9000.01 ÷ 8000 − 1 = 0.125001 above today's 0
      'splitting',
      behaviour({ splitting: { elasticity: '10', flat: '0', most: '1', minimumStay: 12 } }),
      'price -2000.00, splitting 8000.00',
      ['splitting 20 days → 10 + 10 days, incentive 0.125001, answer 1'],
    ],
  ]
  test.each(rows)('%s', (_, assumed, effects, reason) => {
    const found = compareCase(policies, one, { seed: 1, reactors: createReactors(policies, assumed) }) as ComparedCase
    const moved = Object.entries(found.effects).filter(([, effect]) => effect !== 0)
    expect(moved.map(([cause, effect]) => `${cause} ${formatYuan(effect as Fen)}`).join(', ')).toBe(effects)
    expect(
      found.reactions.map((r) => `${r.kind} ${r.from} → ${r.to}, incentive ${r.incentive}, answer ${r.answer}`),
    ).toEqual(reason)
    if (assumed.stay !== null) expect(formatYuan(found.costAfter!)).toBe('8550.01')
    if (assumed.splitting !== null) expect(formatYuan(found.costAfter!)).toBe('9000.01')
  })
})

test('dates of validity are not asked; a case one side cannot price counts on neither', () => {
  const outcome = (columns: Record<string, string>, after = POLICIES.after) => {
    const found = compareCase({ before: POLICIES.before, after }, valueCase(columns))
    return found.outcome === 'compared' ? 'compared' : `${found.side} ${found.code}`
  }
  expect(outcome({ group: 'BR21', date: '2029-01-01' })).toBe('compared')
  expect(outcome({ group: 'BR21', date: '2029-01-01' }, [tariff({ BR21: '1' }), tariff({ ZZ: '1' })])).toBe(
    'after VALUE_TARIFFS_OVERLAP',
  )
  expect(outcome({ group: 'ZZ99' })).toBe('before VALUE_TARIFF_GAP')
  expect(outcome({ group: 'BR21' }, [tariff({ ZZ99: '1' })])).toBe('after VALUE_TARIFF_GAP')
  expect(outcome({ group: 'BR21', hospital: 'H-REHAB' })).toBe('before WHAT_IF_PAID_ELSEWHERE')
})

test.each([
  [5, 1000, '+0.50'],
  [-1, 3, '-33.33'],
  [0, 7, '0.00'],
  [1, 0, ''],
  [123_456, 100, '+123456.00'],
])('%d of %d is %s percent', (change, before, text) => {
  expect(percentText(change as Fen, before as Fen)).toBe(text)
})

test.each([
  [{ stay: { elasticity: '0.5', flat: '0', most: '2', costShare: '0.5' } }, 'stay.most'],
  [{ upcoding: { elasticity: '-1', flat: '0', most: '0.5', familyLength: 3 } }, 'upcoding.elasticity'],
  [{ splitting: { elasticity: '1', flat: '0', most: '0.5', minimumStay: 1 } }, 'splitting.minimumStay'],
])('behaviour that cannot be read names its place: %j', (change, place) => {
  expect(() => behaviour(change)).toThrow(place)
})

test('the share of its cost a case is paid, in tenths: 99.99 % is below 100 %, everything from 200 % stands together', () => {
  const policies = { before: [tariff({ A: '1' })], after: [tariff({ A: '1' }, '20000')] }
  const builder = createSideBySide([])
  for (const cost of ['10000', '10001', '20000', '4000', ''])
    builder.take(compareCase(policies, valueCase({ group: 'A', cost })) as ComparedCase)
  const { edges, before, after } = builder.finish().distribution
  const filled = (counts: readonly number[]): string[] =>
    counts.flatMap((count, index) => (count === 0 ? [] : [`${edges[index]}%: ${count}`]))
  expect(filled(before)).toEqual(['50%: 1', '90%: 1', '100%: 1', '200%: 1'])
  // 4,000 is below 0.3 of 20,000 and paid at cost
  expect(filled(after)).toEqual(['100%: 2', '190%: 1', '200%: 1'])
})
