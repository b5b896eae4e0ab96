/** What is settled at once: the opening of the books, a month, a quarter, the year. */
export type BudgetPeriod =
  | { readonly kind: 'opening'; readonly year: string }
  | { readonly kind: 'month'; readonly year: string; readonly month: number }
  | { readonly kind: 'quarter'; readonly year: string; readonly quarter: number }
  | { readonly kind: 'year'; readonly year: string }

const TEXT = /^(\d{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])|(open)))?$/

/** `2026`, `2026-Q1`, `2026-03`, `2026-open`; null: none of them. */
export function readPeriod(text: string): BudgetPeriod | null {
  const match = TEXT.exec(text)
  if (match === null) return null
  const [, year, month, quarter, open] = match
  if (month !== undefined) return { kind: 'month', year: year!, month: Number(month) }
  if (quarter !== undefined) return { kind: 'quarter', year: year!, quarter: Number(quarter) }
  return { kind: open === undefined ? 'year' : 'opening', year: year! }
}

export function periodName(period: BudgetPeriod): string {
  if (period.kind === 'month') return `${period.year}-${String(period.month).padStart(2, '0')}`
  if (period.kind === 'quarter') return `${period.year}-Q${period.quarter}`
  return period.kind === 'opening' ? `${period.year}-open` : period.year
}

/** The China date its transfers belong to: the first day of the year for the opening, else the last day of the period. */
export function effectiveDateOf(period: BudgetPeriod): string {
  if (period.kind === 'opening') return `${period.year}-01-01`
  const month = period.kind === 'month' ? period.month : period.kind === 'quarter' ? period.quarter * 3 : 12
  return `${period.year}-${String(month).padStart(2, '0')}-${lastDay(Number(period.year), month)}`
}

function lastDay(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

/** What must be in the books before a period is settled, in order, and the period itself last. */
export function periodsUpTo(period: BudgetPeriod, hasTrueUps: boolean): BudgetPeriod[] {
  const { year } = period
  const opening = { kind: 'opening', year } as const
  if (period.kind === 'opening') return [opening]
  if (period.kind === 'month') return [opening, period]
  if (period.kind === 'quarter') return [opening, ...monthsOf(year, period.quarter), period]
  const quarters = [1, 2, 3, 4].flatMap((quarter) => [
    ...monthsOf(year, quarter),
    ...(hasTrueUps ? [{ kind: 'quarter', year, quarter } as const] : []),
  ])
  return [opening, ...quarters, period]
}

const monthsOf = (year: string, quarter: number): BudgetPeriod[] =>
  [2, 1, 0].map((back) => ({ kind: 'month', year, month: quarter * 3 - back }))

/** Does the outer period count what the inner one paid? Then the inner one cannot change while the outer one stands. */
export function counts(outer: BudgetPeriod, inner: BudgetPeriod): boolean {
  if (outer.year !== inner.year || periodName(outer) === periodName(inner)) return false
  if (inner.kind === 'opening' || outer.kind === 'year') return true
  return outer.kind === 'quarter' && inner.kind === 'month' && Math.ceil(inner.month / 3) === outer.quarter
}
