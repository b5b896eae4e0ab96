import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { deliverEvents, signEvent } from '../../flow/deliver-events.ts'
import { eventually, openHospital, selfPayBill, type TestHospital, wechat } from './test-hospital.ts'

/** Would catch: an event lost because its first send failed, told out of order, told unsigned, or dropped in silence. */
interface Heard {
  readonly path: string
  readonly headers: Record<string, string>
  readonly body: string
  readonly answered: number
}

let hospital: TestHospital
let receiver: Server
let base: string
const heard: Heard[] = []
/** how the receiver answers the next requests; 200 when empty */
let script: number[] = []

beforeAll(async () => {
  hospital = await openHospital()
  receiver = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const answered = script.shift() ?? 200
    heard.push({ path: request.url!, headers: request.headers as Record<string, string>, body, answered })
    response.writeHead(answered, answered === 302 ? { location: `${base}/elsewhere` } : {}).end()
  })
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done))
  base = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`
})
afterAll(async () => {
  await hospital.close()
  receiver.closeAllConnections()
  await new Promise((done) => receiver.close(done))
})
beforeEach(() => {
  heard.length = 0
  script = []
})

const endpoint = async (path: string, topics: string[]) => {
  const answer = await hospital.post('/v1/webhook-endpoints', { url: base + path, topics })
  expect(answer.status, answer.text).toBe(200)
  return answer.body as { endpointId: string; secret: string }
}
const shut = ({ endpointId }: { endpointId: string }) =>
  hospital.send(`/v1/webhook-endpoints/${endpointId}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${hospital.keyOf('his')}` },
  })
const heardAt = (path: string) => heard.filter((one) => one.path === path)
const topicsOf = (list: readonly Heard[]) => list.map((one) => JSON.parse(one.body).topic)
const quote = async (hisBillNo: string) => (await hospital.post('/v1/bills', selfPayBill(hisBillNo))).body

describe('an endpoint', () => {
  it('shows its secret once and never again', async () => {
    const made = await endpoint('/secret', ['order.paid'])
    expect(made.secret).toMatch(/^whsec_[A-Za-z0-9_-]{43}$/)
    const list = await hospital.get('/v1/webhook-endpoints', hospital.keyOf('his'))
    const one = await hospital.get(`/v1/webhook-endpoints/${made.endpointId}`, hospital.keyOf('his'))
    expect(list.text + one.text).not.toContain(made.secret)
    const { rows } = await hospital.sql('select webhook_endpoint::text as row from medsettle.webhook_endpoint')
    expect(rows.some(({ row }) => row.includes(made.secret))).toBe(false)
    await shut(made)
  })

  it.each(['ftp://127.0.0.1/', 'file:///etc/hostname', 'http://user:pass@127.0.0.1/', 'nowhere'])(
    'at %s is refused',
    async (url) => {
      const answer = await hospital.post('/v1/webhook-endpoints', { url, topics: ['*'] })
      expect([answer.status, answer.body.place]).toEqual([400, 'body.url'])
    },
  )

  it('can be changed, and is told nothing after it is shut', async () => {
    const made = await endpoint('/before', ['order.closed'])
    const changed = await hospital.send(`/v1/webhook-endpoints/${made.endpointId}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${hospital.keyOf('his')}`, 'content-type': 'application/json' },
      body: JSON.stringify({ url: `${base}/after`, topics: ['order.quoted'] }),
    })
    expect([changed.status, changed.body.url]).toEqual([200, `${base}/after`])
    await quote('HB-CHANGED')
    await eventually(
      async () => heardAt('/after').length,
      (length) => length === 1,
    )
    await shut(made)
    await quote('HB-SHUT')
    const one = await hospital.get(`/v1/webhook-endpoints/${made.endpointId}`, hospital.keyOf('his'))
    expect(one.body.disabledAt).not.toBeNull()
    const { rows } = await hospital.sql(`select count(*)::int as count from medsettle.webhook_delivery
      where endpoint_id = '${made.endpointId}'`)
    expect(rows[0].count).toBe(1)
  })
})

describe('delivery', () => {
  it('survives two failures, keeps the order of events, and signs every try', async () => {
    const made = await endpoint('/his', ['*'])
    script = [500, 302]
    const { orderId } = await quote('HB-1')
    const charging = await hospital.post(`/v1/payment-orders/${orderId}/pay`, wechat)
    await hospital.admin('/admin/wallet/pay', { channel: 'wechat-pay', orderId: charging.body.attempts[0].attemptId })
    const all = await eventually(
      async () => heardAt('/his'),
      (list) => topicsOf(list).includes('order.paid'),
    )
    expect(topicsOf(all)).toEqual(['order.quoted', 'order.quoted', 'order.quoted', 'order.charging', 'order.paid'])
    expect(new Set(all.slice(0, 3).map((one) => one.headers['medsettle-event-id'])).size).toBe(1)
    for (const { headers, body } of all)
      expect(headers['medsettle-signature']).toBe(signEvent(made.secret, headers['medsettle-timestamp']!, body))
    expect(JSON.parse(all[0]!.body)).toMatchObject({
      institutionId: 'H-ONE',
      orderId,
      payload: { status: 'quoted', totalFen: 25_600 },
    })
    expect(heardAt('/elsewhere')).toEqual([])
    expect(all.map((one) => one.body).join('')).not.toContain('患者')

    const log = await hospital.get(`/v1/webhook-endpoints/${made.endpointId}/deliveries`, hospital.keyOf('his'))
    const first = log.body.items.at(-1)
    expect(first).toMatchObject({ topic: 'order.quoted', tries: 3, lastError: null, nextTryAt: null })
    expect(first.deliveredAt).not.toBeNull()
    await shut(made)
  })

  it('given up after a day opens a work order, lets later events pass, and can be sent again', async () => {
    const made = await endpoint('/given-up', ['*'])
    script = Array.from({ length: 1 }, () => 503)
    const where = `endpoint_id = '${made.endpointId}'`
    const { orderId } = await quote('HB-2')
    await eventually(
      async () => heardAt('/given-up').length,
      (length) => length === 1,
    )
    // as after a day of failures: this try is the last
    await hospital.sql(`update medsettle.webhook_delivery set tries = 35, next_try_at = 'epoch' where ${where}`)
    script = [503]
    const orders = await eventually(
      () => hospital.get('/v1/work-orders?cause=EVENT_UNDELIVERED', hospital.keyOf('finance')),
      (answer) => answer.body.items.length === 1,
    )
    expect(orders.body.items[0]).toMatchObject({ status: 'open', orderId })
    expect(orders.body.items[0].title).toContain('order.quoted')
    await hospital.post(`/v1/payment-orders/${orderId}/cancel`, {})
    await eventually(
      async () => topicsOf(heardAt('/given-up')),
      (topics) => topics.includes('order.closed'),
    )
    const log = await hospital.get(`/v1/webhook-endpoints/${made.endpointId}/deliveries`, hospital.keyOf('his'))
    const lost = log.body.items.at(-1)
    expect(lost).toMatchObject({ deliveredAt: null, nextTryAt: null, lastError: 'HTTP_503', tries: 36 })
    const path = `/v1/webhook-endpoints/${made.endpointId}/deliveries/${lost.eventId}/retry`
    expect((await hospital.post(path, {})).status).toBe(200)
    await eventually(
      async () => topicsOf(heardAt('/given-up')).at(-1),
      (topic) => topic === 'order.quoted',
    )
    const again = await hospital.post(path, {})
    expect([again.status, again.body.code]).toEqual([409, 'DELIVERY_NOT_GIVEN_UP'])
    await shut(made)
  })

  it('of one order by several processes at once is still one by one and in order', async () => {
    const made = await endpoint('/many', ['*'])
    const sent: string[] = []
    let inFlight = 0
    let most = 0
    const post = async (_url: string, { body }: { body: string }) => {
      most = Math.max(most, ++inFlight)
      await new Promise((done) => setTimeout(done, 20))
      inFlight--
      sent.push(body)
      return { status: 200 }
    }
    // due only in a hundred years, so that the running server leaves them to the three below
    await hospital.sql(`create function medsettle.test_park() returns trigger language plpgsql as
      $$ begin new.next_try_at = '2100-01-01'; return new; end $$`)
    await hospital.sql(`create trigger test_park before insert on medsettle.webhook_delivery
      for each row execute function medsettle.test_park()`)
    const { orderId } = await quote('HB-3')
    await hospital.post(`/v1/payment-orders/${orderId}/cancel`, {})
    await hospital.sql('drop trigger test_park on medsettle.webhook_delivery')
    const { world } = hospital.server.platform
    const late = { ...world, surroundings: { ...world.surroundings, now: () => new Date('2100-01-02T00:00:00Z') } }
    const rounds = await Promise.all([1, 2, 3].map(() => deliverEvents(late, post)))
    expect(sent.map((body) => JSON.parse(body).topic)).toEqual(['order.quoted', 'order.closed'])
    expect(rounds.reduce((total, one) => total + one.delivered, 0)).toBe(2)
    expect(most).toBe(1)
    expect(heardAt('/many')).toEqual([])
    await shut(made)
  })
})
