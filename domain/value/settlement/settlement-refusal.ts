import { RefusalError } from '../../identity/refusal.ts'

/** Why a period is not settled or not taken back. */
export const SETTLEMENT_REFUSALS = {
  VALUE_PERIOD_INVALID: 'a period is a year of the rules like 2026, a quarter like 2026-Q1 or a month like 2026-03',
  VALUE_PERIOD_SETTLED: 'the period was settled with other content; take that back first',
  VALUE_PERIOD_COUNTED: 'a later period that stands has counted this one; take that back first',
  VALUE_PERIOD_REVERSING: 'taking this period back was interrupted; take it back again to finish',
  VALUE_PERIOD_NOT_SETTLED: 'the period is not settled, so that nothing can be taken back',
  VALUE_BOOKS_MISSING: 'there is no institution of this id in the region, so that it has no books',
} as const

export const settlementRefused = (code: keyof typeof SETTLEMENT_REFUSALS, place: string, what = ''): RefusalError =>
  new RefusalError({
    code,
    stage: 'value',
    moneyMoved: 'none',
    retrySameKey: true,
    message: what === '' ? SETTLEMENT_REFUSALS[code] : `${SETTLEMENT_REFUSALS[code]}: ${what}`,
    place,
  })
