// Would catch: an unreadable error told to the patient as "nothing was charged".
import { expect, test } from 'vitest'
import { readRefusal } from './read-refusal.ts'

test.each([
  // status, body → code, money, same key again?
  [
    409,
    { code: 'ORDER_EXPIRED', moneyMoved: 'none', retrySameKey: false, message: '已过期' },
    'ORDER_EXPIRED',
    'none',
    false,
  ],
  [409, { code: 'IN_FLIGHT', moneyMoved: 'unknown', retrySameKey: true, message: '' }, 'IN_FLIGHT', 'unknown', true],
  [500, { code: 'X', moneyMoved: 'perhaps', retrySameKey: false }, 'X', 'unknown', true],
  [418, { code: '<b>', moneyMoved: 'moved', retrySameKey: 'yes' }, 'HTTP_418', 'moved', false],
  [400, null, 'HTTP_400', 'unknown', true],
  [403, 'forbidden', 'HTTP_403', 'unknown', true],
])('%i %j', (status, body, code, moneyMoved, retrySameKey) => {
  expect(readRefusal(status, body)).toMatchObject({ code, moneyMoved, retrySameKey })
})
