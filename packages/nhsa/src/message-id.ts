import { compactTime } from './china-time.ts'
import { NhsaError } from './nhsa-error.ts'

/**
 * msgid: institution 12 + yyyyMMddHHmmss 14 (China) + sequence 4 (facts 1.1). Unique as long as fewer than 10,000 are
 * made per second and institution; `sequence` may grow without end. @throws NhsaError NHSA_BAD_FIELD
 */
export function messageId(fixmedinsCode: string, at: Date, sequence: number): string {
  if (!/^[0-9A-Za-z]{12}$/.test(fixmedinsCode))
    throw new NhsaError('NHSA_BAD_FIELD', 'fixmedins_code', 'an institution code has 12 letters and digits')
  if (!Number.isSafeInteger(sequence) || sequence < 0)
    throw new NhsaError('NHSA_BAD_FIELD', 'msgid', `a sequence is a whole number from 0, not ${sequence}`)
  return fixmedinsCode + compactTime(at) + String(sequence % 10_000).padStart(4, '0')
}

/**
 * The msgid of a call that goes along with another one (2201 and 2204 before their 2206): the same sequence, dated
 * `secondsEarlier` 1…9. All digits, as gateways check; unique as long as a sequence does not come round within 9 s.
 * @throws NhsaError NHSA_BAD_FIELD
 */
export function companionMessageId(id: string, secondsEarlier: number): string {
  const made = timeOfMessageId(id)
  if (made === null || !/\d{4}$/.test(id))
    throw new NhsaError('NHSA_BAD_FIELD', 'msgid', 'a msgid has 12 characters of institution, 14 of time, 4 digits')
  const at = new Date(Date.parse(`${made.replace(' ', 'T')}+08:00`) - secondsEarlier * 1000)
  return id.slice(0, 12) + compactTime(at) + id.slice(-4)
}

/** When a msgid was made, `yyyy-MM-dd HH:mm:ss` in China; null when it does not carry a time. */
export function timeOfMessageId(id: string): string | null {
  const digits = /^.{12}(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d).{4}$/.exec(id)
  if (!digits) return null
  const [, year, month, day, hour, minute, second] = digits
  const time = `${year}-${month}-${day}T${hour}:${minute}:${second}`
  const at = new Date(`${time}Z`)
  // Date.parse takes the 31st of November for the 1st of December
  if (Number.isNaN(at.getTime()) || at.toISOString().slice(0, 19) !== time) return null
  return time.replace('T', ' ')
}
