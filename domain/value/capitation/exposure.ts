import type { Ratio } from '@medsettle/money/ratio'
import type { Period } from '../value-result.ts'
import type { MembershipRule } from './capitation-rules.ts'

const DAY_MS = 86_400_000
/** The least number that 28, 29, 30 and 31 divide, so that days of every month are whole parts of it. */
const PARTS_OF_MONTH = 377_580n

/** Counts membership in whole parts, so that it adds up exactly whatever it is cut into. */
export interface ExposureCount {
  /** parts of a person who is a member throughout */
  readonly whole: bigint
  /** months of the period */
  readonly months: number
  partsOf(from: string, to: string): bigint
  /** person-months, exact */
  monthsOf(parts: bigint): Ratio
}

interface Month {
  /** days since 1970 of its first and last day */
  readonly first: number
  readonly last: number
}

/** @param period whole months @param rule how days become parts; adjacent stretches count what they count together */
export function exposureCount(period: Period, rule: MembershipRule): ExposureCount {
  const months = monthsOf(period)
  const days = months.at(-1)!.last - months[0]!.first + 1
  const whole = rule.by === 'days' ? BigInt(days) : BigInt(months.length) * PARTS_OF_MONTH
  const partsOf = (from: string, to: string): bigint => {
    const [first, last] = [dayOf(from), dayOf(to)]
    if (rule.by === 'days') return BigInt(Math.max(0, last - first + 1))
    return months.reduce((sum, month) => sum + partsOfMonth(month, first, last, rule), 0n)
  }
  return {
    whole,
    months: months.length,
    partsOf,
    monthsOf: (parts) => ({ n: parts * BigInt(months.length), d: whole }),
  }
}

function partsOfMonth(month: Month, first: number, last: number, rule: MembershipRule): bigint {
  if (rule.by === 'snapshot') {
    const day = Math.min(month.first + rule.day - 1, month.last)
    return first <= day && day <= last ? PARTS_OF_MONTH : 0n
  }
  const inside = Math.min(month.last, last) - Math.max(month.first, first) + 1
  if (inside <= 0) return 0n
  return (PARTS_OF_MONTH / BigInt(month.last - month.first + 1)) * BigInt(inside)
}

const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY_MS

function monthsOf({ from, to }: Period): Month[] {
  const months: Month[] = []
  let [year, month] = [Number(from.slice(0, 4)), Number(from.slice(5, 7))]
  const end = dayOf(to)
  for (let first = dayOf(from); first <= end; ) {
    month = month === 12 ? 1 : month + 1
    if (month === 1) year++
    const next = dayOf(`${year}-${String(month).padStart(2, '0')}-01`)
    months.push({ first, last: next - 1 })
    first = next
  }
  return months
}
