import { addDays } from '../identity/clock.ts'

/** Statutory holidays and make-up working days, as data of the year (source: the State Council's yearly notice). */
export interface WorkCalendar {
  /** China dates that are holidays although they are weekdays */
  readonly holidays: readonly string[]
  /** weekend dates on which banks work */
  readonly workingWeekends: readonly string[]
}

export function isWorkingDay(date: string, calendar: WorkCalendar): boolean {
  if (calendar.holidays.includes(date)) return false
  if (calendar.workingWeekends.includes(date)) return true
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay()
  return weekday !== 0 && weekday !== 6
}

/** The `arrivalDays`-th working day after `date` (T+n). */
export function valueDate(date: string, arrivalDays: number, calendar: WorkCalendar): string {
  let day = date
  for (let left = arrivalDays; left > 0; ) {
    day = addDays(day, 1)
    if (isWorkingDay(day, calendar)) left--
  }
  return day
}
