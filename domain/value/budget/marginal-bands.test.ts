// Would catch: a jump at the edge of a band, a fen more earned that pays less, a band that decides about money outside it, and bands
// that overlap or leave a gap.
import { type Fen, formatYuan, parseYuan } from '@medsettle/money'
import { ratioOf } from '@medsettle/money/ratio'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyBands, checkBands } from './marginal-bands.ts'

fc.configureGlobal({ seed: 20261128 })

type Band = Parameters<typeof checkBands>[0][number]

/** `0 0.85 kept 0.5`; `-` is no end */
function bandsOf(...lines: readonly string[]): Band[] {
  return lines.map((line) => {
    const [from, upTo, what, share] = line.split(' ')
    const end = upTo === '-' ? {} : { upTo: ratioOf(upTo!) }
    return { from: ratioOf(from!), ...end, [what!]: ratioOf(share!) } as Band
  })
}

const BANDS = bandsOf('0 0.85 kept 0.5', '0.85 1 kept 1', '1 1.1 fundBears 0.7', '1.1 - fundBears 0')
const pay = (earnedYuan: string, caps = {}): string => {
  const [budget, earned] = [parseYuan('1000.00'), parseYuan(earnedYuan)]
  const { surplusKept, overspendShare } = applyBands({ bands: BANDS, caps }, budget, earned)
  return `${formatYuan(surplusKept)} ${formatYuan(overspendShare)}`
}

test.each([
  // earned, surplus kept, overspend borne by the fund, of a budget of 1,000.00
  ['0.00', '575.00 0.00'],
  ['800.00', '175.00 0.00'],
  ['850.00', '150.00 0.00'],
  ['850.01', '149.99 0.00'],
  ['1000.00', '0.00 0.00'],
  ['1000.01', '0.00 0.01'],
  // 15 fen × 0.7 is half a fen more than 10
  ['1000.15', '0.00 0.11'],
  ['1050.00', '0.00 35.00'],
  ['1100.00', '0.00 70.00'],
  ['2000.00', '0.00 70.00'],
])('earned %s: kept and borne %s', (earned, expected) => expect(pay(earned)).toBe(expected))

test('caps are parts of the budget', () => {
  expect(pay('0.00', { surplusKept: ratioOf('0.1') })).toBe('100.00 0.00')
  expect(pay('1100.00', { fundBears: ratioOf('0.05') })).toBe('0.00 50.00')
})

describe('the payment has no jump and never falls', () => {
  const share = fc.integer({ min: 0, max: 1000 }).map((n) => ({ n: BigInt(n), d: 1000n }))
  const bands = fc
    .tuple(
      fc.uniqueArray(fc.integer({ min: 1, max: 999 }), { maxLength: 4 }),
      fc.uniqueArray(fc.integer({ min: 1001, max: 1999 }), { maxLength: 4 }),
    )
    .chain(([below, above]) => {
      const edges = [0, ...below.sort((a, b) => a - b), 1000, ...above.sort((a, b) => a - b)]
      return fc.array(share, { minLength: edges.length, maxLength: edges.length }).map((shares) =>
        edges.map((from, index): Band => {
          const end = edges[index + 1] === undefined ? {} : { upTo: { n: BigInt(edges[index + 1]!), d: 1000n } }
          const says = from < 1000 ? { kept: shares[index]! } : { fundBears: shares[index]! }
          return { from: { n: BigInt(from), d: 1000n }, ...end, ...says } as Band
        }),
      )
    })
  const caps = fc.record({ surplusKept: share, fundBears: share }, { requiredKeys: [] })

  test('a fen more earned pays no fen less and at most one more', () => {
    fc.assert(
      fc.property(
        bands,
        caps,
        fc.integer({ min: 0, max: 100_000 }),
        fc.integer({ min: 0, max: 250_000 }),
        (some, limits, budget, earned) => {
          expect(checkBands(some)).toEqual([])
          const policy = { bands: some, caps: limits }
          const payment = (amount: number): number => {
            const { surplusKept, overspendShare } = applyBands(policy as never, budget as Fen, amount as Fen)
            return Math.min(amount, budget) + surplusKept + overspendShare
          }
          const step = payment(earned + 1) - payment(earned)
          expect(step === 0 || step === 1).toBe(true)
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('bands as data', () => {
  const rows: [what: string, bands: Band[], problems: string[]][] = [
    ['whole', BANDS, []],
    ['in another order', BANDS.toReversed(), []],
    ['overlap', bandsOf('0 0.9 kept 1', '0.85 1 kept 1', '1 - fundBears 0'), ['BUDGET_BANDS_OVERLAP bands[1]']],
    ['two without end', bandsOf('0 1 kept 1', '1 - fundBears 1', '2 - fundBears 0'), ['BUDGET_BANDS_OVERLAP bands[2]']],
    ['gap', bandsOf('0 0.8 kept 1', '0.85 1 kept 1', '1 - fundBears 0'), ['BUDGET_BAND_GAP bands[1]']],
    ['not from 0', bandsOf('0.85 1 kept 1', '1 - fundBears 0'), ['BUDGET_BAND_GAP bands[0]']],
    ['no last', bandsOf('0 1 kept 1', '1 1.1 fundBears 1'), ['BUDGET_BAND_GAP bands']],
    ['across 1', bandsOf('0 1.1 kept 1', '1.1 - fundBears 0'), ['BUDGET_BAND_INVALID bands[0]']],
    ['says the other thing', bandsOf('0 1 fundBears 1', '1 - fundBears 0'), ['BUDGET_BAND_INVALID bands[0]']],
    ['backwards', bandsOf('0.9 0.8 kept 1'), ['BUDGET_BAND_INVALID bands[0]']],
  ]
  test.each(rows)('%s', (_, bands, expected) => {
    expect(checkBands(bands).map(({ code, place }) => `${code} ${place}`)).toEqual(expected)
  })
})
