import type { Fen } from '@medsettle/money'

/**
 * What is known of one act at a channel. `settled` and `declined` are the channel's explicit last word; everything the
 * channel said that we do not map is `pending`; no answer, or one that cannot be trusted, is `unknown`.
 */
export type OutcomeStatus = 'settled' | 'declined' | 'pending' | 'unknown'

export interface Outcome {
  readonly status: OutcomeStatus
  /** the channel's own id: transaction_id, trade_no, setl_id, payOrdId */
  readonly channelRef: string | null
  /** what the channel says it moved; null when it did not say */
  readonly amount: Fen | null
  /** the channel's own status or error code, verbatim: `SUCCESS`, `ACQ.TRADE_NOT_EXIST`, `TIMEOUT`, `HTTP_500` */
  readonly channelCode: string
  /** one sentence for staff; never holds personal data */
  readonly message: string
  /** when the channel says it happened, ISO instant */
  readonly at: string | null
}

export const unknownOutcome = (channelCode: string, message: string): Outcome => ({
  status: 'unknown',
  channelRef: null,
  amount: null,
  channelCode,
  message,
  at: null,
})
