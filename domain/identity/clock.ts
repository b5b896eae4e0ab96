/** What the outside gives to every flow: the hour and chance. Tests and the simulator give their own. */
export interface Surroundings {
  now(): Date
  /** whole number in [0, 32) */
  chance(): number
}

/** Chinese civil time has no daylight saving: UTC+8 all year. */
const CHINA_OFFSET_MS = 8 * 3600_000

/** `2026-11-21` in China. */
export function chinaDate(instant: Date): string {
  return new Date(instant.getTime() + CHINA_OFFSET_MS).toISOString().slice(0, 10)
}

/** `2026-11-21 08:00:00` in China. */
export function chinaDateTime(instant: Date): string {
  return new Date(instant.getTime() + CHINA_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ')
}

/** First instant of a Chinese calendar day. */
export function startOfChinaDay(date: string): Date {
  return new Date(Date.parse(`${date}T00:00:00Z`) - CHINA_OFFSET_MS)
}

/** The date `days` after `date`. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}
