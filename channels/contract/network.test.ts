// Would catch: a network that answers otherwise than fetch does: a hang-up or a time limit told as an answer, a redirect
// followed unasked, a signed text that is not the one that was sent, a new connection for every payment.
import { execFile } from 'node:child_process'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Fetch, HttpRequest } from './channel.ts'
import { openNetwork } from './network.ts'

const network = openNetwork()
const server = createServer((request, response) => void answer(request, response))
let connections = 0
let arrivals = 0
let origin = ''

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  arrivals++
  const body = Buffer.concat(chunks).toString('utf8')
  switch (request.url) {
    case '/echo?a=1&b=%20':
      return void response
        .writeHead(200, { 'X-Told': 'first' })
        .end(`${request.method} ${request.headers.asked} ${body}`)
    case '/mark':
      return void response.end('\uFEFF收费')
    case '/parts':
      response.write('a'.repeat(70_000))
      return void response.end('终')
    case '/empty':
      return void response.writeHead(204).end()
    case '/moved':
      return void response.writeHead(302, { location: '/mark' }).end('elsewhere')
    case '/broken':
      return void response.writeHead(503).end('<html>')
    case '/hang-up':
      return void request.socket.destroy()
    case '/half':
      response.writeHead(200, { 'content-length': '100' }).write('half')
      return void setTimeout(() => request.socket.destroy(), 20)
    default: // '/silent' says nothing
  }
}

beforeAll(async () => {
  server.on('connection', () => {
    connections++
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(async () => {
  await network.close()
  server.closeAllConnections()
  server.close()
})

const within = (ms: number) => ({ signal: AbortSignal.timeout(ms) })
const CALLS: readonly (readonly [path: string, request: Omit<HttpRequest, 'signal'>, told: string])[] = [
  ['/echo?a=1&b=%20', { method: 'POST', headers: { asked: 'yes' }, body: '支付 1.00' }, '200 first POST yes 支付 1.00'],
  ['/echo?a=1&b=%20', { headers: { asked: 'no' } }, '200 first GET no '],
  ['/mark', {}, '200 null 收费'],
  ['/parts', {}, `200 null ${'a'.repeat(70_000)}终`],
  ['/empty', { method: 'POST', body: '{}' }, '204 null '],
  ['/moved', { redirect: 'manual' }, '302 null elsewhere'],
  ['/moved', {}, '200 null 收费'],
  ['/broken', { redirect: 'manual' }, '503 null <html>'],
]

describe.each<[string, Fetch]>([
  ['fetch', fetch],
  ['the network', network.fetch],
])('%s', (_, ask) => {
  it.each(CALLS)('answers %s %j', async (path, request, told) => {
    const response = await ask(origin + path, { ...request, ...within(5000) })
    expect(`${response.status} ${response.headers.get('x-told')} ${await response.text()}`).toBe(told)
  })

  it('hands on bytes as they are', async () => {
    const response = await ask(new URL('/mark', origin), within(5000))
    expect(Buffer.from(await response.arrayBuffer()).toString('hex')).toBe('efbbbfe694b6e8b4b9')
  })

  it.each(['/hang-up', '/half'])('fails after %s, and not as a time limit', async (path) => {
    const heard = ask(origin + path, within(5000)).then((response) => response.text())
    await expect(heard).rejects.toSatisfy((error: Error) => error.name !== 'TimeoutError')
  })

  it('fails by its time limit when nothing is said, also when it has passed before', async () => {
    const past = within(1)
    await expect(ask(`${origin}/silent`, within(40))).rejects.toMatchObject({ name: 'TimeoutError' })
    await expect(ask(`${origin}/mark`, past)).rejects.toMatchObject({ name: 'TimeoutError' })
  })

  it('sends a request once, whatever becomes of it: a second one might settle twice', async () => {
    const before = arrivals
    for (const path of ['/mark', '/hang-up', '/mark', '/half', '/hang-up'])
      await ask(origin + path, { method: 'POST', body: '{}', redirect: 'manual', ...within(5000) })
        .then((response) => response.text())
        .catch(() => '')
    await new Promise((resume) => setTimeout(resume, 50))
    expect(arrivals - before).toBe(5)
  })

  it('fails where nobody listens', async () => {
    await expect(ask('http://127.0.0.1:1/', within(5000))).rejects.toThrow()
  })
})

it('keeps its connections: never more than twice as many as requests at once', async () => {
  const ask = async () => (await network.fetch(`${origin}/mark`, within(5000))).text()
  const before = connections
  for (let turn = 0; turn < 30; turn++) await Promise.all([ask(), ask(), ask()])
  expect(connections - before).toBeLessThanOrEqual(6)
})

it('goes through the proxy of the environment where it is told to', async () => {
  const asked: string[] = []
  const proxy = createServer()
  proxy.on('connect', (request, socket) => {
    asked.push(request.url!)
    socket.end('HTTP/1.1 502 no way\r\n\r\n')
  })
  await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening))
  vi.stubEnv('http_proxy', `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`)
  vi.stubEnv('no_proxy', '')
  const behind = openNetwork({ throughProxy: true })
  await expect(behind.fetch('http://insurer.invalid:80/nhsa', within(5000))).rejects.toThrow()
  expect(asked).toEqual(['insurer.invalid:80'])
  vi.unstubAllEnvs()
  await behind.close()
  proxy.close()
})

it('leaves the fetch of the process to Node', async () => {
  const file = JSON.stringify(new URL('network.ts', import.meta.url).href)
  const script = `const { openNetwork } = await import(${file}); openNetwork()
    const { createRequire } = await import('node:module')
    const { Agent } = createRequire(${file})('undici')
    console.log(globalThis[Symbol.for('undici.globalDispatcher.1')] instanceof Agent)`
  const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', '--input-type=module', '-e', script])
  expect(stdout.trim()).toBe('false')
})
