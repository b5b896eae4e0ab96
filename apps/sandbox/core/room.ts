import type { FaultBook, FaultChannel } from './faults.ts'
import type { Handled, SandboxAnswer, SandboxRequest } from './http.ts'
import type { Journal } from './journal.ts'
import type { Settings } from './settings.ts'
import type { World } from './world.ts'

/** What main gives to every room when it builds it: `createNhsaRoom(deps)`, `createWechatPayRoom(deps)` … */
export interface RoomDeps {
  readonly world: World
  readonly faults: FaultBook
  /** this room's own journal: replay `journal.past` first, then append */
  readonly journal: Journal
  readonly settings: Settings
  /** `http://127.0.0.1:PORT`, known once the sandbox listens: call it when needed, not when the room is built */
  origin(): string
}

/**
 * One party of the outside world: a wallet or the insurance platform. Main mounts it by path, serialises nothing for it
 * (requests arrive concurrently) and turns a thrown error into a plain HTTP 500 that is printed to stderr.
 */
export interface Room {
  readonly name: FaultChannel
  /**
   * The merchant account of an institution: the channel configuration of that institution, made on the first call and
   * the same on every later one, also after a restart. `query` holds the other parameters of /admin/credentials.
   */
  credentials(institution: string, query: URLSearchParams): Promise<unknown>
  /** A protocol request. The insurance platform gets paths with their `/nhsa` prefix. */
  handle(request: SandboxRequest): Promise<Handled>
  /** Everything the room knows, for auditors: GET /admin/orders. */
  orders(): readonly AuditedOrder[]
  /** An /admin/* request that main does not know itself, e.g. POST /admin/persons; null when it is not this room's. */
  admin?(request: SandboxRequest): Promise<SandboxAnswer | null>
  /** the payer's hand, for rooms that have one: /wallet/* and /admin/wallet/* */
  readonly wallet?: Wallet
  /** Nothing may be running or waiting afterwards. Main closes the journal. */
  close(): Promise<void>
}

/** Wallet orders have the named fields; insurance settlements carry their own amounts, msgid and refunded flag. */
export interface AuditedOrder {
  readonly channel: FaultChannel
  readonly institution: string
  readonly ourOrderId: string
  readonly channelOrderId: string
  readonly amountFen: number
  readonly status: string
  /** ISO instant */
  readonly paidAt: string | null
  readonly refunds: readonly { readonly ourRefundId: string; readonly amountFen: number; readonly status: string }[]
  readonly [further: string]: unknown
}

/** What the payer sees on the telephone. */
export interface PayableOrder {
  /** the channel's own number of the open order; names the page */
  readonly walletId: string
  readonly merchantName: string
  readonly description: string
  readonly amountFen: number
  readonly status: 'open' | 'paid' | 'closed'
  /** where the payer goes afterwards */
  readonly returnUrl: string | null
}

export interface Wallet {
  /** by the channel's number, or by our own order number (`ourOrderId`) */
  find(orderId: string): PayableOrder | null
  /** by the content of the code the payer scans */
  scan(code: string): PayableOrder | null
  /** The payer confirms. Paying twice is no second payment. Answers null when there is no such order. */
  pay(orderId: string): PayableOrder | null
  /** Every new order is paid by itself after `afterMs`; null = only when someone presses the button. */
  auto(afterMs: number | null): void
}
