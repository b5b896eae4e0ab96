import { type Fen, smaller, subtract } from '@medsettle/money'
import {
  compareRatios,
  dividedBy,
  minus,
  plus,
  type Ratio,
  ratioText,
  ratioToFen,
  times,
  ZERO_RATIO,
} from '@medsettle/money/ratio'
import { invariant } from '../../identity/refusal.ts'
import { type Found, lookUp } from '../tariff/lookup.ts'
import type { CapSpan, PerDiemRules, UnitPackage } from './per-diem-rules.ts'
import type { Stay } from './stay.ts'

/** What one row of units is worth, before caps. */
export interface UnitPrice {
  readonly quantity: Ratio
  /** units within the limits */
  readonly paid: Ratio
  readonly rate: Found
  /** fen: all units, at the rate or at cost where that is lower */
  readonly gross: Fen
  /** fen: of units beyond a limit */
  readonly overLimit: Fen
  readonly isAtCost: boolean
  /** `limit per month 13: 12 used, 1 of 3 counts` */
  readonly limited: readonly string[]
}

/** Units that earlier rows of the person and package have used, by limit and span. */
export type UsedUnits = Map<string, Ratio>

/** The span a row's day lies in: the row itself, its month, its year. */
export function spanKey(per: CapSpan, id: string, date: string): string {
  if (per === 'row') return id
  return per === 'month' ? date.slice(0, 7) : date.slice(0, 4)
}

/** @param used is added to @throws CaseRefused as `lookUp` */
export function priceUnits(rules: PerDiemRules, care: UnitPackage, stay: Stay, used: UsedUnits): UnitPrice {
  const quantity = stay.quantity!
  const rate = lookUp(stay.asking, care.rate)
  const limited: string[] = []
  let paid = quantity
  const limits = care.limits.map(({ per, most }, index) => ({
    key: `${index} ${spanKey(per, stay.id, stay.from)}`,
    name: most.name,
    most: lookUp(stay.asking, most).value,
  }))
  for (const { key, name, most } of limits) {
    const before = used.get(key) ?? ZERO_RATIO
    const left = compareRatios(before, most) >= 0 ? ZERO_RATIO : minus(most, before)
    if (compareRatios(left, paid) >= 0) continue
    paid = left
    limited.push(
      `${name} ${ratioText(most)}: ${ratioText(before)} used, ${ratioText(left)} of ${ratioText(quantity)} counts`,
    )
  }
  for (const { key } of limits) used.set(key, plus(used.get(key) ?? ZERO_RATIO, paid))
  const gross = worth(rules, stay, rate.value, quantity, quantity)
  const allowed = worth(rules, stay, rate.value, paid, quantity)
  invariant(allowed.amount <= gross.amount, 'units beyond a limit would be paid after all')
  return {
    quantity,
    paid,
    rate,
    gross: gross.amount,
    overLimit: subtract(gross.amount, allowed.amount),
    isAtCost: gross.isAtCost,
    limited,
  }
}

/** units × rate, or their part of the cost where that is lower; rounded once. */
function worth(
  { rounding }: PerDiemRules,
  { cost }: Stay,
  rate: Ratio,
  units: Ratio,
  all: Ratio,
): { readonly amount: Fen; readonly isAtCost: boolean } {
  const atRate = ratioToFen(times(rate, units), rounding)!
  if (cost === null) return { amount: atRate, isAtCost: false }
  const atCost = ratioToFen(times({ n: BigInt(cost), d: 100n }, dividedBy(units, all)), rounding)!
  return { amount: smaller(atRate, atCost), isAtCost: atCost < atRate }
}
