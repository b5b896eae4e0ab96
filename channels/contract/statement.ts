import type { StatementLine } from '../../domain/reconciliation/statement-line.ts'

/** A statement exactly as the channel gave it: bytes first, reading later, so that nothing is lost when reading fails. */
export interface StatementFile {
  readonly channel: string
  /** `trade`, `fund-flow`, `totals` (3201), `details` (3202) */
  readonly kind: string
  /** China date it covers; '' when whoever reads it does not know, then any day is accepted */
  readonly date: string
  readonly filename: string
  readonly bytes: Uint8Array
}

export interface StatementReading {
  readonly lines: readonly StatementLine[]
  /** totals the file prints of itself; checked against the lines */
  readonly totals: Record<string, string>
  /** lines that could not be read: kept, counted, never dropped */
  readonly quarantined: readonly {
    readonly lineNo: number
    readonly code: string
    readonly message: string
    readonly text: string
  }[]
}
