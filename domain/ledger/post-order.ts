import type { Fen } from '@medsettle/money'
import type { Tender } from '../tender/tender.ts'
import { ACCOUNT, receivableOf } from './accounts.ts'
import type { Transfer } from './transfer.ts'

export interface Booking {
  readonly orderId: string
  readonly effectiveDate: string
  readonly refundId?: string
}

/** A charge is about to be asked for: reserve what each tender would bring in. */
export function reserveCharge(booking: Booking, attemptId: string, tenders: readonly Tender[]): Transfer[] {
  return tenders.map((tender) => ({
    ...linkOf(booking, attemptId),
    transferId: `${attemptId}.${tender.tenderNo}.pending`,
    kind: 'pending',
    debit: receivableOf(tender.payer, tender.channel),
    credit: ACCOUNT.patientDeposits,
    amount: tender.amount,
    code: 'charge',
  }))
}

/** A refund is about to be asked for: reserve what each tender gives back. */
export function reserveRefund(booking: Booking, attemptId: string, tenders: readonly Tender[]): Transfer[] {
  return tenders.map((tender) => ({
    ...linkOf(booking, attemptId),
    transferId: `${attemptId}.${tender.tenderNo}.pending`,
    kind: 'pending',
    debit: ACCOUNT.patientDeposits,
    credit: receivableOf(tender.payer, tender.channel),
    amount: tender.amount,
    code: 'refund',
  }))
}

/** The channel's last word answers the reservation. */
export function answerReservation(
  reserved: readonly Transfer[],
  kind: 'post' | 'void',
  effectiveDate: string,
): Transfer[] {
  return reserved.map((pending) => ({
    ...pending,
    transferId: pending.transferId.replace(/pending$/, kind),
    kind,
    pendingId: pending.transferId,
    effectiveDate,
  }))
}

/** Every tender is in: the deposit becomes income; what the hospital bears itself is its expense. */
export function completeOrder(booking: Booking, total: Fen, hospitalPart: Fen): Transfer[] {
  const link = linkOf(booking)
  const income: Transfer = {
    ...link,
    transferId: `${booking.orderId}.income`,
    kind: 'posted',
    debit: ACCOUNT.patientDeposits,
    credit: ACCOUNT.medicalIncome,
    amount: total,
    code: 'income',
  }
  if (hospitalPart === 0) return [income]
  const borne: Transfer = {
    ...link,
    transferId: `${booking.orderId}.hospital-part`,
    kind: 'posted',
    debit: ACCOUNT.hospitalPart,
    credit: ACCOUNT.patientDeposits,
    amount: hospitalPart,
    code: 'hospital-part',
  }
  return [borne, income]
}

/** A refund is granted: income goes back to the patient's deposit before any channel is asked. */
export function grantRefund(booking: Booking & { refundId: string }, amount: Fen): Transfer[] {
  return [
    {
      ...linkOf(booking),
      transferId: `${booking.refundId}.granted`,
      kind: 'posted',
      debit: ACCOUNT.medicalIncome,
      credit: ACCOUNT.patientDeposits,
      amount,
      code: 'refund-granted',
    },
  ]
}

/** The whole order is given back: what the hospital bore itself is neither its expense nor its income any more. */
export function giveBackHospitalPart(booking: Booking, hospitalPart: Fen): Transfer[] {
  if (hospitalPart === 0) return []
  return [
    {
      ...linkOf(booking),
      transferId: `${booking.orderId}.hospital-part-back`,
      kind: 'posted',
      debit: ACCOUNT.medicalIncome,
      credit: ACCOUNT.hospitalPart,
      amount: hospitalPart,
      code: 'hospital-part-back',
      reversesId: `${booking.orderId}.hospital-part`,
    },
  ]
}

function linkOf(
  booking: Booking,
  attemptId?: string,
): Pick<Transfer, 'orderId' | 'attemptId' | 'refundId' | 'effectiveDate'> {
  return {
    orderId: booking.orderId,
    effectiveDate: booking.effectiveDate,
    ...(attemptId ? { attemptId } : {}),
    ...(booking.refundId ? { refundId: booking.refundId } : {}),
  }
}
