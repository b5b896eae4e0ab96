/** Which side may never grow beyond the other: `debits` ≤ credits, or `credits` ≤ debits. Reservations count as money gone. */
export type Limited = 'none' | 'debits' | 'credits'
export type AccountStatus = 'open' | 'frozen' | 'closed'

/** An account's terms and totals, fen, as the ledger last saw them. */
export interface AccountState {
  readonly accountId: number
  readonly path: string
  /** decimal places of the currency's unit; 2: amounts are fen of yuan */
  readonly scale: number
  readonly limited: Limited
  readonly status: AccountStatus
  readonly termsNo: number
  readonly version: number
  readonly debits: number
  readonly credits: number
  readonly debitsPending: number
  readonly creditsPending: number
}

/** `asset/receivable/wechat-pay`: a kind, then lower-case words. */
export const ACCOUNT_PATH = /^(asset|liability|income|expense)(\/[a-z0-9-]+)+$/

/** What one batch does to one account, fen; a reservation that is answered lowers the pending totals. */
export interface Movement {
  readonly account: AccountState
  debits: number
  credits: number
  debitsPending: number
  creditsPending: number
}

/** How much more may be debited; Infinity without limit. */
export function debitRoom({ account, ...moved }: Movement): number {
  if (account.limited !== 'debits') return Number.POSITIVE_INFINITY
  const gone = account.debits + moved.debits + account.debitsPending + moved.debitsPending
  return account.credits + moved.credits - gone
}

/** How much more may be credited; Infinity without limit. */
export function creditRoom({ account, ...moved }: Movement): number {
  if (account.limited !== 'credits') return Number.POSITIVE_INFINITY
  const gone = account.credits + moved.credits + account.creditsPending + moved.creditsPending
  return account.debits + moved.debits - gone
}
