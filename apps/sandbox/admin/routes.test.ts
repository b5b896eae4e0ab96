// Would catch: a wrong script that is taken in silence, and a scenario that then tests nothing.
import { expect, test } from 'vitest'
import { createFaultBook } from '../core/faults.ts'
import type { SandboxAnswer } from '../core/http.ts'
import type { Room } from '../core/room.ts'
import { DEFAULT_SETTINGS } from '../core/settings.ts'
import { createWorld } from '../core/world.ts'
import { handleAdmin } from './routes.ts'

const paid = {
  walletId: 'P1',
  merchantName: '',
  description: '',
  amountFen: 1,
  status: 'paid',
  returnUrl: null,
} as const
const room: Room = {
  name: 'alipay',
  credentials: async (institution) => ({ appId: institution }),
  handle: async () => 'hang-up',
  orders: () => [],
  close: async () => {},
  wallet: { find: () => null, scan: () => null, pay: (id) => (id === 'KNOWN' ? paid : null), auto() {} },
  admin: async (request) => (request.path === '/admin/persons' ? { status: 200, headers: {}, body: '[]' } : null),
}

const call = async (method: string, target: string, body: unknown = ''): Promise<SandboxAnswer> => {
  const world = createWorld({ now: () => new Date('2026-01-01T00:00:00Z') })
  const deps = { world, faults: createFaultBook(), settings: { ...DEFAULT_SETTINGS }, rooms: [room] }
  const [path = '', query = ''] = target.split('?')
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const answer = await handleAdmin(deps, { method, path: `/admin/${path}`, query, headers: {}, body: text })
  if (answer === 'hang-up') throw new Error('admin hung up')
  return answer
}

test.each([
  ['GET', 'credentials', ''],
  ['GET', 'credentials?institution=a%20b', ''],
  ['POST', 'clock', { now: 'tomorrow' }],
  ['POST', 'clock', '{'],
  ['POST', 'faults', { channel: 'alipay', fault: { kind: 'nonsense' } }],
  ['POST', 'settings', { nonsense: 1 }],
  ['POST', 'wallet/pay', { channel: 'nobody', orderId: 'KNOWN' }],
  ['POST', 'wallet/pay', { channel: 'alipay' }],
  ['POST', 'wallet/auto', { channel: 'alipay', afterMs: -1 }],
  ['POST', 'wallet/auto', { channel: 'alipay' }],
])('400 and a sentence: %s %s %j', async (method, target, body) => {
  const answer = await call(method, target, body)
  expect(answer.status).toBe(400)
  expect(JSON.parse(String(answer.body))).toEqual({ message: expect.stringMatching(/\w+ \w+/) })
})

test.each([
  ['POST', 'wallet/pay', { channel: 'alipay', orderId: 'UNKNOWN' }, 404],
  ['POST', 'wallet/pay', { channel: 'alipay', orderId: 'KNOWN' }, 200],
  ['POST', 'wallet/auto', { channel: 'alipay', afterMs: null }, 200],
  ['POST', 'persons', [], 200],
  ['POST', 'nonsense', {}, 404],
  ['GET', 'credentials?institution=H1', '', 200],
])('%s %s %j answers %i', async (method, target, body, status) => {
  expect((await call(method, target, body)).status).toBe(status)
})

test('the clock is set', async () => {
  const answer = await call('POST', 'clock', { now: '2030-05-05T00:00:00+08:00' })
  expect(JSON.parse(String(answer.body))).toEqual({ now: '2030-05-04T16:00:00.000Z' })
})
