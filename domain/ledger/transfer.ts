import { type Fen, formatYuan } from '@medsettle/money'

export type TransferKind = 'posted' | 'pending' | 'post' | 'void'

/**
 * One movement between two accounts of one institution. `pending` reserves, `post` or `void` answers it exactly once,
 * `posted` stands alone. Ids follow from the attempt, so posting twice is posting once.
 */
export interface Transfer {
  readonly transferId: string
  readonly kind: TransferKind
  /** readable path: `asset/receivable/wechat-pay` */
  readonly debit: string
  readonly credit: string
  readonly amount: Fen
  /** why, one of the codes in MONEY-FLOW.md */
  readonly code: string
  readonly pendingId?: string
  readonly reversesId?: string
  readonly orderId?: string
  readonly attemptId?: string
  readonly refundId?: string
  /** China date the movement belongs to; the booking time is the database's */
  readonly effectiveDate: string
}

/** `asset/receivable/alipay -> liability/patient-deposits 12.34`, the way tests and the demo print it. */
export const describeTransfer = (t: Transfer): string =>
  `${t.credit} -> ${t.debit} ${formatYuan(t.amount)}${t.kind === 'posted' ? '' : ` (${t.kind})`}`
