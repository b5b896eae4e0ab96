import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { addDays, chinaDate, startOfChinaDay } from '../../domain/identity/clock.ts'
import type { RawNotification } from './channel.ts'
import type { Counterpart } from './counterpart.ts'
import { openNetwork } from './network.ts'

/** What a test gets from starting the sandbox; this room may not import the sandbox itself. */
export interface RunningSandbox {
  readonly url: string
  close(): Promise<void>
}

const MORNING = new Date('2026-11-21T01:30:00Z')
/** statements are ready from 9–10 a.m. of the next day */
const READY_HOUR = 10

/** The acceptance suite's counterpart, played by a running sandbox that is only spoken to over HTTP. */
export async function sandboxCounterpart(
  sandbox: RunningSandbox,
  channel: string,
  answer: { readonly contentType: string; readonly body: string },
): Promise<Counterpart> {
  const admin = (path: string, content?: unknown) => askAdmin(sandbox.url + path, content)
  const credentials = (await admin('/admin/credentials?institution=ACCEPT01')) as Record<string, unknown>
  const clock = await startClock(admin)
  const box = await openBox(answer)
  const network = openNetwork()
  return {
    config: credentials[channel],
    io: { fetch: network.fetch, now: clock.now, nonce: countingNonce(), timeoutMs: 3_000 },
    notifyUrl: box.url,
    async pay(attemptId) {
      await admin('/admin/wallet/pay', { channel, orderId: attemptId })
    },
    async fault(kind, operation, attemptId) {
      // the attempt id alone names the call: only the act itself carries it in its body
      const narrowed = operation === 'notify' ? { operation } : {}
      await admin('/admin/faults', { channel, ...narrowed, match: attemptId, fault: { kind }, times: 1 })
    },
    notifications: () => box.received,
    today: () => chinaDate(clock.now()),
    async endDay() {
      const tomorrow = startOfChinaDay(addDays(chinaDate(clock.now()), 1))
      await clock.set(new Date(tomorrow.getTime() + READY_HOUR * 3600_000))
    },
    async stop() {
      await network.close()
      await box.close()
      await sandbox.close()
    },
  }
}

type Admin = (path: string, content?: unknown) => Promise<unknown>

async function askAdmin(url: string, content: unknown): Promise<unknown> {
  const body = content === undefined ? null : JSON.stringify(content)
  const method = body === null ? 'GET' : 'POST'
  const response = await fetch(url, { method, headers: { 'content-type': 'application/json' }, body })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${text.slice(0, 200)}`)
  return text === '' ? null : JSON.parse(text)
}

/** Both sides start at the same instant and run on with the machine's clock. */
async function startClock(admin: Admin) {
  let base = MORNING.getTime()
  let since = performance.now()
  const set = async (instant: Date) => {
    await admin('/admin/clock', { now: instant.toISOString() })
    base = instant.getTime()
    since = performance.now()
  }
  await set(MORNING)
  return { set, now: () => new Date(base + performance.now() - since) }
}

function countingNonce(): () => string {
  let count = 0
  return () => {
    count += 1
    return `${String(count).padStart(8, '0')}${'N'.repeat(24)}`
  }
}

async function openBox(answer: { readonly contentType: string; readonly body: string }) {
  const received: RawNotification[] = []
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      received.push({ headers: plainHeaders(request), body })
      response.writeHead(200, { 'content-type': answer.contentType }).end(answer.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { received, url: `http://127.0.0.1:${port}/notify`, close }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

const plainHeaders = (request: IncomingMessage): Record<string, string> =>
  Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
