// Would catch: a settlement list (4101) that tells the patient's share differently from the settlement.
import { formatYuan } from '@medsettle/money'
import { expect, test } from 'vitest'
import { checkSettlementList } from './check-settlement-list.ts'

const LIST = {
  medfee_sumamt: '1000.00',
  psn_part_amt: '400.00',
  psn_selfpay: '250.00',
  psn_ownpay: '150.00',
  fulamt_ownpay_amt: '100.00',
  overlmt_selfpay: '50.00',
  acct_pay: '300.00',
  psn_cashpay: '100.00',
}
const ITEMS = [
  { amt: '700.00', claa_sumfee: '600.00', clab_amt: '0', fulamt_ownpay_amt: '100.00', oth_amt: '' },
  { amt: '300.00', claa_sumfee: '0', clab_amt: '300.00', fulamt_ownpay_amt: '0', oth_amt: '0' },
]
const broken = (changes: object, items = ITEMS) =>
  checkSettlementList({ ...LIST, ...changes }, items)
    .filter((finding) => finding.holds === false)
    .map((finding) => `${finding.identity} ${formatYuan(finding.offByFen)}`)

test.each<[string, object, string[]]>([
  ['sound', {}, []],
  ['self-pay 10.00 too low', { psn_selfpay: '240.00' }, ['I6.selfPay 10.00', 'I6.paid -10.00']],
  ['own expense not the sum of its parts', { overlmt_selfpay: '40.00' }, ['I6.ownPay 10.00']],
  ['cash 1.00 too high', { psn_cashpay: '101.00' }, ['I6.paid -1.00']],
  ['items do not reach the total', { medfee_sumamt: '1000.01' }, ['I6.items 0.01']],
])('%s', (_, changes, expected) => expect(broken(changes)).toEqual(expected))

test('an item that is not the sum of its classes', () => {
  expect(broken({}, [{ ...ITEMS[0]!, clab_amt: '5.00' }, ITEMS[1]!])).toEqual(['I6.item -5.00'])
})

test('other transactions carry no list', () => {
  expect(checkSettlementList({ medfee_sumamt: '1.00' })).toEqual([])
})
