// Would catch: a signed document, a fact or a proposal that somebody can change afterwards; a neighbour who reads an agreement he is no
// party of; a state written without what is said of it; two writers of one number.
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { announceVersion } from '../../domain/value/agreement/announce.ts'
import { decidePeriod } from '../../domain/value/agreement/decide-period.ts'
import { signAs, testAgreement } from '../../domain/value/agreement/fixtures/test-agreement.ts'
import { openPeriod } from '../../domain/value/agreement/period-file.ts'
import { agreementText } from '../../domain/value/agreement/verify-signature.ts'
import { testDatabase } from '../../tests/database.ts'
import { connectDatabases, type Databases } from '../database.ts'
import { writeInstitution } from '../institution.ts'
import { roleUrl } from '../migrate.ts'
import { listDuePeriods, listPeriods, loadPeriod } from './read-period.ts'
import { listVersions, readVersions } from './read-versions.ts'
import { StaleAgreement, writePeriod } from './write-period.ts'
import { addSignature, addVersion, bringIntoForce } from './write-version.ts'

let ownerUrl: string
let databases: Databases
let drop: () => Promise<void>
const agreement = testAgreement()
const at = new Date('2027-01-05T01:00:00Z')
const regionId = '330100'
const COST = { kind: 'deliver', by: 'hospital', name: 'cost', value: '900000', signature: null } as const

beforeAll(async () => {
  const database = await testDatabase()
  ownerUrl = database.ownerUrl
  databases = connectDatabases(ownerUrl, 4)
  const platform = databases.asPlatform()
  for (const institutionId of ['FUND-ONE', 'H-ONE', 'H-TWO'])
    await writeInstitution(platform, { institutionId, regionId, name: institutionId, hospitalLevel: '3' })
  drop = async () => {
    await databases.close()
    await database.drop()
  }
  const told = announceVersion(agreement.document, { topic: 'agreement.submitted', at: at.toISOString(), detail: {} })
  expect(await addVersion(platform, { regionId, agreement, by: 'H-ONE', at, told })).toBe(true)
  const signature = signAs('fund', agreementText(agreement))
  const signed = { regionId, agreement, at, told: [], by: 'FUND-ONE', party: 'fund', signature }
  expect([await addSignature(platform, signed), await addSignature(platform, signed)]).toEqual([true, false])
  const periods = [{ period: '2026', seq: 0, status: 'waiting', nextLookAt: at }]
  await bringIntoForce(platform, { regionId, agreement, forceNo: 1, at, periods, told: [] })
  await deliver()
})
afterAll(() => drop())

/** The hospital's costs arrive at an untouched period. */
async function deliver(told: Parameters<typeof writePeriod>[1]['told'] = []): Promise<void> {
  const empty = openPeriod(agreement, agreement.document.periods[0]!)
  const { file, events } = decidePeriod(empty, COST, at)
  await writePeriod(databases.asPlatform(), { regionId, file, events, nextLookAt: null, told })
}

async function ask(sql: string, as?: { role: 'medsettle_api' | 'medsettle_worker'; institutionId?: string }) {
  const client = new pg.Client({ connectionString: as ? roleUrl(ownerUrl, as.role) : ownerUrl })
  await client.connect()
  try {
    if (as?.institutionId)
      await client.query(`select set_config('medsettle.institution', $1, false)`, [as.institutionId])
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

const TABLES = ['agreement_version', 'agreement_signature', 'agreement_in_force', 'agreement_event'] as const
const ALL = [...TABLES, 'agreement_period'] as const

describe('what stands stands', () => {
  test.each(TABLES)('%s: nobody changes, removes or empties it, not even its owner', async (table) => {
    for (const act of [
      `update medsettle.${table} set region_id = region_id`,
      `delete from medsettle.${table}`,
      `truncate medsettle.${table} cascade`,
    ]) {
      await expect(ask(act)).rejects.toThrow('AGREEMENT_IMMUTABLE')
      for (const role of ['medsettle_api', 'medsettle_worker'] as const)
        await expect(ask(act, { role })).rejects.toThrow('permission denied')
    }
  })

  test('a period’s head only goes forward, and stays', async () => {
    await expect(ask('update medsettle.agreement_period set seq = seq - 1')).rejects.toThrow('AGREEMENT_IMMUTABLE')
    await expect(ask(`update medsettle.agreement_period set period = '2027'`)).rejects.toThrow('AGREEMENT_IMMUTABLE')
    await expect(ask('delete from medsettle.agreement_period')).rejects.toThrow('AGREEMENT_IMMUTABLE')
    await expect(ask('truncate medsettle.agreement_period')).rejects.toThrow('AGREEMENT_IMMUTABLE')
  })

  test('a version stands once, whatever is submitted under its number', async () => {
    const other = testAgreement({ title: '另一份' })
    expect(await addVersion(databases.asPlatform(), { regionId, agreement: other, by: 'H-ONE', at, told: [] })).toBe(
      false,
    )
    const [version] = await readVersions(databases.asPlatform(), 'year-2026')
    expect([version!.agreement.hash, version!.signatures.map(({ party }) => party)]).toEqual([agreement.hash, ['fund']])
  })

  test('whoever changes a document behind our back is found when it is read', async () => {
    const forge = `set session_replication_role = replica; update medsettle.agreement_version set document = replace(document, '9120.37', '9999.99')`
    await ask(forge)
    await expect(readVersions(databases.asPlatform(), 'year-2026')).rejects.toThrow('nobody agreed to')
    await ask(forge.replace("'9120.37', '9999.99'", "'9999.99', '9120.37'"))
    expect(await readVersions(databases.asPlatform(), 'year-2026')).toHaveLength(1)
  })
})

describe('who sees and who writes', () => {
  test.each(ALL)('%s: parties see it, others and nobody do not', async (table) => {
    const count = async (institutionId?: string) =>
      (
        await ask(`select count(*)::int as n from medsettle.${table}`, {
          role: 'medsettle_api',
          ...(institutionId ? { institutionId } : {}),
        })
      )[0].n
    expect([await count('FUND-ONE'), await count('H-ONE'), await count('H-TWO'), await count()]).toEqual([1, 1, 0, 0])
  })

  test('an institution writes nothing by itself, not even as a party', async () => {
    const as = { role: 'medsettle_api', institutionId: 'H-ONE' } as const
    for (const table of ALL)
      await expect(ask(`insert into medsettle.${table} select * from medsettle.${table}`, as)).rejects.toThrow(
        'permission denied',
      )
    await expect(ask(`select medsettle.write_agreement_step('{}')`, as)).rejects.toThrow('permission denied')
    await expect(ask(`select medsettle.submit_agreement('{}')`, as)).rejects.toThrow('permission denied')
    await expect(ask(`select medsettle.sign_agreement('{}')`, as)).rejects.toThrow('permission denied')
    await expect(ask(`select medsettle.bring_agreement_into_force('{}')`, as)).rejects.toThrow('permission denied')
  })

  test('the queries show a neighbour nothing', async () => {
    const neighbour = databases.asInstitution('H-TWO')
    expect(await readVersions(neighbour, 'year-2026')).toEqual([])
    expect(await listVersions(neighbour, { after: null, limit: 9 })).toEqual([])
    expect(await listPeriods(neighbour, 'year-2026')).toEqual([])
    expect(await loadPeriod(neighbour, 'year-2026', '2026')).toBeNull()
    const party = await loadPeriod(databases.asInstitution('FUND-ONE'), 'year-2026', '2026')
    expect(party!.events.map(({ kind }) => kind)).toEqual(['factDelivered'])
  })
})

describe('one step, one transaction', () => {
  test('whoever decided on what another has moved is stale, and nothing of it is written', async () => {
    await expect(deliver()).rejects.toThrow(StaleAgreement)
    expect(await ask('select count(*)::int as n from medsettle.agreement_event')).toEqual([{ n: 1 }])
  })

  test('a version of a fact and a coming into force are numbers that are taken once', async () => {
    await expect(
      ask(`insert into medsettle.agreement_event select region_id, agreement_id, period, 7, kind, institutions, body, happened_at
        from medsettle.agreement_event`),
    ).rejects.toThrow('agreement_fact_version')
    const again = { regionId, agreement, forceNo: 1, at, periods: [], told: [] }
    await expect(bringIntoForce(databases.asPlatform(), again)).rejects.toThrow(StaleAgreement)
  })

  test('when it cannot be told, it has not happened', async () => {
    const stored = (await loadPeriod(databases.asPlatform(), 'year-2026', '2026'))!
    const { file, events } = decidePeriod(stored.file, { ...COST, value: '900001' }, at)
    const impossible = [
      {
        institutionId: 'NOBODY',
        events: [{ eventId: 'ev_1', topic: 'x', orderId: null, payload: null, happenedAt: 'no instant' }],
        workOrders: [],
      },
    ]
    await expect(
      writePeriod(databases.asPlatform(), { regionId, file, events, nextLookAt: at, told: impossible }),
    ).rejects.toThrow('timestamp')
    expect((await loadPeriod(databases.asPlatform(), 'year-2026', '2026'))!.file.version).toBe(1)
    expect(await ask(`select topic, institution_id from medsettle.event order by 2`)).toEqual([
      { topic: 'agreement.submitted', institution_id: 'FUND-ONE' },
      { topic: 'agreement.submitted', institution_id: 'H-ONE' },
    ])
  })

  test('the sweep finds what is due, and nothing else', async () => {
    expect(await listDuePeriods(databases.asPlatform(), at, 9)).toEqual([])
    const stored = (await loadPeriod(databases.asPlatform(), 'year-2026', '2026'))!
    await writePeriod(databases.asPlatform(), { regionId, file: stored.file, events: [], nextLookAt: at, told: [] })
    expect(await listDuePeriods(databases.asPlatform(), new Date(at.getTime() - 1), 9)).toEqual([])
    expect(await listDuePeriods(databases.asPlatform(), at, 9)).toEqual([{ agreementId: 'year-2026', period: '2026' }])
  })
})
