import { isChinaDate } from '../../identity/china-date.ts'

const MS_PER_DAY = 86_400_000

/** Days since 1970-01-01 of a China date that exists. */
export const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / MS_PER_DAY

export const dateOf = (day: number): string => new Date(day * MS_PER_DAY).toISOString().slice(0, 10)

/** null when this is no date that exists */
export const readDay = (text: string): number | null => (isChinaDate(text) ? dayOf(text) : null)
