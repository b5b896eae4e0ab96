import type { Fen } from '@medsettle/money'

/** One movement as we know it: an attempt that settled, and what the ledger booked for it. */
export interface Leg {
  readonly attemptId: string
  readonly orderId: string
  readonly hisBillNo: string
  readonly channel: string
  readonly kind: 'payment' | 'refund'
  /** the id the channel's statement carries for us: the attempt, the insurer's msgid, or the number of its mobile order */
  readonly statementId: string
  readonly channelRef: string | null
  /** an insurance refund: the insurer's number of the settlement it takes back */
  readonly takesBack?: string | null
  /** msgid of the 2601 (or number of the mobile order) that undid this settlement: the file shows both, and together they are nothing */
  readonly undoId: string | null
  readonly amount: Fen
  /** the part of an insurance leg that personal accounts bear; absent for wallets */
  readonly personalAccount?: Fen | null
  readonly status: 'intent' | 'settled' | 'declined' | 'pending' | 'unknown'
  /** China date on which it settled; null when it has not */
  readonly settledOn: string | null
  /** its line stood in the statement of another day already: the two sides only disagree on the day */
  readonly metBefore?: boolean
  /** Σ posted transfers of this attempt */
  readonly booked: Fen
}
