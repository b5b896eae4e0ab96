// Would catch: cases that differ between runs, a drawn figure that is not what its parameter says, money that does not add up,
// coding behaviour that changes the patients.
import { createHash } from 'node:crypto'
import { add } from '@medsettle/money'
import { describe, expect, test } from 'vitest'
import { type Parameters, readParameters } from './parameters.ts'
import { simulateCases } from './simulate-cases.ts'
import { COLUMNS, caseLine, type SimulatedCase } from './simulated-case.ts'

const DEFAULTS = readParameters()
const draw = (seed: number, cases: number, parameters = DEFAULTS): SimulatedCase[] => [
  ...simulateCases({ seed, cases, parameters }),
]
const share = (cases: readonly SimulatedCase[], holds: (one: SimulatedCase) => boolean): number =>
  cases.filter(holds).length / cases.length
const mean = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0) / numbers.length

describe('the same seed gives the same cases', () => {
  test('to the last fen, today and on any machine: the digest is committed', () => {
    const text = draw(20261128, 5000).map(caseLine).join('')
    expect(createHash('sha256').update(text).digest('hex').slice(0, 16)).toBe('4153dd9f1a0c3d57')
  })
  test('more cases begin with the fewer', () => {
    expect(draw(5, 300).slice(0, 200)).toEqual(draw(5, 200))
    expect(draw(6, 200)).not.toEqual(draw(5, 200))
  })
})

/** One hospital at exactly the mean, two groups of one family, one year. */
const PLAIN: Parameters = {
  ...DEFAULTS,
  families: [
    {
      family: 'A1',
      department: '内科',
      share: 1,
      groups: [
        { ...DEFAULTS.families[0]!.groups[0]!, group: 'A11', share: 0.25, weight: 2, deathRate: 0.1, returnRate: 0.2 },
        { ...DEFAULTS.families[0]!.groups[1]!, group: 'A13', share: 0.75, weight: 1, deathRate: 0, returnRate: 0 },
      ],
    },
  ],
  hospitals: [
    { ...DEFAULTS.hospitals[0]!, cost: 1, stay: 1, tilt: 0, upcoding: 0, splitting: 0, deaths: 1, returns: 1 },
  ],
  levels: [{ ...DEFAULTS.levels[0]!, cost: 1 }],
  insuranceTypes: [{ insuranceType: '职工', share: 1, cost: 1 }],
  years: [{ year: 2026, share: 1, cost: 1, upcoding: 1 }],
  undercoding: 0,
}

describe('what is drawn is what the parameters say', () => {
  const cases = draw(1, 30_000, PLAIN)
  const firsts = cases.filter((one) => one.reason === 'first')
  const of = (group: string): SimulatedCase[] => firsts.filter((one) => one.group === group)
  test('group shares, mean cost = weight × cost of weight 1, median stay, deaths, returns', () => {
    expect(share(firsts, (one) => one.group === 'A11')).toBeCloseTo(0.25, 1.9)
    for (const [group, weight] of [
      ['A11', 2],
      ['A13', 1],
    ] as const)
      expect(mean(of(group).map((one) => one.cost)) / (weight * 1_100_000)).toBeCloseTo(1, 1.5)
    const stays = of('A13')
      .map((one) => one.stayDays)
      .sort((a, b) => a - b)
    expect(stays[stays.length >> 1]).toBe(PLAIN.families[0]!.groups[1]!.stay)
    expect(share(of('A11'), (one) => one.died)).toBeCloseTo(0.1, 1.7)
    const survivors = of('A11').filter((one) => !one.died).length
    expect(cases.filter((one) => one.reason === 'return').length / survivors).toBeCloseTo(0.2, 1.5)
  })
  test('a return is the same person within the days, after the first discharge', () => {
    const last = new Map(firsts.map((one) => [one.person, one]))
    for (const one of cases.filter(({ reason }) => reason === 'return')) {
      const days = (Date.parse(one.admitted) - Date.parse(last.get(one.person)!.date)) / 86_400_000
      expect(days).toBeGreaterThanOrEqual(1)
      expect(days).toBeLessThanOrEqual(30)
    }
  })
})

test('every row: cost = fund + patient, admitted + stay = discharge, ids that occur once', () => {
  const cases = draw(2, 5000)
  for (const one of cases) {
    expect(add(one.fund, one.patient)).toBe(one.cost)
    expect(Date.parse(one.date) - Date.parse(one.admitted)).toBe(one.stayDays * 86_400_000)
  }
  expect(new Set(cases.map(({ id }) => id)).size).toBe(5000)
  expect(caseLine(cases[0]!).split(',').length).toBe(COLUMNS.length)
})

describe('coding behaviour', () => {
  const behave = (field: 'upcoding' | 'splitting', rate: number): Parameters => ({
    ...PLAIN,
    hospitals: [{ ...PLAIN.hospitals[0]!, [field]: rate }],
  })
  test('upcoding changes the coded group, never the patient', () => {
    const [honest, upcoded] = [draw(3, 4000, PLAIN), draw(3, 4000, behave('upcoding', 0.3))]
    expect(upcoded.map(({ cost, trueGroup }) => `${cost} ${trueGroup}`)).toEqual(
      honest.map(({ cost, group }) => `${cost} ${group}`),
    )
    const light = upcoded.filter((one) => one.trueGroup === 'A13')
    expect(share(light, (one) => one.group === 'A11')).toBeCloseTo(0.3, 1.5)
  })
  test('splitting makes two bills of one stay and loses no fen and no day', () => {
    const costOf = (cases: readonly SimulatedCase[]): Map<string, string> => {
      const sums = new Map<string, [number, number]>()
      for (const { person, reason, cost, stayDays } of cases) {
        const key = reason === 'return' ? `${person}r` : person
        const [a, b] = sums.get(key) ?? [0, 0]
        sums.set(key, [a + cost, b + stayDays])
      }
      return new Map([...sums].slice(0, 800).map(([key, sum]) => [key, sum.join(' ')]))
    }
    // returns may be split too: their second part counts to the person, so only persons without a return are laid side by side
    const without: Parameters = {
      ...behave('splitting', 0.5),
      hospitals: [{ ...PLAIN.hospitals[0]!, splitting: 0.5, returns: 0 }],
    }
    const honest = draw(4, 1200, { ...without, hospitals: [{ ...without.hospitals[0]!, splitting: 0 }] })
    const split = draw(4, 1200, without)
    expect(split.filter(({ reason }) => reason === 'split').length).toBeGreaterThan(100)
    expect(costOf(split)).toEqual(costOf(honest))
  })
})

test.each([
  ['{"hospitals": []}', 'hospitals'],
  ['{"longestStay": "x"}', 'longestStay'],
  ['{"unheard": 1}', 'document'],
  ['{"undercoding": 2}', 'undercoding'],
  ['{"insuranceTypes": [{"insuranceType": "新农合", "share": 1, "cost": 1}]}', 'levels[0].fundRatio'],
  ['{"levels": [{"level": "x", "cost": 1, "fundRatio": {}, "deductible": {}}]}', 'hospitals[0].level'],
  ['[1]', 'document'],
  ['{', 'document'],
])('parameters that cannot be used name their place: %s', (json, place) => {
  expect(() => readParameters(json)).toThrow(
    expect.objectContaining({ code: 'SIMULATION_PARAMETERS_INVALID', place }) as Error,
  )
})
