// Would catch: a fee that is off by a fen, or fees given back that do not add up to the fee taken.
import { parseYuan } from '@medsettle/money'
import { expect, test } from 'vitest'
import { chargeFee, returnedFee } from './fee.ts'

test.each([
  ['12.34', '0.006', '0.07'],
  ['12.50', '0.006', '0.08'],
  ['0.01', '0.006', '0.00'],
  ['100000.00', '0.0038', '380.00'],
])('the fee of %s at %s is %s', (total, rate, fee) => {
  expect(chargeFee(parseYuan(total), rate)).toBe(parseYuan(fee))
})

test('a charge of 10.00 refunded in 7 parts gives back exactly its fee of 0.06', () => {
  const parts = [143, 143, 143, 143, 143, 143, 142]
  let before = 0
  const fees = parts.map((part) => {
    const fee = returnedFee(before, part, '0.006')
    before += part
    return fee
  })
  expect(fees).toEqual([1, 1, 1, 0, 1, 1, 1])
  expect(fees.reduce((a, b) => a + b, 0)).toBe(chargeFee(parseYuan('10.00'), '0.006'))
})
