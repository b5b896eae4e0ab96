import type { FaultBook, FaultChannel, Lie } from './faults.ts'
import type { Journal } from './journal.ts'

export interface ToldLie {
  readonly how: Lie
  /** by how much an amount or a fee is wrong, fen */
  readonly byFen: number
}

/** A statement that lies must tell the same lie on every download: who reads it twice may not get two truths. */
export interface LieBook {
  /** @param row names the line for ever; @param text what a fault's `match` may name */
  about(row: string, text: string): ToldLie | null
}

interface LieEntry {
  readonly t: 'lie'
  readonly row: string
  readonly lie: ToldLie
}

export function createLieBook(channel: FaultChannel, faults: FaultBook, journal: Journal): LieBook {
  const told = new Map<string, ToldLie>()
  for (const entry of journal.past as LieEntry[]) if (entry.t === 'lie') told.set(entry.row, entry.lie)
  return {
    about(row, text) {
      const before = told.get(row)
      if (before !== undefined) return before
      for (const fault of faults.take(channel, 'statement', text, 'statement-line')) {
        if (fault.kind !== 'lie-in-statement') continue
        const lie = { how: fault.how, byFen: fault.byFen ?? 1 }
        told.set(row, lie)
        journal.append({ t: 'lie', row, lie } satisfies LieEntry)
        return lie
      }
      return null
    },
  }
}
