// Would catch: a line priced with the wrong rounding, a split that loses a fen, a line sent twice, a header that does not
// add up to its lines.
import { formatYuan } from '@medsettle/money'
import { expect, test } from 'vitest'
import { checkChargeRows } from './check-charge-rows.ts'
import { readAmount } from './wire-amount.ts'
import { parseWire, rowsOf } from './wire-json.ts'

const rows = (text: string) => rowsOf(parseWire(text))
const total = (yuan: string) => readAmount({ medfee_sumamt: yuan }, 'medfee_sumamt')
const book = (findings: ReturnType<typeof checkChargeRows>) =>
  findings.map((f) => `${f.identity} ${f.holds === null ? '?' : f.holds ? 'holds' : formatYuan(f.offByFen)}`)

test.each([
  [
    'cnt and pric as numbers',
    '[{"feedetl_sn":"1","cnt":2,"pric":300.500000,"det_item_fee_sumamt":601.00}]',
    ['I7 holds'],
  ],
  ['half a fen goes up', '[{"feedetl_sn":"1","cnt":"0.5","pric":"0.01","det_item_fee_sumamt":"0.01"}]', ['I7 holds']],
  [
    'a negative half goes away from zero',
    '[{"feedetl_sn":"1","cnt":-0.5,"pric":0.01,"det_item_fee_sumamt":-0.01}]',
    ['I7 holds'],
  ],
  ['1 fen off', '[{"feedetl_sn":"1","cnt":3,"pric":0.333333,"det_item_fee_sumamt":0.99}]', ['I7 -0.01']],
  ['a price that is no number', '[{"feedetl_sn":"1","cnt":"3片","pric":1,"det_item_fee_sumamt":3}]', ['I7 0.00']],
  [
    'an answered split that loses 2 fen (trap 7 spelling)',
    '[{"feedetl_sn":"1","cnt":1,"pric":10,"det_item_fee_sumamt":10,"overlmt_amt":1,"preselfpay_amt":2,"inscp_scp_amt":6.98}]',
    ['I7.split 0.02'],
  ],
  [
    'one number twice',
    '[{"feedetl_sn":"7","cnt":1,"pric":1,"det_item_fee_sumamt":1},{"feedetl_sn":"7","cnt":1,"pric":1,"det_item_fee_sumamt":1}]',
    ['I7 holds', 'ROWS 0.00'],
  ],
  [
    'a single object instead of a list (trap 8)',
    '{"feedetl_sn":"1","cnt":1,"pric":1,"det_item_fee_sumamt":1}',
    ['I7 holds'],
  ],
])('%s', (_, text, expected) => expect(book(checkChargeRows(rows(text)))).toEqual(expected))

test('I8: Σ of the lines against the header', () => {
  const two = rows(
    '[{"feedetl_sn":"1","cnt":1,"pric":1,"det_item_fee_sumamt":1},{"feedetl_sn":"2","cnt":1,"pric":2,"det_item_fee_sumamt":2}]',
  )
  expect(book(checkChargeRows(two, total('3.00')))).toEqual(['I7 holds', 'I8 holds'])
  expect(book(checkChargeRows(two, total('3.50')))).toEqual(['I7 holds', 'I8 0.50'])
})
