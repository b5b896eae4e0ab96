import { valueDate, type WorkCalendar } from '../../clearing/value-date.ts'
import { addDays, chinaDate, startOfChinaDay } from '../../identity/clock.ts'
import type { DeadlineSpan } from './agreement-schema.ts'

const HOUR_MS = 3600_000

/**
 * The instant at which a span that began at `start` is over. Hours run by the clock; days and working days count from the
 * day after, and end with the last of them (24:00 China time).
 */
export function deadlineAfter(start: Date, span: DeadlineSpan, calendar: WorkCalendar): Date {
  if (span.hours !== undefined) return new Date(start.getTime() + span.hours * HOUR_MS)
  return endOf(lastDay(chinaDate(start), span, calendar))
}

/** The same for a span that begins with the end of a day: what is due so long after a period. */
export function deadlineAfterDay(day: string, span: DeadlineSpan, calendar: WorkCalendar): Date {
  if (span.hours !== undefined) return new Date(endOf(day).getTime() + span.hours * HOUR_MS)
  return endOf(lastDay(day, span, calendar))
}

const lastDay = (day: string, { days, workingDays }: DeadlineSpan, calendar: WorkCalendar): string =>
  days === undefined ? valueDate(day, workingDays!, calendar) : addDays(day, days)

const endOf = (day: string): Date => startOfChinaDay(addDays(day, 1))
