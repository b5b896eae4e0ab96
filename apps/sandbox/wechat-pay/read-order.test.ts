// Would catch: an amount that is not written in whole fen but is taken as if it were.
import { expect, test } from 'vitest'
import { readBody } from './read-order.ts'

test.each([
  '1.0',
  '1e2',
  '0.99999999999999999999',
  '100.00000000000000001',
  '"100"',
  'null',
  '0',
  '-1',
  '9007199254740993',
])('refused as fen: %s', (written) => {
  expect(() => readBody(`{"amount":{"total":${written}}}`).within('amount').fen('total')).toThrow('amount.total')
})

test('whole fen are read exactly', () => {
  expect(readBody('{"amount":{"total":9007199254740991}}').within('amount').fen('total')).toBe(9007199254740991)
})

test.each(['', '[]', 'null', '{"a":', '"text"'])('refused as a body: %s', (body) => {
  expect(() => readBody(body)).toThrow()
})
