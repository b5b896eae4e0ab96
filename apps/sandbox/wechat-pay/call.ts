import type { BillShelf } from '../core/bill-shelf.ts'
import type { CallMisdeeds } from '../core/faulted-call.ts'
import type { SandboxRequest } from '../core/http.ts'
import type { Notifier } from '../core/notifier.ts'
import type { RoomDeps } from '../core/room.ts'
import type { Merchant, Merchants } from './merchants.ts'
import type { OrderBook } from './order-book.ts'

/** What every operation of the room works with. */
export interface Shop extends RoomDeps {
  readonly merchants: Merchants
  readonly orders: OrderBook
  readonly notifier: Notifier
  readonly bills: BillShelf
  /** every new order is paid by itself after so many ms; null = never */
  autoPayMs: number | null
}

/** An authenticated call. */
export interface Call {
  readonly shop: Shop
  readonly merchant: Merchant
  readonly request: SandboxRequest
  readonly misdeeds: CallMisdeeds
  /** the parts of the path that the route captured, percent-decoded */
  readonly captured: readonly string[]
}

/** JSON to be signed and sent; `null` = 204 without a body. */
export interface Reply {
  readonly status: number
  readonly body: unknown
}
