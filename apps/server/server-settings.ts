import type { WorkCalendar } from '../../domain/clearing/value-date.ts'

/** What differs from one running server to another and is no secret. */
export interface ServerSettings {
  /** address under which patients and channels reach us, without a trailing slash */
  readonly publicUrl: string
  /** folder of the built cashier page; null serves no page */
  readonly cashierDir: string | null
  /** statutory holidays and make-up working days, for value dates */
  readonly calendar: WorkCalendar
  /** how often listeners' orders are looked up for changes that another process made, ms */
  readonly watchEveryMs: number
}

/** Weekends only: the State Council's notice of the year is data the hospital's group gives (MEDSETTLE_CALENDAR). */
export const WEEKENDS_ONLY: WorkCalendar = { holidays: [], workingWeekends: [] }
