// Catches: a rule of arithmetic that holds for the golden rows only: sums that break, an order of lines that matters, more
// care that costs less, a year that is counted twice.
import { add, type Fen, fen, subtract, sum, ZERO } from '@medsettle/money'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { InsuranceCover, PricedLine } from '../bill/bill.ts'
import { type Accumulators, lowerAccumulators, raiseAccumulators } from './accumulators.ts'
import { adjudicate } from './adjudicate.ts'
import type { Adjudication } from './adjudication.ts'
import { findIdentityBreaks } from './check-identities.ts'
import { compilePolicy } from './compile-policy.ts'
import { billOf, coverOf, lineOf } from './fixtures/bill-of.ts'
import sample from './policies/sample-330100.json' with { type: 'json' }
import { HOSPITAL_LEVELS, type HospitalLevel } from './policy.ts'
import { splitLine } from './split-line.ts'

fc.configureGlobal({ seed: 20261121 })

const policy = compilePolicy(sample)

const decimal = (max: number, scale: number) => fc.integer({ min: 1, max }).map((n) => (n / 10 ** scale).toFixed(scale))
const kind = fc.oneof(
  fc.constant('甲'),
  fc.constant('丙'),
  fc.integer({ min: 1, max: 99 }).map((percent) => `乙${percent}%`),
)
const ceiling = fc.option(decimal(60_000, 3), { nil: null })

/** A charge, and perhaps a part of it taken back as pricing allows it. */
const group = fc
  .tuple(
    kind,
    ceiling,
    decimal(200_000, 4),
    decimal(400_000, 3),
    fc.option(fc.integer({ min: 1, max: 99 }), { nil: null }),
  )
  .map(([itemClass, limit, quantity, price, percentBack]) => {
    const limited = limit === null || itemClass === '丙' ? itemClass : `${itemClass}≤${limit}`
    const charge = lineOf(`${limited} ${quantity}×${price}`, 0)
    if (percentBack === null) return [charge]
    const back = ((Number(quantity.replace('.', '')) * percentBack) / 100 / 10_000).toFixed(4)
    const negative = lineOf(`${limited} -${back}×${price}`, 0)
    return charge.amount + negative.amount >= 0 ? [charge, negative] : [charge]
  })
const lines = fc.array(group, { minLength: 1, maxLength: 8 }).map((groups) => groups.flat())
const charges = fc.array(group, { minLength: 1, maxLength: 8 }).map((groups) => groups.map((each) => each[0]!))

const people = sample.plans.flatMap((plan) => plan.personTypes.map((type) => `${plan.insuranceType} ${type}`))
const cover: fc.Arbitrary<InsuranceCover> = fc
  .tuple(fc.constantFrom(...people), fc.integer({ min: 0, max: 200 }), fc.boolean())
  .map(([who, age, useAccount]) => coverOf(`${who} ${age}`, useAccount)!)

const used: fc.Arbitrary<Accumulators> = fc.record({
  deductible: fc.integer({ min: 0, max: 40_000 }).map(fen),
  pooled: fc.integer({ min: 0, max: 800_000 }).map(fen),
})
const situation = fc.record({
  cover,
  used,
  level: fc.constantFrom<HospitalLevel>(...HOSPITAL_LEVELS),
  balance: fc.integer({ min: 0, max: 500_000 }).map(fen),
})

interface Situation {
  readonly cover: InsuranceCover
  readonly used: Accumulators
  readonly level: HospitalLevel
  readonly balance: Fen
}
const settle = (list: readonly PricedLine[], at: Situation): Adjudication =>
  adjudicate(billOf(list, at.cover), policy, at.used, {
    hospitalLevel: at.level,
    accountBalance: at.balance,
    date: '2026-11-21',
  })

const owing = (list: readonly PricedLine[]): boolean => sum(list.map((line) => line.amount)) > 0

describe('whatever the bill, the person and the year', () => {
  it('I1 to I4 hold and nobody is paid by a bill', () => {
    fc.assert(
      fc.property(lines.filter(owing), situation, (list, at) => {
        const a = settle(list, at)
        expect(findIdentityBreaks(a)).toEqual([])
        expect(a.personPart).toBeGreaterThanOrEqual(0)
        expect(a.pooledFund).toBeLessThanOrEqual(a.total)
        expect(a.personalAccount).toBeLessThanOrEqual(at.balance)
      }),
      { numRuns: 500 },
    )
  })

  it('the fund never passes its yearly ceiling, the person never pays the deductible twice', () => {
    fc.assert(
      fc.property(lines.filter(owing), situation, (list, at) => {
        const terms = policy.termsFor(at.cover, at.level)!
        const after = raiseAccumulators(at.used, settle(list, at))
        expect(after.pooled).toBeLessThanOrEqual(Math.max(terms.ceiling, at.used.pooled))
        expect(after.deductible).toBeLessThanOrEqual(Math.max(terms.deductible, at.used.deductible))
      }),
    )
  })

  it('a permutation of the lines changes nothing, not even the reasons', () => {
    fc.assert(
      fc.property(lines.filter(owing), situation, fc.array(fc.nat(), { maxLength: 16 }), (list, at, keys) => {
        const shuffled = list
          .map((line, index) => [keys[index] ?? 0, line] as const)
          .sort((a, b) => a[0] - b[0])
          .map(([, line]) => line)
        expect(settle(shuffled, at)).toEqual(settle(list, at))
      }),
    )
  })

  it('more care never costs the person less, and never makes the fund pay less', () => {
    fc.assert(
      fc.property(charges.filter(owing), charges, situation, (list, more, at) => {
        const [before, after] = [settle(list, at), settle([...list, ...more], at)]
        expect(after.personPart).toBeGreaterThanOrEqual(before.personPart)
        expect(after.cash).toBeGreaterThanOrEqual(before.cash)
        expect(after.pooledFund).toBeGreaterThanOrEqual(before.pooledFund)
      }),
    )
  })

  it('a cancel puts the year back where it was', () => {
    fc.assert(
      fc.property(lines.filter(owing), situation, (list, at) => {
        const a = settle(list, at)
        expect(lowerAccumulators(raiseAccumulators(at.used, a), a)).toEqual(at.used)
      }),
    )
  })

  it('one visit split into two ends the year alike: the deductible to the fen, the fund within the one fen that is rounded twice', () => {
    fc.assert(
      fc.property(charges.filter(owing), charges.filter(owing), situation, (first, second, at) => {
        const whole = raiseAccumulators(at.used, settle([...first, ...second], at))
        const between = raiseAccumulators(at.used, settle(first, at))
        const split = raiseAccumulators(between, settle(second, { ...at, used: between }))
        expect(split.deductible).toBe(whole.deductible)
        expect(Math.abs(subtract(split.pooled, whole.pooled))).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe('one line', () => {
  const single = fc.tuple(kind, ceiling, decimal(200_000, 4), decimal(400_000, 3))
  const shorthand = (itemClass: string, limit: string | null): string =>
    limit === null || itemClass === '丙' ? itemClass : `${itemClass}≤${limit}`

  it('falls apart without a rest, and its take-back mirrors it', () => {
    fc.assert(
      fc.property(single, ([itemClass, limit, quantity, price]) => {
        const line = lineOf(`${shorthand(itemClass, limit)} ${quantity}×${price}`, 0)
        const back = lineOf(`${shorthand(itemClass, limit)} -${quantity}×${price}`, 0)
        const parts = Object.values(splitLine(line)) as Fen[]
        expect(sum(parts)).toBe(line.amount)
        expect(parts.every((part) => part >= 0)).toBe(true)
        const mirrored = Object.values(splitLine(back)) as Fen[]
        expect(mirrored.map((part, index) => add(part, parts[index]!))).toEqual([ZERO, ZERO, ZERO, ZERO])
      }),
    )
  })
})
