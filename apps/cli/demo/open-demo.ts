import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createRandom } from '@medsettle/seeded'
import pg from 'pg'
import type { CatalogueItem } from '../../../domain/bill/bill.ts'
import { type Institution, readInstitution, writeChannelAccount, writeInstitution } from '../../../store/institution.ts'
import { migrate } from '../../../store/migrate.ts'
import { launchPostgres } from '../../../store/postgres/launch.ts'
import { leavePostgres } from '../../../store/postgres/leave.ts'
import type { Platform } from '../../server/open-world.ts'
import { startServer } from '../../server/start-server.ts'
import { startSandboxProcess } from '../start/sandbox-process.ts'
import { type DemoClock, startClock } from './demo-clock.ts'
import type { DemoPerson } from './generate-day.ts'
import { type SandboxClient, sandboxClient } from './sandbox-client.ts'

const ROOT = join(import.meta.dirname, '../../..')

/** A hospital of its own with database, outside world and clock: everything the demo stands on. */
export interface DemoHospital {
  readonly platform: Platform
  readonly sandbox: SandboxClient
  readonly clock: DemoClock
  readonly institution: Institution
  readonly catalogue: readonly CatalogueItem[]
  /** puts the platform's and the sandbox's clock forward together */
  jumpTo(instant: Date): Promise<void>
  register(persons: readonly DemoPerson[]): Promise<void>
  close(): Promise<void>
}

export interface DemoPlan {
  readonly date: string
  readonly seed: number
  onStep(doing: string): void
}

export const DEMO_INSTITUTION = {
  institutionId: 'DEMO0001',
  regionId: '330100',
  name: '示例互联网医院',
  hospitalLevel: '3',
} as const

/** Opens all of it, or, when one part does not start, closes what was opened: nothing is left running behind. */
export async function openDemoHospital(plan: DemoPlan): Promise<DemoHospital> {
  const closing: (() => Promise<void>)[] = []
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).reverse()) await step()
  }
  try {
    return { ...(await open(plan, closing)), close }
  } catch (error) {
    await close().catch(() => {})
    throw error
  }
}

/** @param closing gets what must be undone, in order of doing */
async function open(plan: DemoPlan, closing: (() => Promise<void>)[]): Promise<Omit<DemoHospital, 'close'>> {
  plan.onStep('启动 PostgreSQL')
  const postgres = await launchPostgres({ cluster: 'demo' })
  closing.push(() => leavePostgres(postgres))
  const ownerUrl = await freshDatabase(postgres.url)
  closing.push(() => dropDatabase(postgres.url, ownerUrl))
  plan.onStep('启动沙盒（微信支付、支付宝、医保平台）')
  const outside = await startSandboxProcess()
  closing.push(async () => outside.stop())
  const sandbox = sandboxClient(outside.url)
  const random = createRandom(plan.seed).fork('ids')
  const clock = startClock(new Date(`${plan.date}T08:00:00+08:00`), () => random.below(32))
  await sandbox.setClock(clock.now())
  plan.onStep('启动 MedSettle')
  const server = await startServer({
    ownerUrl,
    dataKey: randomBytes(32),
    port: 0,
    surroundings: clock,
    cashier: false,
    connections: 10,
  })
  closing.push(() => server.close())
  const { platform } = server
  const catalogue = await openAccounts(platform, sandbox, plan.date)
  const institution = (await readInstitution(platform.databases.asPlatform(), DEMO_INSTITUTION.institutionId))!
  return {
    platform,
    sandbox,
    clock,
    institution,
    catalogue,
    jumpTo: async (instant) => {
      clock.jumpTo(instant)
      await sandbox.setClock(clock.now())
    },
    register: (persons) => registerPersons(platform, sandbox, persons),
  }
}

async function freshDatabase(serverUrl: string): Promise<string> {
  const name = `demo_${randomBytes(4).toString('hex')}`
  await asOwner(serverUrl, `create database ${name}`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  await migrate(url.href)
  return url.href
}

const dropDatabase = async (serverUrl: string, url: string): Promise<void> =>
  void (await asOwner(serverUrl, `drop database if exists ${new URL(url).pathname.slice(1)} with (force)`))

async function asOwner<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end()
  }
}

/** Merchant accounts at every channel, the catalogue and the policy on both sides. */
export async function openAccounts(platform: Platform, sandbox: SandboxClient, date: string): Promise<CatalogueItem[]> {
  const database = platform.databases.asPlatform()
  await writeInstitution(database, DEMO_INSTITUTION)
  for (const [channel, config] of Object.entries(await sandbox.credentials(DEMO_INSTITUTION.institutionId)))
    await writeChannelAccount(database, platform.sealer, {
      institutionId: DEMO_INSTITUTION.institutionId,
      channel,
      config,
    })
  const document = await readJson('domain/bill/catalogues/sample.json')
  const items = (document as { items: CatalogueItem[] }).items
  const inForce = items.filter((item) => item.validFrom <= date && (item.validTo === null || date <= item.validTo))
  await sandbox.registerCatalogue(inForce.map(({ validFrom, validTo, source, ...item }) => item))
  await sandbox.registerPolicy(await readJson('domain/adjudication/policies/sample-330100.json'))
  return inForce
}

const readJson = async (path: string): Promise<unknown> => JSON.parse(await readFile(join(ROOT, path), 'utf8'))

/** The insurer knows these persons, and our own memory of what they used up this year begins where the insurer's does. */
export async function registerPersons(
  platform: Platform,
  sandbox: SandboxClient,
  persons: readonly DemoPerson[],
): Promise<void> {
  await sandbox.registerPersons(persons)
  const rows = persons.map((person) => ({
    key: platform.sealer.blind(person.psnNo),
    type: person.insutype,
    deductible: person.accumulatedDeductible,
    pooled: person.accumulatedPooled,
  }))
  await platform.databases.asPlatform().query(
    `insert into medsettle.accumulator (region_id, person_key, insurance_type, year, deductible_fen, pooled_fund_fen)
       select $1, decode(p.key, 'base64'), p.type, $2, p.deductible, p.pooled
       from jsonb_to_recordset($3::jsonb) as p(key text, type text, deductible bigint, pooled bigint)
       on conflict do nothing`,
    [DEMO_INSTITUTION.regionId, platform.surroundings.now().getUTCFullYear(), JSON.stringify(rows)],
  )
}
