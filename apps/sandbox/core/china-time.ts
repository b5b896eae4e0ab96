/** Chinese civil time has no daylight saving: UTC+8 all year. */
const OFFSET_MS = 8 * 3600_000

const shifted = (instant: Date): string => new Date(instant.getTime() + OFFSET_MS).toISOString()

/** `2030-01-01` in China. */
export const chinaDate = (instant: Date): string => shifted(instant).slice(0, 10)

/** `2030-01-01 08:00:00` in China. */
export const chinaDateTime = (instant: Date): string => shifted(instant).slice(0, 19).replace('T', ' ')

/** `2030-01-01T08:00:00+08:00`, the form of WeChat Pay's APIv3. */
export const chinaIso = (instant: Date): string => `${shifted(instant).slice(0, 19)}+08:00`

/** `20300101080000` in China. */
export const chinaCompact = (instant: Date): string => shifted(instant).slice(0, 19).replace(/[-T:]/g, '')

/** First instant of a Chinese calendar day `yyyy-MM-dd`. */
export const startOfChinaDay = (date: string): Date => new Date(Date.parse(`${date}T00:00:00Z`) - OFFSET_MS)

/** The date `days` after `date`. */
export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

/** A real calendar day written `yyyy-MM-dd`. */
export function isDate(text: string | null): text is string {
  if (text === null || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const millis = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(millis) && new Date(millis).toISOString().slice(0, 10) === text
}
