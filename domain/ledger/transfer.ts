import { type Fen, formatYuan } from '@medsettle/money'

/**
 * `posted` stands alone. `pending` reserves; `post` (in full or in part) or `void` answers it exactly once. `reversal` takes
 * back what a posted transfer moved, never more.
 */
export type TransferKind = 'posted' | 'pending' | 'post' | 'void' | 'reversal'

/**
 * One movement between two accounts of one institution. Ids follow from what is booked, so posting twice is posting once.
 * What may be left out: both accounts where another transfer is answered or reversed (they follow from it), the amount of a
 * `post` (all), a `void` and a `reversal` (the rest).
 */
export interface TransferRequest {
  /** ours, 1–100 characters of A–Z a–z 0–9 . _ : / - */
  readonly transferId: string
  readonly kind: TransferKind
  /** readable path: `asset/receivable/wechat-pay` */
  readonly debit?: string
  readonly credit?: string
  readonly amount?: Fen
  /** `amount` is the most; what the limits of both accounts allow is moved (kind `posted`) */
  readonly balancing?: true
  /** why, one of the codes in MONEY-FLOW.md */
  readonly code: string
  readonly pendingId?: string
  readonly reversesId?: string
  readonly orderId?: string
  readonly attemptId?: string
  readonly refundId?: string
  readonly billId?: string
  /** China date the movement belongs to, when not today; the booking time is the database's */
  readonly effectiveDate?: string
  /** a `pending` that is not answered within this time is void, ms */
  readonly timeoutMs?: number
  /** JSON text, at most 4,000 characters; never personal data */
  readonly metadata?: string
}

/** A transfer of the money's road: both accounts, amount and date are always said. */
export interface Transfer extends TransferRequest {
  readonly debit: string
  readonly credit: string
  readonly amount: Fen
  readonly effectiveDate: string
}

/** `asset/receivable/alipay -> liability/patient-deposits 12.34`, the way tests and the demo print it. */
export const describeTransfer = (t: Transfer): string =>
  `${t.credit} -> ${t.debit} ${formatYuan(t.amount)}${t.kind === 'posted' ? '' : ` (${t.kind})`}`
