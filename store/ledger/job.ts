import type { Refusal } from '../../domain/identity/refusal.ts'
import type { TransferRequest } from '../../domain/ledger/transfer.ts'
import type { Step } from '../../domain/order/step.ts'

/** What a caller is told of one transfer. */
export type TransferAnswer =
  | {
      readonly posted: true
      readonly transferId: string
      readonly bookingNo: number
      /** fen moved or reserved; of a balancing transfer what the limits allowed */
      readonly amount: number
      readonly replayed: boolean
    }
  | { readonly posted: false; readonly transferId: string; readonly refusal: Refusal; readonly replayed: boolean }

export interface Written {
  readonly answers: TransferAnswer[]
  /** of the step's order; 0 without a step */
  readonly version: number
}

/** What one caller wants written. */
export interface Job {
  /** each posts or fails by itself; a step has one */
  readonly groups: readonly (readonly TransferRequest[])[]
  /** transfers in all groups */
  readonly length: number
  /** its transfers are the one group */
  readonly step: Step | null
  resolve(done: Written): void
  reject(error: unknown): void
}
