import type { Fen } from '@medsettle/money'
import { amountIn, dayIn, neededIn, type Row, type TakenRows, takeRows, textIn } from '../rules/row.ts'
import { RowRefused } from '../rules/row-refusal.ts'

/** One service of one person at one institution: a stay, a visit, a prescription. */
export interface Service {
  readonly id: string
  readonly person: string
  readonly institution: string
  /** day numbers, both included: of a stay admission and discharge */
  readonly from: number
  readonly to: number
  /** fen: what it cost */
  readonly cost: Fen
  /** fen: what the fund has already paid for it */
  readonly fundPaid: Fen
  readonly row: Row
}

/** Columns `id, person, institution, date, cost`; `endDate` is `date` and `fundPaid` is `cost` when left out. */
export const takeServices = (rows: readonly Row[]): TakenRows<Service> => takeRows(rows, readService, ({ id }) => id)

function readService(row: Row): Service {
  const from = dayIn(row, 'date')
  const to = textIn(row, 'endDate') === '' ? from : dayIn(row, 'endDate')
  if (to < from) throw new RowRefused('ROW_DATES_REVERSED', 'endDate', textIn(row, 'endDate'))
  const cost = amountIn(row, 'cost')
  return {
    id: neededIn(row, 'id'),
    person: neededIn(row, 'person'),
    institution: neededIn(row, 'institution'),
    from,
    to,
    cost,
    fundPaid: textIn(row, 'fundPaid') === '' ? cost : amountIn(row, 'fundPaid'),
    row,
  }
}

/** Why and when a person is no longer followed: died, moved away, left the insurance. */
export interface PersonEnd {
  readonly person: string
  readonly day: number
  readonly reason: string
}

/** Columns `person, date, reason`. @param reasons what the rules know */
export function takePersonEnds(rows: readonly Row[], reasons: readonly string[]): TakenRows<PersonEnd> {
  const read = (row: Row): PersonEnd => {
    const reason = neededIn(row, 'reason')
    if (!reasons.includes(reason))
      throw new RowRefused('ROW_VALUE_UNKNOWN', 'reason', `"${reason}"; known are ${reasons.join(', ')}`)
    return { person: neededIn(row, 'person'), day: dayIn(row, 'date'), reason }
  }
  return takeRows(rows, read, ({ person }) => person)
}
