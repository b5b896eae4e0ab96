import type { Fen } from '@medsettle/money'
import type { Adjudication } from '../adjudication/adjudication.ts'
import type { Attempt, InsurerReferences } from './order.ts'

/** What has to be said to a channel next. The attempt it speaks of is already committed. */
export interface Call {
  readonly kind:
    | 'sendCharge'
    | 'queryCharge'
    | 'closeCharge'
    | 'settleInsurance'
    | 'queryInsurance'
    | 'undoInsurance'
    | 'sendRefund'
    | 'queryRefund'
    | 'cancelInsurance'
  readonly attempt: Attempt
}

/** What was heard: an answer to a call, or a notification (`kind` queryCharge or queryRefund then). */
export interface Heard {
  readonly kind: Call['kind']
  readonly attemptId: string
  readonly status: 'settled' | 'declined' | 'pending' | 'unknown'
  readonly channelRef: string | null
  /** what the channel says it moved, fen */
  readonly amount: Fen | null
  readonly channelCode: string
  readonly message: string
  /** when the channel says it happened, ISO */
  readonly at: string | null
  /** the channel does not know this attempt */
  readonly notFound: boolean
  /** milliseconds during which "not found" still means nothing */
  readonly graceMs: number
  readonly presentation?: unknown
  readonly adjudication?: Adjudication
  readonly findings?: readonly { readonly identity: string; readonly offBy: Fen; readonly message: string }[]
  readonly references?: InsurerReferences
  /** insurance: the first of two acts is done, the second is to be called for once this is written down */
  readonly again?: boolean
  /** insurance: keyed hash of the person, so that accumulators can follow */
  readonly person?: { readonly personKey: string; readonly insuranceType: string }
}
