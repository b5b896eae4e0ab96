import type { TransferRequest } from '../../../domain/ledger/transfer.ts'

/** A text table as it was read; README.md says how one is written. */
export interface Table {
  readonly name: string
  /** what the table shows, its first line */
  readonly title: string
  readonly steps: readonly Step[]
}

/** What the ledger must say of one transfer. */
export type Expected =
  | { readonly says: 'ok'; readonly amount: number }
  /** the answer of the first time, booking number included */
  | { readonly says: 'replay'; readonly amount: number }
  | { readonly says: 'refused'; readonly code: string; readonly what: string; readonly replayed: boolean }

/** One transfer, what is expected of it, and why. */
export interface Case {
  readonly line: number
  readonly request: TransferRequest
  readonly expected: Expected
  readonly why: string
}

export type StatusAct = 'freeze' | 'unfreeze' | 'close'

export interface AccountStep {
  readonly do: 'account'
  readonly path: string
  readonly limited: 'none' | 'debits' | 'credits'
  readonly scale: number
}

export interface BalanceStep {
  readonly do: 'balance'
  readonly line: number
  readonly path: string
  /** counts only what belongs to this China date or an earlier one; null: everything */
  readonly until: string | null
  /** fen */
  readonly debits: number
  readonly credits: number
  readonly reservedDebits: number
  readonly reservedCredits: number
}

export type Step =
  | AccountStep
  | BalanceStep
  | { readonly do: 'group'; readonly no: string; readonly members: readonly Case[] }
  | {
      readonly do: 'status'
      readonly line: number
      readonly act: StatusAct
      readonly path: string
      /** null: done; else the refusal's code */
      readonly refused: string | null
      readonly why: string
    }
  | { readonly do: 'tick'; readonly ms: number }
  | { readonly do: 'restart' }
  | { readonly do: 'expire'; readonly line: number; readonly released: number }
  /** the stored row of a transfer, some of its columns */
  | {
      readonly do: 'stored'
      readonly line: number
      readonly id: string
      readonly columns: Readonly<Record<string, string>>
    }

/** A case is one command with its expected result and its reason. */
export const casesOf = (table: Table): number =>
  table.steps.reduce((sum, step) => {
    if (step.do === 'group') return sum + step.members.length
    return sum + (step.do === 'status' && step.why !== '' ? 1 : 0)
  }, 0)
