/**
 * What callers asked and heard, and what the books hold, as the judge reads them. These shapes are written down here once
 * more on purpose: the judge leans on nothing of domain/ledger or store/ledger, so that one mistake cannot hide on both sides.
 */

/** One transfer as a caller asks for it; amounts in fen. */
export interface Asked {
  readonly transferId: string
  readonly kind: 'posted' | 'pending' | 'post' | 'void' | 'reversal'
  readonly debit?: string
  readonly credit?: string
  readonly amount?: number
  readonly balancing?: true
  readonly code: string
  readonly pendingId?: string
  readonly reversesId?: string
  readonly effectiveDate?: string
  readonly timeoutMs?: number
}

export type Heard =
  | { readonly posted: true; readonly bookingNo: number; readonly amount: number; readonly replayed: boolean }
  | { readonly posted: false; readonly code: string; readonly message: string; readonly replayed: boolean }

/** One call of one caller: a group of transfers that all post or all fail. */
export interface Call {
  readonly caller: number
  readonly group: readonly Asked[]
  /** µs of the machine's monotonic clock, which all its processes share */
  readonly start: number
  readonly end: number
  /** one answer per transfer; null when none came (then what happened is unknown, and the caller asks again) */
  readonly heard: readonly Heard[] | null
}

export type Limited = 'none' | 'debits' | 'credits'

/** A stored transfer, accounts as paths, amounts in fen. */
export interface BookRow {
  readonly bookingNo: number
  readonly transferId: string
  readonly kind: Asked['kind']
  readonly debit: string
  readonly credit: string
  readonly amount: number
  readonly code: string
  readonly effectiveDate: string
  readonly pendingId: string | null
  readonly reversesId: string | null
  readonly asked: number | null
  readonly released: number | null
  readonly timeoutMs: number | null
  /** µs of the clock of the calls */
  readonly expires: number | null
}

/** Totals of one account, fen. */
export interface Standing {
  readonly debits: number
  readonly credits: number
  readonly debitsPending: number
  readonly creditsPending: number
}

export interface BookAccount extends Standing {
  readonly path: string
  readonly limited: Limited
}

export interface BookPosting {
  readonly path: string
  readonly batchNo: number
  readonly effectiveDate: string
  readonly debits: number
  readonly credits: number
  readonly after: Standing
  /** of the transfers in their batch */
  readonly positions: readonly number[]
}

export interface KeptRefusal {
  readonly transferId: string
  readonly code: string
  readonly message: string
}

/** All that is stored of one institution's ledger; rows in booking order. */
export interface Book {
  readonly accounts: readonly BookAccount[]
  readonly rows: readonly BookRow[]
  readonly postings: readonly BookPosting[]
  readonly refusals: readonly KeptRefusal[]
}

/** A booking number is batch × 8192 + position in the batch. */
export const BATCH = 8192

/** µs of the machine's monotonic clock. */
export const stamp = (): number => Number(process.hrtime.bigint() / 1000n)
