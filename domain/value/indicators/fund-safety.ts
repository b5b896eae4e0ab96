import type { Fen } from '@medsettle/money'
import { compareRatios, minus, type Ratio, ZERO_RATIO } from '@medsettle/money/ratio'
import type { FundAccounts, IndicatorMethod } from './method.ts'

export interface FundYear {
  readonly fund: string
  readonly year: number
  /** reserves ÷ (spending ÷ 12) */
  readonly months: Ratio
  /** (income − spending) ÷ income */
  readonly balance: Ratio
  /** against the year before; null for the first */
  readonly incomeGrowth: Ratio | null
  readonly spendingGrowth: Ratio | null
  readonly growthGap: Ratio | null
  readonly warnings: readonly FundWarning[]
}

export type FundWarning = 'reservesLow' | 'reservesHigh' | 'spendingOutgrowsIncome' | 'deficit'

/** All exact; rounding is left to whoever shows them. */
export function fundSafety({ years }: FundAccounts, { fund }: IndicatorMethod): FundYear[] {
  const ordered = [...years].sort((a, b) => (a.fund === b.fund ? a.year - b.year : a.fund < b.fund ? -1 : 1))
  return ordered.map((one) => {
    const before = ordered.find((other) => other.fund === one.fund && other.year === one.year - 1)
    const months = { n: BigInt(one.reserves) * 12n, d: BigInt(one.spending) }
    const balance = { n: BigInt(one.income) - BigInt(one.spending), d: BigInt(one.income) }
    const incomeGrowth = before === undefined ? null : growth(one.income, before.income)
    const spendingGrowth = before === undefined ? null : growth(one.spending, before.spending)
    const growthGap = incomeGrowth === null || spendingGrowth === null ? null : minus(spendingGrowth, incomeGrowth)
    const isAbove = (value: Ratio, limit: Ratio): boolean => compareRatios(value, limit) > 0
    const warnings: FundWarning[] = [
      ...(isAbove(fund.monthsAtLeast, months) ? (['reservesLow'] as const) : []),
      ...(isAbove(months, fund.monthsAtMost) ? (['reservesHigh'] as const) : []),
      ...(growthGap !== null && isAbove(growthGap, fund.growthGapAtMost) ? (['spendingOutgrowsIncome'] as const) : []),
      ...(isAbove(ZERO_RATIO, balance) ? (['deficit'] as const) : []),
    ]
    return { fund: one.fund, year: one.year, months, balance, incomeGrowth, spendingGrowth, growthGap, warnings }
  })
}

const growth = (now: Fen, before: Fen): Ratio => ({ n: BigInt(now) - BigInt(before), d: BigInt(before) })

/** How much of the fund goes to how few: share of the largest receivers, and Σ share² (Herfindahl and Hirschman). */
export interface Concentration {
  readonly topShare: Ratio
  readonly herfindahl: Ratio
}

/** null when no case says what the fund paid. */
export function concentration(byHospital: readonly number[], top: number): Concentration | null {
  const amounts = byHospital.map(BigInt).sort((a, b) => (a > b ? -1 : a < b ? 1 : 0))
  const total = amounts.reduce((sum, one) => sum + one, 0n)
  if (total === 0n) return null
  return {
    topShare: { n: amounts.slice(0, top).reduce((sum, one) => sum + one, 0n), d: total },
    herfindahl: { n: amounts.reduce((sum, one) => sum + one * one, 0n), d: total * total },
  }
}
