/** Did money move? Every error answers this first. */
export type MoneyMoved = 'none' | 'unknown' | 'moved'

export type Stage =
  | 'request'
  | 'bill'
  | 'adjudication'
  | 'tender'
  | 'risk'
  | 'routing'
  | 'charge'
  | 'refund'
  | 'ledger'
  | 'statement'
  | 'reconciliation'
  | 'clearing'
  | 'value'

/** An expected "no". Refusals are values that travel to the caller; broken invariants throw `BrokenInvariant`. */
export interface Refusal {
  readonly code: string
  readonly stage: Stage
  readonly moneyMoved: MoneyMoved
  /** May the same Idempotency-Key be sent again? */
  readonly retrySameKey: boolean
  readonly message: string
  /** Where in the input: `lines[3].quantity`, `line 17, column 手续费`. */
  readonly place?: string
}

/** Carries a Refusal through code that cannot return it. */
export class RefusalError extends Error {
  override name = 'RefusalError'
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(`${refusal.code}: ${refusal.message}${refusal.place ? ` (${refusal.place})` : ''}`)
    this.refusal = refusal
  }
}

/** A rule of money that must never be false was false. Nothing may continue; the message names the loss prevented. */
export class BrokenInvariant extends Error {
  override name = 'BrokenInvariant'
}

export function invariant(holds: boolean, lossPrevented: string): asserts holds {
  if (!holds) throw new BrokenInvariant(lossPrevented)
}
