// Would catch: a transaction listed twice, a path of mobile payment lost, an ordStas class moved.
import { expect, test } from 'vitest'
import { CODE_VALUES } from './code-values.ts'
import { orderState } from './order-state.ts'
import { TRANSACTIONS } from './transactions.ts'

test('every transaction number once; those we send are there', () => {
  const numbers = TRANSACTIONS.map(({ infno }) => infno)
  expect(new Set(numbers).size).toBe(numbers.length)
  for (const infno of [
    '2201',
    '2204',
    '2205',
    '2206',
    '2207',
    '2208',
    '2601',
    '3201',
    '3202',
    '5203',
    '9101',
    '9102',
    '4101A',
  ])
    expect(numbers).toContain(infno)
})

test('mobile payment has paths, nothing else has', () => {
  expect(TRANSACTIONS.filter(({ path }) => path !== undefined).map(({ infno }) => infno)).toEqual([
    '6201',
    '6202',
    '6203',
    '6301',
    '6401',
  ])
})

test('the fund types, never seen as a list, are not invented', () => {
  expect(CODE_VALUES.fund_pay_type).toBeUndefined()
  expect(CODE_VALUES.med_chrgitm_type).toHaveLength(14)
})

test.each([
  ['0', 'processing'],
  ['2', 'processing'],
  ['3', 'candidate'],
  ['6', 'candidate'],
  ['7', 'cancelled'],
  ['13', 'cancelled'],
  ['14', 'failed'],
  ['16', 'failed'],
  ['17', 'unlisted'],
  ['', 'unlisted'],
  ['-1', 'unlisted'],
  ['6.0', 'unlisted'],
])('ordStas %s is %s', (ordStas, state) => expect(orderState(ordStas)).toBe(state))
