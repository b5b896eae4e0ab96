import { VALUE_REFUSALS } from '../../../domain/value/tariff/tariff-refusal.ts'
import type { BadRow, NumberedCase } from './case-source.ts'

/** Counts rows and tells on stderr why one has no part in the result: every row is either used or told. */
export interface CaseCount {
  used: number
  readonly refused: number
  badRow(row: BadRow): void
  refuse(one: NumberedCase, refusal: { readonly code: string; readonly place: string; readonly message: string }): void
  /** a column to compare by that no case has is probably misspelt */
  noteEmpty(tables: ReadonlyMap<string, readonly { readonly name: string }[]>): void
  /** the last line of stderr; exit 1 when nothing could be used */
  finish(verb: string): void
}

export function createCaseCount(): CaseCount {
  const count = { used: 0, refused: 0 }
  const tell = (where: string, code: string, place: string, message: string): void => {
    count.refused++
    process.stderr.write(`${where}: ${code} at ${place}: ${message}\n`)
  }
  return {
    get used() {
      return count.used
    },
    set used(used) {
      count.used = used
    },
    get refused() {
      return count.refused
    },
    badRow: ({ line, fault }) =>
      tell(`line ${line}`, 'VALUE_ROW_MALFORMED', 'row', `${VALUE_REFUSALS.VALUE_ROW_MALFORMED}: ${fault}`),
    refuse: ({ line, one }, { code, place, message }) => tell(`line ${line}, id ${one.id}`, code, place, message),
    noteEmpty(tables) {
      for (const [dimension, lines] of tables)
        if (lines.length === 1 && lines[0]!.name === '')
          process.stderr.write(`no case says ${dimension}; is it a column of the cases?\n`)
    },
    finish(verb) {
      process.stderr.write(`${count.used + count.refused} rows, ${count.used} ${verb}, ${count.refused} refused\n`)
      if (count.used === 0) process.exitCode = 1
    },
  }
}
