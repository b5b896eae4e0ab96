import { type Fen, fen, ZERO } from '@medsettle/money'
import { valueDate, type WorkCalendar } from './value-date.ts'

/** What the ledger booked on one receivable on one day. */
export interface DayMovement {
  /** receivable path: `asset/receivable/nhsa/pooled-fund` */
  readonly account: string
  readonly channel: string
  readonly taken: Fen
  readonly refunded: Fen
  readonly fee: Fen
}

/** What one payer owes for one day, and when it is due. due = taken − refunded − fee. */
export interface ClearingPosition {
  readonly payer: string
  readonly channel: string
  readonly valueDate: string
  readonly taken: Fen
  readonly refunded: Fen
  readonly fee: Fen
  /** part of `due` that a difference of this day casts doubt on */
  readonly disputed: Fen
  readonly due: Fen
}

export function clearingPosition(
  movement: DayMovement,
  terms: {
    readonly date: string
    readonly arrivalDays: number
    readonly calendar: WorkCalendar
    readonly disputed?: Fen
  },
): ClearingPosition {
  const { taken, refunded, fee } = movement
  return {
    payer: movement.account.replace('asset/receivable/', ''),
    channel: movement.channel,
    valueDate: valueDate(terms.date, terms.arrivalDays, terms.calendar),
    taken,
    refunded,
    fee,
    disputed: terms.disputed ?? ZERO,
    due: fen(taken - refunded - fee),
  }
}
