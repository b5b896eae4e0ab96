// Would catch: a key that is kept or shown twice, one that opens a door after it was revoked, settings that nobody tried, a
// hospital that moves to another region with its books.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findApiKey } from '../../store/api-key.ts'
import { connectDatabases, type Databases } from '../../store/database.ts'
import { readChannelAccounts } from '../../store/institution.ts'
import { createSealer } from '../../store/seal.ts'
import { type TestDatabase, testDatabase } from '../database.ts'
import { type Ended, medsettle } from './run-cli.ts'

let database: TestDatabase
let databases: Databases
let folder: string
let environment: Record<string, string>

beforeAll(async () => {
  database = await testDatabase()
  databases = connectDatabases(database.ownerUrl, 2)
  folder = await mkdtemp(join(tmpdir(), 'institution-'))
  environment = { DATABASE_URL: database.ownerUrl, MEDSETTLE_DATA_KEY: '07'.repeat(32) }
})
afterAll(async () => {
  await rm(folder, { recursive: true })
  await databases.close()
  await database.drop()
})

const institution = (...words: string[]): Promise<Ended> => medsettle(['institution', ...words], environment)
const add = (name: string, region = '330100'): Promise<Ended> =>
  institution('add', 'H0042', '--name', name, '--region', region, '--level', '2')

test('a hospital is added, renamed, and never moved', async () => {
  expect((await add('测试医院')).stdout).toBe('H0042 测试医院: added\n')
  expect((await add('测试医院新名')).stdout).toContain('name and level are set')
  const moved = await add('测试医院', '330200')
  expect([moved.code, moved.stderr]).toEqual([1, expect.stringContaining('INSTITUTION_OF_ANOTHER_REGION')])
  expect((await institution('add', 'H 42', '--name', 'x', '--region', '1', '--level', '9')).code).toBe(2)
})

test('a key opens the door until it is revoked, and its text is shown once', async () => {
  const issued = await institution('issue-key', 'H0042', '--label', 'HIS', '--roles', 'his,viewer')
  const key = issued.stdout.trim()
  expect(await findApiKey(databases.asPlatform(), key)).toMatchObject({
    institutionId: 'H0042',
    roles: ['his', 'viewer'],
  })
  const listed = (await institution('keys', 'H0042')).stdout
  expect(listed).toMatch(/HIS +his, viewer/)
  expect(listed).not.toContain(key)
  expect((await institution('revoke-key', 'H0042', '--label', 'HIS')).stdout).toBe('H0042, HIS: 1 revoked\n')
  expect(await findApiKey(databases.asPlatform(), key)).toBeNull()
  expect((await institution('revoke-key', 'H0042', '--label', 'HIS')).code).toBe(1)
  expect((await institution('issue-key', 'NOBODY', '--label', 'x', '--roles', 'his')).stderr).toContain(
    'INSTITUTION_UNKNOWN',
  )
  expect((await institution('issue-key', 'H0042', '--label', 'x', '--roles', 'king')).code).toBe(2)
})

test('settings a channel does not take are refused before they are kept', async () => {
  const path = join(folder, 'config.json')
  await writeFile(path, '{"appId":"x"}')
  const refused = await institution('channel', 'H0042', 'wechat-pay', '--config', path)
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringMatching(/^[A-Z_]+/)])
  expect((await institution('channel', 'H0042', 'nobody-pay', '--config', path)).code).toBe(2)
  expect((await institution('channel', 'H0042', 'wechat-pay', '--config', join(folder, 'none'))).code).toBe(2)
  const sealer = createSealer(Buffer.from(environment.MEDSETTLE_DATA_KEY!, 'hex'))
  expect(await readChannelAccounts(databases.asPlatform(), sealer, 'H0042')).toEqual(new Map())
  expect((await institution('list')).stdout).toContain('测试医院新名')
})
