import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readCalendar, readDataKey, readPort, readPublicUrl } from './read-environment.ts'

/** Would catch: two servers sealing persons with different keys, and a setting that is silently ignored. */
const folder = mkdtempSync(join(tmpdir(), 'medsettle-env-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('the data key', () => {
  it('is made once, only for its owner to read, and stays the same', () => {
    const env = { MEDSETTLE_DATA: folder }
    const key = readDataKey(env)
    expect(key).toHaveLength(32)
    expect(readDataKey(env)).toEqual(key)
    expect(statSync(join(folder, 'data-key')).mode & 0o077).toBe(0)
  })

  it('must be given when the database is shared', () => {
    expect(() => readDataKey({ DATABASE_URL: 'postgres://x' })).toThrow(/MEDSETTLE_DATA_KEY/)
  })

  it.each(['', 'short', '0'.repeat(63)])('%j is none', (text) => {
    expect(() => readDataKey({ MEDSETTLE_DATA_KEY: text })).toThrow(/32 bytes/)
  })

  it('is hex or base64', () => {
    const bytes = Buffer.alloc(32, 9)
    expect(readDataKey({ MEDSETTLE_DATA_KEY: bytes.toString('hex') })).toEqual(bytes)
    expect(readDataKey({ MEDSETTLE_DATA_KEY: bytes.toString('base64') })).toEqual(bytes)
  })
})

describe('other settings', () => {
  it('the port', () => {
    expect([readPort({}), readPort({ PORT: '0' }), readPort({ PORT: '9000' })]).toEqual([8080, 0, 9000])
    for (const PORT of ['', 'x', '-1', '65536', '80.5']) expect(() => readPort({ PORT }), PORT).toThrow(/PORT/)
  })

  it('the public address loses its trailing slash', () => {
    expect(readPublicUrl({ MEDSETTLE_PUBLIC_URL: 'https://pay.example/' })).toBe('https://pay.example')
    expect(readPublicUrl({})).toBeNull()
    expect(() => readPublicUrl({ MEDSETTLE_PUBLIC_URL: 'pay.example' })).toThrow(/http/)
  })

  it('the calendar is read whole or refused', () => {
    const path = join(folder, 'calendar.json')
    writeFileSync(path, '{"holidays":["2026-10-01"],"workingWeekends":["2026-10-10"]}')
    expect(readCalendar({ MEDSETTLE_CALENDAR: path }).holidays).toEqual(['2026-10-01'])
    writeFileSync(path, '{"holidays":["2026-02-30"],"workingWeekends":[]}')
    expect(() => readCalendar({ MEDSETTLE_CALENDAR: path })).toThrow(/calendar\.json/)
  })
})
