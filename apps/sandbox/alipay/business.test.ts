// Would catch: an amount that went through floating point, or yuan with parts of a fen taken as money.
import { expect, test } from 'vitest'
import { readBusiness } from './business.ts'

test.each([
  ['"12.34"', 1234],
  ['"0.01"', 1],
  ['"100"', 10000],
  ['12.30', 1230],
  ['1.10', 110],
  ['"100000000.00"', 10_000_000_000],
])('%s yuan are %i fen', (written, fen) => {
  expect(readBusiness(`{"total_amount":${written}}`).fen('total_amount')).toBe(fen)
})

test.each(['"0"', '"-1.00"', '"1.005"', '"1e2"', '1e2', '"1,000.00"', '" 1.00"', '"100000000.01"', 'null', '""'])(
  'refused: %s',
  (written) => {
    expect(() => readBusiness(`{"total_amount":${written}}`).fen('total_amount')).toThrow('total_amount')
  },
)

test.each(['', '[]', 'null', '{'])('refused as biz_content: %s', (text) => {
  expect(() => readBusiness(text)).toThrow('biz_content')
})
