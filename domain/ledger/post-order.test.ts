// Would catch: a transfer with sides exchanged, a reservation answered with other money, ids that would post twice.
import { fen } from '@medsettle/money'
import { expect, test } from 'vitest'
import type { Tender } from '../tender/tender.ts'
import {
  answerReservation,
  completeOrder,
  giveBackHospitalPart,
  grantRefund,
  reserveCharge,
  reserveRefund,
} from './post-order.ts'
import { describeTransfer, type Transfer } from './transfer.ts'

const booking = { orderId: 'po_1', effectiveDate: '2026-03-02' }
const tenders: Tender[] = [
  { tenderNo: 1, payer: 'pooledFund', channel: 'nhsa', amount: fen(60_000) },
  { tenderNo: 2, payer: 'personalAccount', channel: 'nhsa', amount: fen(15_000) },
]
const cash: Tender[] = [{ tenderNo: 4, payer: 'selfPay', channel: 'alipay', amount: fen(24_000) }]
const told = (transfers: readonly Transfer[]): string[] =>
  transfers.map((one) => `${one.transferId}: ${describeTransfer(one)}`)

test('the account book of an order with a hospital part, paid and given back', () => {
  const taken = reserveCharge(booking, 'at_1', cash)
  expect(told([...taken, ...answerReservation(taken, 'post', '2026-03-02')])).toEqual([
    'at_1.4.pending: liability/patient-deposits -> asset/receivable/alipay 240.00 (pending)',
    'at_1.4.post: liability/patient-deposits -> asset/receivable/alipay 240.00 (post)',
  ])
  expect(told(reserveCharge(booking, 'at_2', tenders))).toEqual([
    'at_2.1.pending: liability/patient-deposits -> asset/receivable/nhsa/pooled-fund 600.00 (pending)',
    'at_2.2.pending: liability/patient-deposits -> asset/receivable/nhsa/personal-account 150.00 (pending)',
  ])
  expect(told(completeOrder(booking, fen(100_000), fen(1_000)))).toEqual([
    'po_1.hospital-part: liability/patient-deposits -> expense/hospital-part 10.00',
    'po_1.income: income/medical-service -> liability/patient-deposits 1000.00',
  ])
  expect(told(grantRefund({ ...booking, refundId: 'rf_1' }, fen(99_000)))).toEqual([
    'rf_1.granted: liability/patient-deposits -> income/medical-service 990.00',
  ])
  expect(told(reserveRefund(booking, 'at_3', cash))).toEqual([
    'at_3.4.pending: asset/receivable/alipay -> liability/patient-deposits 240.00 (pending)',
  ])
  expect(told(giveBackHospitalPart(booking, fen(1_000)))).toEqual([
    'po_1.hospital-part-back: expense/hospital-part -> income/medical-service 10.00',
  ])
})

test('an answer points at its reservation and moves exactly its money', () => {
  const reserved = reserveCharge(booking, 'at_2', tenders)
  for (const kind of ['post', 'void'] as const)
    answerReservation(reserved, kind, '2026-03-03').forEach((answer, index) => {
      expect(answer).toMatchObject({
        kind,
        pendingId: reserved[index]!.transferId,
        amount: reserved[index]!.amount,
        effectiveDate: '2026-03-03',
      })
      expect([answer.debit, answer.credit]).toEqual([reserved[index]!.debit, reserved[index]!.credit])
    })
})
