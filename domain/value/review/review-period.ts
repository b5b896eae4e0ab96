import type { Period } from '../value-result.ts'
import type { PeriodLength } from './review-rules.ts'

/** A stretch of discharges over which a quota counts: `2026-03`, `2026-Q1`, `2026-H1`, `2026`. */
export interface ReviewPeriod extends Period {
  readonly name: string
}

const MONTHS: Record<PeriodLength, number> = { month: 1, quarter: 3, halfYear: 6, year: 12 }
const LAST_DAY = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** @param date a China date that exists */
export function periodOf(date: string, length: PeriodLength): ReviewPeriod {
  const [year, month] = [date.slice(0, 4), Number(date.slice(5, 7))]
  const months = MONTHS[length]
  const index = Math.floor((month - 1) / months)
  const [first, last] = [index * months + 1, (index + 1) * months]
  return {
    name: nameOf(length, year, index + 1),
    from: `${year}-${two(first)}-01`,
    to: `${year}-${two(last)}-${two(last === 2 && isLeap(Number(year)) ? 29 : LAST_DAY[last - 1]!)}`,
  }
}

function nameOf(length: PeriodLength, year: string, index: number): string {
  if (length === 'year') return year
  if (length === 'month') return `${year}-${two(index)}`
  return `${year}-${length === 'quarter' ? 'Q' : 'H'}${index}`
}

const two = (number: number): string => String(number).padStart(2, '0')
const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
