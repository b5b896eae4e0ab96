import type { Fen } from '@medsettle/money'
import type { Adjudication } from '../../domain/adjudication/adjudication.ts'
import type { Bill } from '../../domain/bill/bill.ts'
import type { Outcome } from './outcome.ts'
import type { StatementFile, StatementReading } from './statement.ts'

/** The part of `fetch` that channels use. The global one fits; `openNetwork` answers the same at a tenth of the cost. */
export type Fetch = (url: string | URL, request: HttpRequest) => Promise<HttpResponse>

export interface HttpRequest {
  readonly method?: 'GET' | 'POST'
  readonly headers?: Record<string, string>
  readonly body?: string
  /** `manual` answers a redirect as it is; else a GET goes where it points */
  readonly redirect?: 'manual' | 'follow'
  /** no request waits for ever: its time limit */
  readonly signal: AbortSignal
}

export interface HttpResponse {
  readonly status: number
  readonly headers: { get(name: string): string | null }
  text(): Promise<string>
  arrayBuffer(): Promise<ArrayBuffer>
}

/** What a channel may use of the outside. Nothing else: no clock, no chance, no network of its own. */
export interface ChannelIo {
  readonly fetch: Fetch
  now(): Date
  /** a fresh random token of `[0-9A-Za-z]{32}` */
  nonce(): string
  /** milliseconds before a call counts as unanswered */
  readonly timeoutMs: number
}

/** `manifest.json`: everything about a channel that is data. */
/** Fields of a charge that only some products need. */
export type ProductNeed = 'payerId' | 'clientIp'

export interface Manifest {
  readonly name: string
  readonly title: { readonly zh: string; readonly en: string }
  readonly kind: 'wallet' | 'insurance'
  /** unit of amounts on the wire */
  readonly amountFormat: 'fen-integer' | 'yuan-text' | 'yuan-number'
  /** JSON Schema (2020-12) of the configuration; generates the onboarding form */
  readonly configSchema: Record<string, unknown>
  /** channel status or code → our status. Anything absent is `pending`, never `declined`. */
  readonly statusMap: Record<string, 'settled' | 'declined' | 'pending'>
  readonly products?: readonly string[]
  /** what a charge must tell for a product beyond the amount */
  readonly productNeeds?: Readonly<Record<string, readonly ProductNeed[]>>
  /** unconfirmed facts of the protocol as switches, with the evidence tag */
  readonly switches?: Record<
    string,
    { readonly default: unknown; readonly evidence: 'S' | 'C' | 'R'; readonly note: string }
  >
  /** an attempt younger than this that the channel does not know is still unknown */
  readonly notFoundGraceMs: number
  /** working days until the money arrives at the institution, T+n */
  readonly arrivalDays: number
}

export interface ChargeRequest {
  /** our own id: the idempotency key the channel sees (6–32 characters) */
  readonly attemptId: string
  readonly amount: Fen
  /** shown to the payer; never a diagnosis */
  readonly description: string
  /** one of manifest.products, e.g. `native`, `jsapi`, `h5`, `mini-program` */
  readonly product: string
  readonly notifyUrl: string
  readonly payerId?: string
  readonly clientIp?: string
  readonly returnUrl?: string
  readonly expiresAt: Date
}

/** How the payer continues: a code to scan, a page to open, or parameters for the wallet's own script. */
export type Presentation =
  | { readonly kind: 'qr'; readonly content: string }
  | { readonly kind: 'redirect'; readonly url: string }
  | { readonly kind: 'script'; readonly parameters: Record<string, string> }

/** `outcome.status` is `pending` once the payer can go on; `presentation` is null when the call was not answered. */
export interface ChargeReply {
  readonly outcome: Outcome
  readonly presentation: Presentation | null
}

export interface RefundRequest {
  /** our own id of the refund attempt: the idempotency key */
  readonly attemptId: string
  /** the attempt that took the money, and the channel's id of it */
  readonly chargeAttemptId: string
  readonly chargeRef: string | null
  readonly chargeAmount: Fen
  readonly amount: Fen
  readonly reason: string
  readonly notifyUrl: string
}

/** `closed`: it can never be paid any more. `paid`: too late, it has been paid. */
export interface CloseReply {
  readonly status: 'closed' | 'paid' | 'pending' | 'unknown'
  readonly channelCode: string
  readonly message: string
}

export interface RawNotification {
  readonly headers: Record<string, string>
  /** exact bytes as received */
  readonly body: string
}

/** A notification whose signature, freshness and addressee have been checked. Replay is refused by the store. */
export interface Notification {
  /** unique per notification at this channel: the key that makes a replay visible */
  readonly notificationId: string
  readonly kind: 'charge' | 'refund'
  /** our id of the charge or refund attempt it speaks of */
  readonly attemptId: string
  readonly outcome: Outcome
}

export interface HttpAnswer {
  readonly status: number
  readonly contentType: string
  readonly body: string
}

/** A self-pay channel. Every method answers with an Outcome; only programming errors throw. */
export interface WalletChannel {
  readonly manifest: Manifest
  charge(request: ChargeRequest): Promise<ChargeReply>
  queryCharge(attemptId: string): Promise<Outcome>
  close(attemptId: string): Promise<CloseReply>
  refund(request: RefundRequest): Promise<Outcome>
  queryRefund(request: { readonly attemptId: string; readonly chargeAttemptId: string }): Promise<Outcome>
  /** @throws RefusalError NOTIFICATION_BAD_SIGNATURE, NOTIFICATION_STALE, NOTIFICATION_NOT_FOR_US, NOTIFICATION_MALFORMED */
  readNotification(raw: RawNotification): Promise<Notification>
  /** what the channel wants to hear; `refused` makes it send again */
  answerNotification(verdict: 'accepted' | 'refused'): HttpAnswer
  /** @throws RefusalError STATEMENT_NOT_READY, STATEMENT_UNAVAILABLE, STATEMENT_HASH_MISMATCH */
  fetchStatements(date: string): Promise<StatementFile[]>
  /** @throws RefusalError STATEMENT_… with line and column */
  readStatement(file: StatementFile): StatementReading
}

export interface InsuranceAnswer {
  readonly outcome: Outcome
  /** present when the insurer answered with amounts */
  readonly adjudication: Adjudication | null
  /** identities of facts/nhsa.md that the answer breaks, each with the fen it is off by; kept and reported, never mended */
  readonly findings: readonly { readonly identity: string; readonly offBy: Fen; readonly message: string }[]
  /** what the personal account holds after this settlement, fen; absent when the insurer does not say */
  readonly accountLeft?: Fen
  /** insurer's ids, needed to cancel or reverse; kept whatever the outcome */
  readonly references: InsuranceReferences
  /** the first of two acts is done: once its references are kept, `settle` is called again and does the second */
  readonly again?: true
}

export interface InsuranceReferences {
  readonly insurerVisitId?: string
  readonly settlementId?: string
  /** msgid of the settling request: what 2601 reverses */
  readonly messageId?: string
  /** mobile payment */
  readonly payOrderId?: string
  readonly payToken?: string
}

export interface SettleRequest {
  readonly bill: Bill
  readonly attemptId: string
  /** persisted before sending; 2601 names it (trap 3) */
  readonly messageId: string
  readonly expected: Adjudication
  readonly references: InsuranceReferences
}

export interface CancelRequest {
  readonly bill: Bill
  /** id of this cancel attempt */
  readonly attemptId: string
  readonly messageId: string
  readonly chargeAttemptId: string
  readonly references: InsuranceReferences
  readonly settled: Adjudication
  readonly reason: string
}

/** The institution's totals and rows for 3201/3202. */
export interface InsuranceLedgerRow {
  readonly settlementId: string
  readonly insurerVisitId: string
  readonly personNo: string
  readonly insuranceType: string
  readonly total: Fen
  readonly fundTotal: Fen
  readonly personalAccount: Fen
  readonly cash: Fen
  readonly refund: boolean
}

export interface InsuranceChannel {
  readonly manifest: Manifest
  /** A new 30-character msgid: institution 12 + yyyyMMddHHmmss + sequence 4 (facts/nhsa.md 1.1). */
  nextMessageId(sequence: number): string
  /** Registers the visit if need be, sends the lines (2204) and asks for the split (2206). Nothing is taken. */
  presettle(bill: Bill, messageId: string): Promise<InsuranceAnswer>
  /**
   * Takes the insurance part: 2207, or for mobile 6201 and, called again with the order's number in `references`, 6202. An
   * unanswered call is `unknown`. Nothing is ever taken under a number that the caller has not kept.
   */
  settle(request: SettleRequest): Promise<InsuranceAnswer>
  /** Asks what became of a settlement (5203 by settlement or visit; 6301 for mobile). */
  querySettlement(request: SettleRequest): Promise<InsuranceAnswer>
  /** Takes back a settlement that is known (2208, 6203). */
  cancel(request: CancelRequest): Promise<Outcome>
  /** The only way out of an unknown 2207 (2601 by original msgid). `settled` = reversed, or there was nothing to reverse. */
  reverseUnknown(request: CancelRequest): Promise<Outcome>
  /** 3201 totals, and 3202 details through 9101/9102. */
  reconcile(date: string, rows: readonly InsuranceLedgerRow[]): Promise<StatementFile[]>
  readStatement(file: StatementFile): StatementReading
}

export type Channel = WalletChannel | InsuranceChannel

/** Each channel folder's `channel.ts` exports this as `connect`. @throws RefusalError CHANNEL_BAD_CONFIG naming the field */
export type Connect<C extends Channel> = (config: unknown, io: ChannelIo) => C
