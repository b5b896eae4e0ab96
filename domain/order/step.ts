import type { Fen } from '@medsettle/money'
import type { InstitutionId } from '../identity/ids.ts'
import type { Transfer } from '../ledger/transfer.ts'
import type { Attempt, Order, OrderState, Refund } from './order.ts'

/** Said to the HIS, the cashier and the doctor's workstation; written in the same transaction as the state. */
export interface EventRecord {
  readonly eventId: string
  readonly topic: string
  readonly orderId: string | null
  readonly payload: unknown
  readonly happenedAt: string
}

/** Something a person must look at, with a deadline. `subjectKey` makes it unique: the same trouble opens one order. */
export interface WorkOrderRecord {
  readonly workOrderId: string
  readonly subjectKey: string
  readonly cause: string
  readonly title: string
  readonly amount: Fen | null
  readonly openedAt: string
  readonly dueAt: string
  readonly detail?: unknown
}

export interface BillRecord {
  readonly billId: string
  readonly hisBillNo: string
  readonly chargeBatchNo: string
  readonly businessDate: string
  readonly patientId: string
  readonly prescriptionNos: readonly string[]
  readonly total: Fen
  readonly visit: unknown
  readonly lines: unknown
  readonly findings: unknown
  /** patient and cover, encrypted, base64 */
  readonly sealedPerson: string
  /** base64 SHA-256 of the bill as received: same number, same content? */
  readonly contentHash: string
  readonly createdAt: string
}

export interface AccumulatorChange {
  /** keyed hash of the person, base64 */
  readonly personKey: string
  readonly insuranceType: string
  readonly year: number
  readonly deductible: Fen
  readonly pooledFund: Fen
}

/** One persisted step of the money's road: all of it is written, or nothing (store/migrations/0003). */
export interface Step {
  readonly region: string
  readonly institution: InstitutionId
  /** a new order whole; of a known one, the state holds only the parts that this step changes */
  readonly order?: Omit<Order, 'state'> & { readonly state: Partial<OrderState> }
  /** version the order had when this step was prepared; 0 creates it */
  readonly expectedVersion?: number
  readonly bill?: BillRecord
  readonly attempts?: readonly Attempt[]
  readonly refunds?: readonly Refund[]
  readonly transfers?: readonly Transfer[]
  readonly events?: readonly EventRecord[]
  readonly notification?: {
    readonly channel: string
    readonly notificationId: string
    readonly attemptId: string
    readonly receivedAt: string
  }
  readonly workOrders?: readonly WorkOrderRecord[]
  readonly accumulator?: AccumulatorChange
}
