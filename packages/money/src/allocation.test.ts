// Catches: a fen lost or made by a plan, a cap that does not hold, a plan that says nothing of what is left over, an order of parts
// that changes who gets what.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type AllocationPart,
  type AllocationPlan,
  allocate,
  allocateByPlan,
  fen,
  formatYuan,
  MoneyError,
  negate,
  parseYuan,
  sum,
} from './money.ts'

fc.configureGlobal({ seed: 20261122 })

type Row = readonly [what: string, total: string, plan: AllocationPlan, parts: string, kept?: string]

const a = (share: Partial<AllocationPart>, to = 'a') => ({ to, ...share }) as AllocationPart
const b = (share: Partial<AllocationPart>) => a(share, 'b')
const c = (share: Partial<AllocationPart>) => a(share, 'c')

const ROWS: readonly Row[] = [
  ['all of it', '10.00', { parts: [a({ percent: '100' })] }, 'a 10.00'],
  [
    'thirds, largest remainder: earlier first',
    '10.00',
    { parts: [a({ fraction: [1, 3] }), b({ fraction: [1, 3] }), c({ fraction: [1, 3] })] },
    'a 3.34 b 3.33 c 3.33',
  ],
  [
    'to the last',
    '10.00',
    { parts: [a({ fraction: [1, 3] }), b({ fraction: [1, 3] }), c({ fraction: [1, 3] })], remainder: 'last' },
    'a 3.33 b 3.33 c 3.34',
  ],
  [
    'all left-over fen to the first',
    '0.05',
    { parts: [a({ fraction: [1, 3] }), b({ fraction: [1, 3] }), c({ fraction: [1, 3] })], remainder: 'first' },
    'a 0.03 b 0.01 c 0.01',
  ],
  [
    'one each by largest remainder',
    '0.05',
    { parts: [a({ fraction: [1, 3] }), b({ fraction: [1, 3] }), c({ fraction: [1, 3] })] },
    'a 0.02 b 0.02 c 0.01',
  ],
  [
    'to the largest',
    '0.09',
    { parts: [a({ percent: '15' }), b({ percent: '60' }), c({ percent: '25' })], remainder: 'largest' },
    'a 0.01 b 0.06 c 0.02',
  ],
  [
    'a percentage exact to the last digit',
    '100000.00',
    { parts: [a({ percent: '0.00001' })], rest: { to: 'b' } },
    'a 0.01 b 99999.99',
  ],
  ['a cap', '1000.00', { parts: [a({ percent: '2.5', upTo: 500 })], rest: { to: 'b' } }, 'a 5.00 b 995.00'],
  [
    'a cap that is not reached',
    '100.00',
    { parts: [a({ percent: '2.5', upTo: 500 })], rest: { to: 'b' } },
    'a 2.50 b 97.50',
  ],
  [
    'what a cap cuts off is kept',
    '1000.00',
    { parts: [a({ percent: '50', upTo: 500 }), b({ percent: '50' })], rest: 'keep' },
    'a 5.00 b 500.00',
    '495.00',
  ],
  [
    'up to: in the order written',
    '10.00',
    { parts: [a({ upTo: 700 }), b({ upTo: 700 })], rest: 'keep' },
    'a 7.00 b 3.00',
  ],
  [
    'up to, then shares of what is left',
    '10.00',
    { parts: [b({ percent: '50' }), a({ upTo: 400 })], rest: { to: 'c' } },
    'b 3.00 a 4.00 c 3.00',
  ],
  ['up to nothing', '10.00', { parts: [a({ upTo: 0 })], rest: { to: 'b' } }, 'a 0.00 b 10.00'],
  [
    'a share of nothing gets no left-over fen',
    '0.01',
    { parts: [a({ percent: '0' }), b({ percent: '100' })], remainder: 'first' },
    'a 0.00 b 0.01',
  ],
  [
    'shares below one: the fen between goes to the rest',
    '0.01',
    { parts: [a({ percent: '50' })], rest: { to: 'b' } },
    'a 0.00 b 0.01',
  ],
  [
    'a refund mirrors',
    '-10.00',
    { parts: [a({ fraction: [1, 3] }), b({ upTo: 200 })], rest: { to: 'c' } },
    'a -2.66 b -2.00 c -5.34',
  ],
  ['nothing', '0.00', { parts: [a({ percent: '30' })], rest: 'keep' }, 'a 0.00'],
  [
    'the largest amount',
    '90071992547409.91',
    { parts: [a({ fraction: [1, 3] }), b({ fraction: [2, 3] })] },
    'a 30023997515803.30 b 60047995031606.61',
  ],
]

describe('allocateByPlan', () => {
  it.each(ROWS.map((row) => [row[0], row] as const))('%s', (_, [, total, plan, parts, kept = '0.00']) => {
    const { parts: given, kept: stayed } = allocateByPlan(parseYuan(total), plan)
    expect(given.map(({ to, amount }) => `${to} ${formatYuan(amount)}`).join(' ')).toBe(parts)
    expect(formatYuan(stayed)).toBe(kept)
  })

  it.each([
    [{ parts: [] }, 'MONEY_BAD_PLAN', 'parts'],
    [{ parts: [{ to: '', percent: '1' }], rest: 'keep' }, 'MONEY_BAD_PLAN', 'parts[0].to'],
    [{ parts: [a({ percent: '1', fraction: [1, 2] } as never)], rest: 'keep' }, 'MONEY_BAD_PLAN', 'parts[0]'],
    [{ parts: [a({ percent: '1' })], rest: {} }, 'MONEY_BAD_PLAN', 'rest'],
    [{ parts: [a({ percent: '1' })], rest: 'keep', remainder: 'most' }, 'MONEY_BAD_PLAN', 'remainder'],
    [{ parts: [a({ percent: '-1' })], rest: 'keep' }, 'MONEY_BAD_FRACTION', 'parts[0].percent'],
    [{ parts: [a({ percent: '1e2' })], rest: 'keep' }, 'MONEY_BAD_FRACTION', 'parts[0].percent'],
    [{ parts: [a({ percent: 12.5 as never })], rest: 'keep' }, 'MONEY_BAD_FRACTION', 'parts[0].percent'],
    [{ parts: [a({ fraction: [1, 0] })], rest: 'keep' }, 'MONEY_BAD_FRACTION', 'parts[0].fraction'],
    [{ parts: [a({ fraction: [0.5, 1] })], rest: 'keep' }, 'MONEY_BAD_FRACTION', 'parts[0].fraction'],
    [{ parts: [a({ fraction: [-1, 3] })], rest: 'keep' }, 'MONEY_BAD_FRACTION', 'parts[0].fraction'],
    [{ parts: [a({ percent: '100.0001' })], rest: 'keep' }, 'MONEY_FRACTIONS_ABOVE_ONE', 'parts[0]'],
    [
      { parts: [a({ percent: '60' }), b({ fraction: [2, 5] }), c({ percent: '0.1' })] },
      'MONEY_FRACTIONS_ABOVE_ONE',
      'parts[2]',
    ],
    [{ parts: [a({ upTo: -1 })], rest: 'keep' }, 'MONEY_BAD_CAP', 'parts[0].upTo'],
    [{ parts: [a({ upTo: 0.5 })], rest: 'keep' }, 'MONEY_BAD_CAP', 'parts[0].upTo'],
    [{ parts: [a({ percent: '1', upTo: -5 })], rest: 'keep' }, 'MONEY_BAD_CAP', 'parts[0].upTo'],
    [{ parts: [a({})], rest: 'keep' }, 'MONEY_BAD_CAP', 'parts[0].upTo'],
    [{ parts: [a({ percent: '99.9' })] }, 'MONEY_NO_REST', 'rest'],
    [{ parts: [a({ upTo: 100 })] }, 'MONEY_NO_REST', 'rest'],
    [{ parts: [a({ percent: '100', upTo: 100 })] }, 'MONEY_NO_REST', 'rest'],
  ])('refuses %j', (plan, code, place) => {
    const refused = (): unknown => allocateByPlan(fen(100), plan as never)
    expect(refused).toThrowError(MoneyError)
    expect(refused).toThrowError(expect.objectContaining({ code, place }))
  })
})

const share = fc.oneof(
  fc.nat(40).map((n) => ({ fraction: [n, 200] as const })),
  fc.nat(2000).map((n) => ({ percent: `${Math.floor(n / 100)}.${String(n % 100).padStart(2, '0')}` })),
  fc.constant({}),
)
const part = fc.record({ to: fc.constantFrom('a', 'b', 'c'), share, cap: fc.option(fc.nat(100_000)) })
const plans: fc.Arbitrary<AllocationPlan> = fc.record({
  parts: fc.array(part, { minLength: 1, maxLength: 5 }).map((list) =>
    list.map(({ to, share: one, cap }): AllocationPart => {
      const needsCap = !('percent' in one || 'fraction' in one)
      return { to, ...one, ...(cap !== null || needsCap ? { upTo: cap ?? 7 } : {}) } as AllocationPart
    }),
  ),
  rest: fc.constantFrom('keep' as const, { to: 'rest' }),
  remainder: fc.constantFrom('first' as const, 'last' as const, 'largest' as const, 'largestRemainder' as const),
})
const amounts = fc.oneof(fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.maxSafeInteger()).map(fen)

describe('whatever the plan', () => {
  it('loses nothing, makes nothing, and keeps every cap', () => {
    fc.assert(
      fc.property(amounts, plans, (total, plan) => {
        const { parts, kept } = allocateByPlan(total, plan)
        expect(sum([...parts.map((one) => one.amount), kept])).toBe(total)
        for (const one of [...parts.map((each) => each.amount), kept])
          expect(total < 0 ? -one : one).toBeGreaterThanOrEqual(0)
        plan.parts.forEach(({ upTo }, i) => {
          if (upTo !== undefined) expect(Math.abs(parts[i]!.amount)).toBeLessThanOrEqual(upTo)
        })
      }),
    )
  })

  it('mirrors: a refund falls apart as the charge did', () => {
    fc.assert(
      fc.property(amounts, plans, (total, plan) => {
        const there = allocateByPlan(total, plan)
        const back = allocateByPlan(negate(total), plan)
        expect(back.parts.map((one) => one.amount)).toEqual(there.parts.map((one) => negate(one.amount)))
      }),
    )
  })

  it('whole-number weights are one case of it', () => {
    const weights = fc.array(fc.nat(1000), { minLength: 1, maxLength: 8 }).filter((list) => list.some((one) => one > 0))
    fc.assert(
      fc.property(amounts, weights, (total, list) => {
        const whole = list.reduce((x, y) => x + y, 0)
        const plan = { parts: list.map((weight, i) => ({ to: `p${i}`, fraction: [weight, whole] as const })) }
        expect(allocateByPlan(total, plan).parts.map((one) => one.amount)).toEqual(allocate(total, list))
      }),
    )
  })

  it('in another order no part changes by more than a fen, and none when no two remainders are equal', () => {
    const sizes = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 6 })
    const shuffled = sizes.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    )
    fc.assert(
      fc.property(fc.nat(1_000_000).map(fen), shuffled, (total, [one, other]) => {
        const split = (list: readonly number[]): Map<number, number> => {
          const plan = { parts: list.map((n) => ({ to: 'x', fraction: [n, 60] as const })), rest: 'keep' as const }
          return new Map(allocateByPlan(total, plan).parts.map(({ amount }, i) => [list[i]!, amount]))
        }
        const [there, here] = [split(one), split(other)]
        const remainders = one.map((n) => (total * n) % 60)
        const most = new Set(remainders).size === one.length ? 0 : 1
        for (const n of one) expect(Math.abs(there.get(n)! - here.get(n)!)).toBeLessThanOrEqual(most)
      }),
    )
  })
})
