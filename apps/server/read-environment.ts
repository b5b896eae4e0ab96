import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { chinaDay } from '../../domain/bill/input-fields.ts'
import type { WorkCalendar } from '../../domain/clearing/value-date.ts'
import { WEEKENDS_ONLY } from './server-settings.ts'

/** A setting that nobody can run with; the message says which and how it should look. */
export class SettingError extends Error {
  override name = 'SettingError'
  readonly code = 'SETTING_UNUSABLE'
}

type Environment = Readonly<Record<string, string | undefined>>

/** Where this installation keeps its own files: `MEDSETTLE_DATA`, else `.medsettle` in the project. */
export const dataDir = (env: Environment): string =>
  resolve(env.MEDSETTLE_DATA ?? join(import.meta.dirname, '../../.medsettle'))

const KEY_BYTES = 32

/**
 * The key that seals persons and channel secrets: `MEDSETTLE_DATA_KEY` (64 hex digits or base64 of 32 bytes). Without it a
 * single machine with its own database makes one on first use; servers that share a database must be given the same one.
 * Losing it loses every sealed name and private key.
 */
export function readDataKey(env: Environment): Buffer {
  const given = env.MEDSETTLE_DATA_KEY
  if (given !== undefined) return parseKey(given, 'MEDSETTLE_DATA_KEY')
  if (env.DATABASE_URL)
    throw new SettingError(
      'DATABASE_URL is set but MEDSETTLE_DATA_KEY is not: servers sharing a database must share the key that seals persons. ' +
        'Make one with `openssl rand -hex 32` and keep it safe.',
    )
  const path = join(dataDir(env), 'data-key')
  if (!existsSync(path)) writeNewKey(path)
  return parseKey(readFileSync(path, 'utf8').trim(), path)
}

function writeNewKey(path: string): void {
  mkdirSync(dirname(path), { recursive: true })
  try {
    writeFileSync(path, randomBytes(KEY_BYTES).toString('hex'), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    // a second process was faster: its key is the key
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

function parseKey(text: string, place: string): Buffer {
  const key = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64')
  if (key.length !== KEY_BYTES) throw new SettingError(`${place} must hold 32 bytes as 64 hex digits or base64`)
  return key
}

export function readPort(env: Environment): number {
  const text = env.PORT ?? '8080'
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new SettingError(`PORT must be 0 to 65535, not "${text}"`)
  return port
}

const calendarSchema = z.strictObject({ holidays: z.array(chinaDay), workingWeekends: z.array(chinaDay) })

/** `MEDSETTLE_CALENDAR` names a JSON file { holidays, workingWeekends } made from the State Council's yearly notice. */
export function readCalendar(env: Environment): WorkCalendar {
  const path = env.MEDSETTLE_CALENDAR
  if (path === undefined) return WEEKENDS_ONLY
  const read = calendarSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')))
  if (!read.success) throw new SettingError(`MEDSETTLE_CALENDAR ${path}: ${z.prettifyError(read.error)}`)
  return read.data
}

/** Without a trailing slash. */
export function readPublicUrl(env: Environment): string | null {
  const given = env.MEDSETTLE_PUBLIC_URL
  if (given === undefined) return null
  if (!/^https?:\/\//.test(given) || !URL.canParse(given))
    throw new SettingError(`MEDSETTLE_PUBLIC_URL must be an http(s) address, not "${given}"`)
  return given.replace(/\/+$/, '')
}
