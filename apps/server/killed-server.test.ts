import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issueApiKey } from '../../store/api-key.ts'
import { connectDatabases } from '../../store/database.ts'
import { writeChannelAccount, writeInstitution } from '../../store/institution.ts'
import { createSealer } from '../../store/seal.ts'
import { type TestDatabase, testDatabase } from '../../tests/database.ts'
import { type Sandbox, startSandbox } from '../sandbox/start-sandbox.ts'
import { eventually, selfPayBill, wechat } from './test-hospital.ts'

/** Would catch: a payment forgotten with the process that took it, and a server that does not stop when told to. */
const dataKey = Buffer.alloc(32, 3)
let database: TestDatabase
let sandbox: Sandbox
let apiKey: string
const running = new Set<ChildProcess>()

beforeAll(async () => {
  database = await testDatabase()
  sandbox = await startSandbox({ seed: 3 })
  const databases = connectDatabases(database.ownerUrl, 2)
  const worker = databases.asPlatform()
  const institution = { institutionId: 'H-ONE', regionId: '330100', name: '测试医院一', hospitalLevel: '3' } as const
  await writeInstitution(worker, institution)
  const response = await fetch(`${sandbox.url}/admin/credentials?institution=H-ONE`)
  const credentials = (await response.json()) as Record<string, unknown>
  const account = { institutionId: 'H-ONE', channel: 'wechat-pay', config: credentials['wechat-pay'] }
  await writeChannelAccount(worker, createSealer(dataKey), account)
  const grant = {
    institutionId: 'H-ONE',
    label: '测试',
    roles: ['his'] as const,
    secret: randomBytes(32),
    at: new Date(),
  }
  apiKey = await issueApiKey(worker, grant)
  await databases.close()
})
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL')
  await sandbox.close()
  await database.drop()
})

/** The server as its own process, as `node apps/server/main.ts` starts it. */
async function startChild(): Promise<{ child: ChildProcess; url: string; exit: Promise<number | null> }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    env: {
      ...process.env,
      DATABASE_URL: database.ownerUrl,
      MEDSETTLE_DATA_KEY: dataKey.toString('hex'),
      PORT: '0',
      LOG_LEVEL: 'silent',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  running.add(child)
  const exit = new Promise<number | null>((done) => child.once('exit', (code) => done(code)))
  const url = await new Promise<string>((done, fail) => {
    let text = ''
    child.stdout!.on('data', (chunk) => {
      text += chunk
      const found = /MedSettle 医结 (http:\S+)/.exec(text)
      if (found) done(found[1]!)
    })
    void exit.then((code) => fail(new Error(`the server ended with ${code} before it was ready`)))
  })
  return { child, url, exit }
}

async function ask(url: string, body?: unknown) {
  const init = {
    headers: {
      authorization: `Bearer ${apiKey}`,
      'content-type': 'application/json',
      'idempotency-key': randomBytes(8).toString('hex'),
    },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  }
  return (await fetch(url, init)).json() as Promise<{
    orderId: string
    status: string
    attempts: { attemptId: string }[]
  }>
}

describe('a server that is killed between charge and notification', () => {
  it('comes back, asks the channel, and the payment is complete; told to stop, it stops', async () => {
    const first = await startChild()
    const quoted = await ask(`${first.url}/v1/bills`, selfPayBill('HB-KILL'))
    const charging = await ask(`${first.url}/v1/payment-orders/${quoted.orderId}/pay`, wechat)
    expect(charging.status).toBe('charging')
    first.child.kill('SIGKILL')
    await first.exit
    // paid while nobody listens: the notification goes nowhere
    const pay = { channel: 'wechat-pay', orderId: charging.attempts[0]!.attemptId }
    const paid = await fetch(`${sandbox.url}/admin/wallet/pay`, { method: 'POST', body: JSON.stringify(pay) })
    expect(paid.status).toBe(200)

    const second = await startChild()
    const order = await eventually(
      () => ask(`${second.url}/v1/payment-orders/${quoted.orderId}`),
      ({ status }) => status === 'paid',
    )
    expect(order.attempts).toHaveLength(1)
    second.child.kill('SIGTERM')
    expect(await second.exit).toBe(0)
  }, 60_000)

  it('that cannot start says why in one line', async () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
      env: { ...process.env, DATABASE_URL: database.ownerUrl, MEDSETTLE_DATA_KEY: 'short' },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    running.add(child)
    let said = ''
    child.stderr!.on('data', (chunk) => {
      said += chunk
    })
    const code = await new Promise((done) => child.once('close', done))
    expect([code, said.trim()]).toEqual([1, 'MEDSETTLE_DATA_KEY must hold 32 bytes as 64 hex digits or base64'])
  })
})
