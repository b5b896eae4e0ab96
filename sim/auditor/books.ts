/**
 * What the platform's own tables say, as the auditor reads them: plain records of its own, no type of the platform.
 * Amounts are fen as bigint, instants ISO text, dates China dates.
 */
export interface BookedOrder {
  readonly institutionId: string
  readonly orderId: string
  readonly hisBillNo: string
  readonly status: string
  readonly version: number
  readonly total: bigint
  readonly hospitalPart: bigint
  readonly tenders: readonly {
    readonly tenderNo: number
    readonly payer: string
    readonly channel: string
    readonly amount: bigint
  }[]
}

export interface BookedAttempt {
  readonly institutionId: string
  readonly attemptId: string
  readonly orderId: string
  readonly refundId: string | null
  readonly act: 'charge' | 'refund'
  readonly leg: 'wallet' | 'insurance'
  readonly channel: string
  readonly chargeAttemptId: string | null
  readonly amount: bigint
  readonly status: string
  /** the name under which the insurer knows the act: our msgid, or the attempt itself by mobile payment; null for wallets */
  readonly messageId: string | null
  readonly channelRef: string | null
  /** China date on which the platform says it was settled */
  readonly settledOn: string | null
}

export interface BookedRefund {
  readonly institutionId: string
  readonly refundId: string
  readonly orderId: string
  readonly amount: bigint
  readonly status: string
  /** takes the insurance settlement back as well */
  readonly insurance: boolean
}

export interface BookedTransfer {
  readonly institutionId: string
  readonly transferId: string
  readonly kind: string
  /** path; null when no account of the institution stands behind it */
  readonly debit: string | null
  readonly credit: string | null
  readonly amount: bigint
  readonly code: string
  readonly pendingId: string | null
  readonly orderId: string | null
  readonly attemptId: string | null
}

export interface BookedEvent {
  readonly institutionId: string
  readonly eventId: string
  readonly topic: string
  readonly orderId: string | null
  readonly status: string | null
  readonly refundId: string | null
  /** deliveries prepared for it */
  readonly deliveries: number
}

export interface BookedWorkOrder {
  readonly institutionId: string
  readonly subjectKey: string
  readonly cause: string
  readonly amount: bigint | null
}

export interface BookedDifference {
  readonly institutionId: string
  readonly date: string
  readonly key: string
  readonly channel: string
  readonly cause: string
  readonly ourOrderId: string | null
  readonly channelOrderId: string | null
  readonly ours: bigint | null
  readonly theirs: bigint | null
}

export interface BookedRun {
  readonly institutionId: string
  readonly date: string
  readonly status: string
  /** channels without a statement when the day was closed last */
  readonly missing: readonly string[]
}

/** Everything the auditor reads of the institutions it judges. */
export interface Books {
  readonly orders: readonly BookedOrder[]
  readonly attempts: readonly BookedAttempt[]
  readonly refunds: readonly BookedRefund[]
  readonly transfers: readonly BookedTransfer[]
  readonly events: readonly BookedEvent[]
  readonly workOrders: readonly BookedWorkOrder[]
  readonly differences: readonly BookedDifference[]
  readonly runs: readonly BookedRun[]
  /** institution → endpoints that want every event */
  readonly listeners: ReadonlyMap<string, number>
}
