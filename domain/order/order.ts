import type { Fen } from '@medsettle/money'
import type { Adjudication } from '../adjudication/adjudication.ts'
import type { Difference } from '../adjudication/compare.ts'
import type { AttemptId, BillId, InstitutionId, OrderId, RefundId } from '../identity/ids.ts'
import type { Tender, TenderPlan } from '../tender/tender.ts'

/**
 * quoted → charging → paid → partlyRefunded → refunded
 *             ↘ reversing → reversed        (something was taken and is given back)
 * quoted | charging → closed                (nothing was taken)
 */
export type OrderStatus =
  | 'quoted'
  | 'charging'
  | 'paid'
  | 'reversing'
  | 'reversed'
  | 'closed'
  | 'partlyRefunded'
  | 'refunded'

/** A status as part of a Chinese sentence about the order. */
export const STATUS_WORDS: Readonly<Record<OrderStatus, string>> = {
  quoted: '待支付',
  charging: '正在支付',
  paid: '已支付',
  reversing: '正在退回',
  reversed: '已退回',
  closed: '已关闭',
  partlyRefunded: '已部分退费',
  refunded: '已全部退费',
}

/** The insurer's ids of one visit and settlement; what cancel and reversal need. */
export interface InsurerReferences {
  readonly insurerVisitId?: string
  readonly settlementId?: string
  readonly messageId?: string
  readonly payOrderId?: string
  readonly payToken?: string
}

/** A difference between the insurer's answer and our own engine's. Reported, never hidden. */
export type ShadowDifference = Difference

export interface ProgressStep {
  /** ISO instant */
  readonly at: string
  readonly step: string
  readonly state: 'done' | 'doing' | 'waiting' | 'failed'
}

/** Whose year, and what of it was used up when the order was quoted. `personKey` is a keyed hash, base64. */
export interface UsedOfYear {
  readonly personKey: string
  readonly insuranceType: string
  readonly year: number
  readonly deductible: Fen
  readonly pooled: Fen
}

export interface OrderState {
  /** what the person had used up of the year when this was quoted, fen; null when nobody insures */
  readonly usedOfYear: UsedOfYear | null
  readonly hisBillNo: string
  /** the authoritative split: the insurer's, or self-pay */
  readonly adjudication: Adjudication
  readonly plan: TenderPlan
  /** channel folder that settles the insured part */
  readonly insuranceChannel: string
  readonly references: InsurerReferences
  readonly shadow: readonly ShadowDifference[]
  readonly findings: readonly { readonly identity: string; readonly offBy: Fen; readonly message: string }[]
  readonly progress: readonly ProgressStep[]
  /** why the order is being reversed or was closed */
  readonly reason?: string
  readonly paidAt?: string
  readonly refundedFen: Fen
  readonly stepUpConfirmed?: boolean
}

export interface Order {
  readonly orderId: OrderId
  readonly billId: BillId
  readonly institutionId: InstitutionId
  readonly regionId: string
  readonly status: OrderStatus
  readonly version: number
  /** China date */
  readonly businessDate: string
  readonly total: Fen
  /** SHA-256 of the payment link's token, base64 */
  readonly payTokenHash: string
  readonly expiresAt: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly state: OrderState
}

/** `intent`: committed, perhaps not yet sent. The rest are the channel's words (channels/contract/outcome.ts). */
export type AttemptStatus = 'intent' | 'settled' | 'declined' | 'pending' | 'unknown'

export interface AttemptDetail {
  /** tenders this attempt carries */
  readonly tenderNos: readonly number[]
  readonly product?: string
  /** how the payer is reached: open id, client address, where to go back to */
  readonly payer?: { readonly payerId?: string; readonly clientIp?: string; readonly returnUrl?: string }
  /** persisted before sending: 2601 names it */
  readonly messageId?: string
  readonly presentation?: unknown
  readonly references?: InsurerReferences
  /** wallet: the patient gave this attempt up and it must be closed at the channel */
  readonly giveUp?: boolean
  /** wallet: the channel would not close it because it is paid */
  readonly closeRefused?: boolean
  /** how often in a row "not found" was said since the link has ended */
  readonly notFoundTimes?: number
  /** wallet: paid after it had been closed; always given back */
  readonly late?: boolean
  /** insurance: what the insurer really took, when it differs from the plan */
  readonly actualTenders?: readonly Tender[]
  readonly actual?: Adjudication
  /** sent again under the same id: a refund the channel never heard of, a charge whose first answer was lost or half done */
  readonly resend?: boolean
  /** insurance: 5203 did not know the settlement, 2601 is the next word */
  readonly undo?: boolean
  /** msgid of the 2601 that undid it: the insurer's file names the pair by both ids */
  readonly undoMessageId?: string
  /** refund: it was refused, and another attempt asks for its part again */
  readonly superseded?: boolean
  /** refund of a charge: the tenders and amounts given back */
  readonly refundTenders?: readonly Tender[]
}

/** One act at one channel under our own id, which is the idempotency key the channel sees. */
export interface Attempt {
  readonly attemptId: AttemptId
  readonly orderId: OrderId
  readonly refundId: RefundId | null
  readonly act: 'charge' | 'refund'
  readonly leg: 'wallet' | 'insurance'
  readonly channel: string
  readonly chargeAttemptId: AttemptId | null
  readonly amount: Fen
  readonly status: AttemptStatus
  readonly channelRef: string | null
  readonly channelCode: string
  readonly message: string
  readonly settledAt: string | null
  readonly createdAt: string
  /** when the janitor looks again; null when final */
  readonly nextCheckAt: string | null
  readonly checks: number
  readonly detail: AttemptDetail
}

/** `granted` is on its way, `refused` gave nothing back, `stuck` waits for a person. */
export type RefundStatus = 'granted' | 'done' | 'refused' | 'stuck'

/** What this refund takes back, decided when it was granted. */
export interface RefundPlan {
  readonly insurance: boolean
  readonly wallet: readonly { readonly tenderNo: number; readonly chargeAttemptId: AttemptId; readonly amount: Fen }[]
  /** stuck half way: what had gone back by then, and is in the order's `refundedFen` already */
  readonly countedFen?: Fen
}

export interface Refund {
  readonly refundId: RefundId
  readonly orderId: OrderId
  readonly amount: Fen
  readonly status: RefundStatus
  readonly reason: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly state: RefundPlan
}

export const isOpen = (attempt: Attempt): boolean =>
  attempt.status === 'intent' || attempt.status === 'pending' || attempt.status === 'unknown'
