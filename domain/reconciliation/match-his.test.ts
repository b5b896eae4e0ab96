// Would catch: a bill the HIS believes paid that is not, one it forgot, and an amount that differs by a fen.
import { fen } from '@medsettle/money'
import { expect, test } from 'vitest'
import { matchHis } from './match-his.ts'

test('our orders beside the HIS, bill by bill', () => {
  const ours = [
    { hisBillNo: 'B1', orderId: 'po_1', kind: 'payment' as const, amount: fen(100) },
    { hisBillNo: 'B1', orderId: 'po_1', kind: 'refund' as const, amount: fen(40) },
    { hisBillNo: 'B2', orderId: 'po_2', kind: 'payment' as const, amount: fen(200) },
    { hisBillNo: 'B3', orderId: 'po_3', kind: 'payment' as const, amount: fen(300) },
  ]
  const his = [
    { hisBillNo: 'B1', kind: 'payment' as const, amount: fen(100) },
    { hisBillNo: 'B1', kind: 'refund' as const, amount: fen(40) },
    { hisBillNo: 'B2', kind: 'payment' as const, amount: fen(201) },
    { hisBillNo: 'B4', kind: 'payment' as const, amount: fen(400) },
  ]
  const { matched, differences } = matchHis(ours, his)
  expect(matched).toBe(2)
  expect(differences.map((one) => [one.cause, one.channelOrderId, one.ours, one.theirs])).toEqual([
    ['HIS_AMOUNT_DIFFERS', 'B2', 200, 201],
    ['MISSING_AT_US_FOR_HIS', 'B4', null, 400],
    ['MISSING_AT_HIS', 'B3', 300, null],
  ])
})
