/** Why a row of stays, units or services is not paid; the others go on. */
export const PER_DIEM_REFUSALS = {
  PER_DIEM_ROW_MALFORMED: 'the row does not have the columns of its header',
  PER_DIEM_FIELD_MISSING: 'the row does not say this',
  PER_DIEM_ID_TWICE: 'two rows have this id, so that one stay would be paid twice',
  PER_DIEM_PACKAGE_UNKNOWN: 'the rules have no package of this code',
  PER_DIEM_DATE_INVALID: 'this is not a date like 2026-03-02',
  PER_DIEM_DATE_OUTSIDE: 'the rules are not valid on this day',
  PER_DIEM_REVERSED: 'the stay ends before it begins',
  PER_DIEM_LEAVE_INVALID: 'leave is written like 2026-03-05..2026-03-07;2026-03-20, each day once and inside the stay',
  PER_DIEM_QUANTITY_INVALID: 'this is not a quantity above zero',
  PER_DIEM_COST_INVALID: 'this is not an amount of whole fen, zero or more',
  PER_DIEM_STAYS_OVERLAP: 'the person has another stay on one of the days, so that the day would be paid twice',
  PER_DIEM_SERVICE_UNKNOWN: 'the package neither includes this service nor pays it beside',
  PER_DIEM_SERVICE_NO_STAY: 'no stay that is paid has this id',
  PER_DIEM_SERVICE_OUTSIDE: 'the service was not given during the stay',
  PER_DIEM_AMOUNT_TOO_LARGE: 'the amount leaves the range that can be held exactly',
} as const

export type PerDiemRefusalCode = keyof typeof PER_DIEM_REFUSALS

/** A row by column name, and where it stood. */
export interface PerDiemRow {
  readonly line: number
  readonly columns: ReadonlyMap<string, string>
}

export interface PerDiemRefusal {
  readonly table: 'stays' | 'services'
  readonly row: PerDiemRow
  readonly code: string
  /** the column */
  readonly place: string
  readonly message: string
}

/** Carries the refusal of one row up to where it becomes a value. */
export class RowRefused extends Error {
  override name = 'RowRefused'
  readonly code: PerDiemRefusalCode
  readonly place: string
  constructor(code: PerDiemRefusalCode, place: string, what = '') {
    super(what === '' ? PER_DIEM_REFUSALS[code] : `${PER_DIEM_REFUSALS[code]}: ${what}`)
    this.code = code
    this.place = place
  }
}
