import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { BillJson } from '../../domain/bill/bill-input.ts'
import { type ApiRole, issueApiKey } from '../../store/api-key.ts'
import { writeChannelAccount, writeInstitution } from '../../store/institution.ts'
import { roleUrl } from '../../store/migrate.ts'
import { testDatabase } from '../../tests/database.ts'
import { startSandbox } from '../sandbox/start-sandbox.ts'
import type { LogChoice } from './http/log.ts'
import { type RunningServer, startServer } from './start-server.ts'

/** What one request got. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers field by field
  readonly body: any
}

export interface TestHospital {
  readonly server: RunningServer
  readonly url: string
  readonly sandboxUrl: string
  readonly institutionId: string
  /** the API key of a role at this hospital, or at the neighbour */
  keyOf(role: ApiRole, institutionId?: string): string
  get(path: string, key?: string): Promise<Answer>
  /** POST as `his` unless `key` says otherwise; a fresh Idempotency-Key unless given */
  post(path: string, body: unknown, how?: { key?: string; once?: string | null }): Promise<Answer>
  send(path: string, init: RequestInit): Promise<Answer>
  admin(path: string, body: unknown): Promise<unknown>
  /** as the owner, or as one of the application's roles scoped to an institution */
  sql(
    text: string,
    as?: { role: 'medsettle_api' | 'medsettle_worker'; institutionId?: string },
  ): Promise<pg.QueryResult>
  /** moves our clock and the sandbox's */
  setClock(instant: Date): Promise<void>
  close(): Promise<void>
}

const MORNING = new Date('2026-11-21T02:00:00Z')
export const NEIGHBOUR = 'H-TWO'

/** A server with a database of its own, two hospitals (one of them connected to the sandbox) and the outside world. */
export async function openHospital(options: { logger?: LogChoice; everyMs?: number } = {}): Promise<TestHospital> {
  let start = MORNING.getTime() - performance.now()
  const now = (): Date => new Date(start + performance.now())
  const database = await testDatabase()
  const sandbox = await startSandbox({ seed: 7, now })
  const server = await startServer({
    ownerUrl: database.ownerUrl,
    dataKey: Buffer.alloc(32, 7),
    host: '127.0.0.1',
    port: 0,
    cashier: false,
    connections: 6,
    everyMs: options.everyMs ?? 150,
    surroundings: { now, chance: () => randomBytes(1)[0]! % 32 },
    ...(options.logger === undefined ? {} : { logger: options.logger }),
  })
  const keys = await furnish(server, sandbox.url)
  const { send, get, post, admin } = clientsOf({ url: server.url, sandboxUrl: sandbox.url, keys })
  return {
    server,
    url: server.url,
    sandboxUrl: sandbox.url,
    institutionId: 'H-ONE',
    keyOf: (role, institutionId = 'H-ONE') => keys.get(`${institutionId}/${role}`)!,
    send,
    get,
    post,
    admin,
    sql: (text, as) => runSql(database.ownerUrl, text, as),
    setClock: async (instant) => {
      start = instant.getTime() - performance.now()
      // the sandbox reads the same clock; telling it makes what was waiting come due
      await admin('/admin/clock', { now: instant.toISOString() })
    },
    close: async () => {
      await server.close()
      await sandbox.close()
      await database.drop()
    },
  }
}

async function furnish(server: RunningServer, sandboxUrl: string): Promise<Map<string, string>> {
  const { store } = server.platform.world
  const keys = new Map<string, string>()
  for (const institutionId of ['H-ONE', NEIGHBOUR]) {
    const name = institutionId === 'H-ONE' ? '测试医院一' : '测试医院二'
    await writeInstitution(store.database, { institutionId, regionId: '330100', name, hospitalLevel: '3' })
    const credentials = await askJson(`${sandboxUrl}/admin/credentials?institution=${institutionId}`)
    for (const [channel, config] of Object.entries(credentials as Record<string, unknown>))
      await writeChannelAccount(store.database, store.sealer, { institutionId, channel, config })
    for (const role of ['his', 'finance', 'viewer'] as const) {
      const grant = { institutionId, label: `测试 ${role}`, roles: [role], secret: randomBytes(32), at: MORNING }
      keys.set(`${institutionId}/${role}`, await issueApiKey(store.database, grant))
    }
  }
  await furnishInsurer(sandboxUrl)
  return keys
}

async function furnishInsurer(sandboxUrl: string): Promise<void> {
  const domain = join(import.meta.dirname, '../../domain')
  const read = (path: string) => JSON.parse(readFileSync(join(domain, path), 'utf8'))
  const catalogue: { items: { listCode: string; validTo: string | null }[] } = read('bill/catalogues/sample.json')
  const items = catalogue.items.filter((item) => item.validTo === null)
  await askJson(`${sandboxUrl}/admin/catalogue`, items)
  await askJson(`${sandboxUrl}/admin/policy`, read('adjudication/policies/sample-330100.json'))
  await askJson(`${sandboxUrl}/admin/persons`, [PERSON])
}

const PERSON = {
  psnNo: 'P0001',
  name: '患者甲',
  certno: 'TESTCERT0001',
  insutype: '310',
  psnType: '11',
  age: 40,
  accountBalance: 5_000,
  accumulatedDeductible: 0,
  accumulatedPooled: 0,
  insuplcAdmdvs: '330100',
}

async function askJson(url: string, body?: unknown): Promise<unknown> {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
  const response = await fetch(url, { ...init, headers: { 'content-type': 'application/json' } })
  const text = await response.text()
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`)
  return text === '' ? null : JSON.parse(text)
}

function clientsOf(places: { url: string; sandboxUrl: string; keys: Map<string, string> }) {
  const { url, sandboxUrl, keys } = places
  const send = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(url + path, init)
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') && text !== ''
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : null }
  }
  const bearer = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` })
  return {
    send,
    get: (path: string, key = keys.get('H-ONE/viewer')!) => send(path, { headers: bearer(key) }),
    post: (path: string, body: unknown, how: { key?: string; once?: string | null } = {}) => {
      const once = how.once === undefined ? randomBytes(8).toString('hex') : how.once
      return send(path, {
        method: 'POST',
        headers: {
          ...bearer(how.key ?? keys.get('H-ONE/his')!),
          ...(once === null ? {} : { 'idempotency-key': once }),
          'content-type': 'application/json',
        },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      })
    },
    admin: (path: string, body: unknown) => askJson(sandboxUrl + path, body),
  }
}

async function runSql(
  ownerUrl: string,
  text: string,
  as?: { role: 'medsettle_api' | 'medsettle_worker'; institutionId?: string },
): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: as ? roleUrl(ownerUrl, as.role) : ownerUrl })
  await client.connect()
  try {
    if (as?.institutionId)
      await client.query(`select set_config('medsettle.institution', $1, false)`, [as.institutionId])
    return await client.query(text)
  } finally {
    await client.end()
  }
}

const EVERY_LINE = {
  occurredAt: '2026-11-21 09:30:00',
  departmentCode: 'D01',
  departmentName: '测试科',
  doctorCode: 'DR01',
  doctorName: '测试医师',
}

/** Three lines, 256.00 yuan: examination 甲 100.00, laboratory 甲 60.00, examination 乙 96.00. */
export function selfPayBill(hisBillNo: string): BillJson {
  const line = (lineNo: string, listCode: string, name: string, price: string) => ({
    ...EVERY_LINE,
    lineNo: `${hisBillNo}-${lineNo}`,
    listCode,
    hospitalCode: `LOCAL-${lineNo}`,
    name,
    quantity: '1',
    unitPrice: price,
  })
  return {
    hisBillNo,
    visit: { visitNo: `V-${hisBillNo}`, medicalType: '11' },
    patient: { patientId: 'PAT-0001', name: '患者甲', idNumber: 'TESTCERT0001', phone: '13800000000' },
    cover: null,
    businessDate: '2026-11-21',
    lines: [
      line('1', 'SAMPLE-002201000010000-07', '腹部彩色超声检查', '100.00'),
      line('2', 'SAMPLE-002503010010000-14', '肝功能常规', '60.00'),
      line('3', 'SAMPLE-002203000010000-08', '心脏彩色超声检查', '96.00'),
    ],
  }
}

/**
 * The same lines three times over, 768.00 yuan, of an insured person in work: 28.80 paid first, 300.00 deductible, 65 % of
 * the remaining 439.20 by the pooled fund (285.48), 50.00 from the personal account, 432.52 in cash.
 */
export function insuredBill(hisBillNo: string): BillJson {
  const bill = selfPayBill(hisBillNo)
  return {
    ...bill,
    lines: bill.lines!.map((line) => ({ ...line, quantity: '3' })),
    cover: {
      personNo: PERSON.psnNo,
      insuranceType: '310',
      personType: PERSON.psnType,
      insuredArea: PERSON.insuplcAdmdvs,
      certificateType: '02',
      certificateNo: PERSON.certno,
      usePersonalAccount: true,
      age: PERSON.age,
    },
  }
}

export const wechat = { choices: [{ channel: 'wechat-pay', product: 'native' }] }

/** Asks until the answer is right, for at most 15 s. */
export async function eventually<T>(ask: () => Promise<T>, isRight: (answer: T) => boolean): Promise<T> {
  const deadline = performance.now() + 15_000
  for (;;) {
    const answer = await ask()
    if (isRight(answer)) return answer
    if (performance.now() > deadline)
      throw new Error(`waited 15 s in vain; the last answer was ${JSON.stringify(answer)?.slice(0, 600)}`)
    await sleep(50)
  }
}
