// Would catch: a server that ends, or cannot begin, and takes the database of another one with it.
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningServer, startServer } from './start-server.ts'

const before = process.env.MEDSETTLE_DATA
let data: string
let first: RunningServer
const start = (port: number): Promise<RunningServer> =>
  startServer({ port, host: '127.0.0.1', cashier: false, dataKey: Buffer.alloc(32, 7), everyMs: 200 })
const health = async (): Promise<number> => (await fetch(`${first.url}/health`)).status

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'medsettle-shared-'))
  // the database's own user must be able to enter
  await chmod(data, 0o755)
  process.env.MEDSETTLE_DATA = data
  first = await start(0)
}, 60_000)

afterAll(async () => {
  await first.close()
  if (before === undefined) delete process.env.MEDSETTLE_DATA
  else process.env.MEDSETTLE_DATA = before
  await rm(data, { recursive: true, force: true })
})

test('a second server on the same data ends, and the first one goes on', async () => {
  await (await start(0)).close()
  expect(await health()).toBe(200)
})

test('a second server that finds its port taken leaves the database alone', async () => {
  await expect(start(Number(new URL(first.url).port))).rejects.toThrow('EADDRINUSE')
  expect(await health()).toBe(200)
})
