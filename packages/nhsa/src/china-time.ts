/** Chinese civil time is UTC+8 all year. */
const CHINA_OFFSET_MS = 8 * 3600_000

const shifted = (at: Date): string => new Date(at.getTime() + CHINA_OFFSET_MS).toISOString()

/** `20261121080000` */
export const compactTime = (at: Date): string => shifted(at).slice(0, 19).replace(/\D/g, '')

/** `2026-11-21 08:00:00` */
export const wireTime = (at: Date): string => shifted(at).slice(0, 19).replace('T', ' ')

/** The instant of `2026-11-21 08:00:00` (China) as ISO text; null when it is no date-time. */
export function instantOf(time: string): string | null {
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(time)) return null
  const at = Date.parse(`${time.replace(' ', 'T')}+08:00`)
  return Number.isNaN(at) ? null : new Date(at).toISOString()
}
