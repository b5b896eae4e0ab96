import type { Fen } from '@medsettle/money'

/** One normalised line. Amounts are positive; `kind` says the direction. */
export interface StatementLine {
  readonly lineNo: number
  readonly channelOrderId: string
  readonly ourOrderId: string
  /** a refund line: the ids of the order it gives back, where the statement repeats them; matching does not use them */
  readonly originalOrder?: { readonly channelOrderId: string; readonly ourOrderId: string }
  readonly kind: 'payment' | 'refund'
  readonly amountFen: Fen
  /** rounded half up to fen; negative when the channel returns a fee */
  readonly feeFen: Fen
  /** exactly as printed, e.g. `0.07000` */
  readonly feeText: string
  /** `yyyy-MM-dd HH:mm:ss`, China */
  readonly time: string
  /** our vocabulary through the manifest's status map */
  readonly status: 'settled' | 'declined' | 'pending'
  /** the channel's own word */
  readonly channelStatus: string
  /** insurance lines carry the split */
  readonly insurance?: {
    readonly fundTotal: Fen
    readonly personalAccount: Fen
    readonly personNo: string
    readonly messageId: string
    readonly result: string
  }
}
