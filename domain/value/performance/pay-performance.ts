import { add, type Fen, formatYuan, subtract, sum, ZERO } from '@medsettle/money'
import { ONE, type Ratio, ratioText, times } from '@medsettle/money/ratio'
import { invariant } from '../../identity/refusal.ts'
import { exactFen, roundFen } from '../rules/fen-ratio.ts'
import { splitExactly } from '../rules/split-exactly.ts'
import { exchangeFactor } from './exchange-factor.ts'
import type { BasePayment } from './hospital-case.ts'
import type { PerformanceRules } from './performance-rules.ts'
import type { InstitutionScore } from './score-domains.ts'

/** What performance does to one base payment. */
export interface PerformancePayment {
  readonly institution: string
  readonly score: Ratio | null
  /** 1 without a score */
  readonly factor: Ratio
  readonly base: Fen
  /** fen: kept back for the pool, and given back out of it; zero when the rules are not budget neutral */
  readonly withheld: Fen
  readonly returned: Fen
  /** fen */
  readonly payment: Fen
  readonly why: string
}

/** By institution id. An institution without a score is paid its base and is in no pool. */
export function payPerformance(
  rules: PerformanceRules,
  scores: readonly InstitutionScore[],
  bases: readonly BasePayment[],
): PerformancePayment[] {
  const totals = new Map(scores.map(({ institution, total }) => [institution, total]))
  const sorted = [...bases].sort((a, b) => (a.institution < b.institution ? -1 : 1))
  const payments = sorted.map(({ institution, amount }): PerformancePayment => {
    const score = totals.get(institution) ?? null
    const factor = score === null ? ONE : exchangeFactor(rules, score)
    return {
      institution,
      score,
      factor,
      base: amount,
      withheld: ZERO,
      returned: ZERO,
      payment: amount,
      why: 'no score',
    }
  })
  const paid = rules.neutral === undefined ? payments.map(byFactor) : byPool(rules.neutral.withhold, payments)
  invariant(
    paid.every(({ payment }) => payment >= 0),
    'a hospital would owe the fund money for care it gave',
  )
  return paid
}

/** base × factor, rounded half up */
function byFactor(one: PerformancePayment): PerformancePayment {
  if (one.score === null) return one
  const payment = roundFen(times(exactFen(one.base), one.factor), 'halfUp')
  return { ...one, payment, why: `${formatYuan(one.base)} × ${ratioText(one.factor)}, rounded half up` }
}

/** Everything withheld goes back in proportion to base × factor; when every factor is zero, as it was withheld. */
function byPool(withhold: Ratio, payments: readonly PerformancePayment[]): PerformancePayment[] {
  const inPool = payments.filter(({ score }) => score !== null)
  const withheld = inPool.map(({ base }) => roundFen(times(exactFen(base), withhold), 'halfUp'))
  const pool = sum(withheld)
  const byScore = inPool.map(({ base, factor }) => times(exactFen(base), factor))
  const weights = byScore.some(({ n }) => n > 0n) ? byScore : withheld.map(exactFen)
  const returned = splitExactly(pool, weights)
  const paid = new Map(
    inPool.map((one, index) => {
      const [kept, back] = [withheld[index]!, returned[index]!]
      const payment = add(subtract(one.base, kept), back)
      const why = `${formatYuan(one.base)} − ${formatYuan(kept)} + its part of ${formatYuan(pool)} by base × ${ratioText(one.factor)}`
      return [one.institution, { ...one, withheld: kept, returned: back, payment, why }]
    }),
  )
  const all = payments.map((one) => paid.get(one.institution) ?? one)
  invariant(
    sum(all.map(({ payment }) => payment)) === sum(payments.map(({ base }) => base)),
    'a pool that is not paid out to the fen would cost the fund or the hospitals money',
  )
  return all
}
