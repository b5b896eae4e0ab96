// Would catch: money expected on a Sunday or a holiday, and a position that is not taken − refunded − fee.
import { fen } from '@medsettle/money'
import { expect, test } from 'vitest'
import { clearingPosition } from './clearing-position.ts'
import { valueDate } from './value-date.ts'

const calendar = { holidays: ['2026-10-01', '2026-10-02'], workingWeekends: ['2026-10-10'] }

test.each([
  // booked on, T+n, arrives
  ['2026-03-02', 0, '2026-03-02'],
  ['2026-03-02', 1, '2026-03-03'],
  ['2026-03-06', 1, '2026-03-09'],
  ['2026-03-06', 2, '2026-03-10'],
  ['2026-09-30', 1, '2026-10-05'],
  ['2026-10-09', 1, '2026-10-10'],
])('%s T+%i arrives on %s', (date, days, arrives) => {
  expect(valueDate(date, days, calendar)).toBe(arrives)
})

test('due = taken − refunded − fee', () => {
  const movement = {
    account: 'asset/receivable/wechat-pay',
    channel: 'wechat-pay',
    taken: fen(100_000),
    refunded: fen(20_000),
    fee: fen(480),
  }
  const position = clearingPosition(movement, { date: '2026-03-02', arrivalDays: 1, calendar, disputed: fen(74) })
  expect(position).toEqual({
    payer: 'wechat-pay',
    channel: 'wechat-pay',
    valueDate: '2026-03-03',
    taken: 100_000,
    refunded: 20_000,
    fee: 480,
    disputed: 74,
    due: 79_520,
  })
})
