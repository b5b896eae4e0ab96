// Would catch: a start that prints an address where nobody answers, a cashier link that leads nowhere, a stop that leaves the
// sandbox running.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../database.ts'

const ROOT = join(import.meta.dirname, '../..')

let drop: () => Promise<void>
let said: string[]
let answers: Record<string, string>
let ended: number | null
let sandboxAfter: string

beforeAll(async () => {
  const database = await testDatabase()
  drop = database.drop
  const environment = { DATABASE_URL: database.ownerUrl, MEDSETTLE_DATA_KEY: Buffer.alloc(32, 7).toString('base64') }
  const child = spawn(join(ROOT, 'node_modules/.bin/node'), [join(ROOT, 'apps/cli/main.ts'), 'start', '--port', '0'], {
    cwd: ROOT,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  said = []
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line)
    if (line.includes('Ctrl+C')) break
  }
  const addresses = said.flatMap((line) => line.match(/http:\/\/\S+/g) ?? [])
  answers = Object.fromEntries(await Promise.all(addresses.map(async (url) => [kindOf(url), await statusOf(url)])))
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  ended = ((await exit) as [number | null])[0]
  sandboxAfter = await statusOf(addresses.find((url) => url.endsWith('/admin/orders'))!)
}, 180_000)

afterAll(() => drop())

const kindOf = (url: string): string => new URL(url).pathname.replace(/^\/pay\/.+/, '/pay/…')
const statusOf = (url: string): Promise<string> =>
  fetch(url).then(
    async (answer) => `${answer.status} ${answer.headers.get('content-type')?.split(';')[0]}`,
    () => 'nobody answers',
  )

test('`npm start` is this verb', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: { start: string } }
  expect(scripts.start).toBe('node apps/cli/main.ts start')
})

test('every address that is printed answers', () => {
  expect(answers).toEqual({
    '/v1': expect.stringMatching(/^(401|404) application\/json$/),
    '/docs': '200 text/html',
    '/health': '200 application/json',
    '/metrics': '200 text/plain',
    '/admin/orders': '200 application/json',
    '/pay/…': '200 text/html',
  })
})

test('a key to try the API with is shown once', () => {
  expect(said.find((line) => line.includes('API 密钥'))).toMatch(/ \S{30,} +（机构 DEMO0001，仅显示这一次）/)
})

test('SIGTERM stops it, and its sandbox with it', () => {
  expect([ended, sandboxAfter]).toEqual([0, 'nobody answers'])
})
