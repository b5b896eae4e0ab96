import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually, insuredBill, openHospital, selfPayBill, type TestHospital, wechat } from './test-hospital.ts'

/** Would catch: money posted on a forged word, a replay that pays twice, an answer "accepted" before anything is written. */
let hospital: TestHospital

/** Stands between the sandbox and us and keeps what the channel sent, so that it can be sent again or bent. */
interface Post {
  readonly headers: Record<string, string>
  readonly body: Buffer
}
let recorder: Server
const recorded: Post[] = []

beforeAll(async () => {
  hospital = await openHospital()
  recorder = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    recorded.push({ headers: request.headers as Record<string, string>, body: Buffer.concat(chunks) })
    response.writeHead(500).end()
  })
  await new Promise<void>((done) => recorder.listen(0, '127.0.0.1', done))
})
afterAll(async () => {
  recorder.closeAllConnections()
  await new Promise((done) => recorder.close(done))
  await hospital.close()
})

const orderOf = async (orderId: string) => (await hospital.get(`/v1/payment-orders/${orderId}`)).body
const count = async (verdict: string): Promise<number> => {
  const { text } = await hospital.send('/metrics', {})
  const found = new RegExp(`medsettle_notifications_total\\{channel="wechat-pay",verdict="${verdict}"\\} (\\d+)`).exec(
    text,
  )
  return Number(found?.[1] ?? 0)
}
const deliver = (post: Post, path = '/notify/wechat-pay/H-ONE') => {
  const { host: _, connection: __, 'content-length': ___, ...headers } = post.headers
  return hospital.send(path, { method: 'POST', headers, body: new Uint8Array(post.body) })
}

/** Pays an order while its notifications go to the recorder; the janitor is kept from asking meanwhile. */
async function payUnheard(hisBillNo: string): Promise<{ orderId: string; post: Post }> {
  const { body: quoted } = await hospital.post('/v1/bills', selfPayBill(hisBillNo))
  const { settings } = hospital.server.platform.world
  const { publicUrl } = settings
  const { port } = recorder.address() as AddressInfo
  Object.assign(settings, { publicUrl: `http://127.0.0.1:${port}` })
  const charging = await hospital.post(`/v1/payment-orders/${quoted.orderId}/pay`, wechat)
  Object.assign(settings, { publicUrl })
  await hospital.sql(`update medsettle.attempt set next_check_at = next_check_at + interval '1 hour'
    where order_id = '${quoted.orderId}'`)
  const before = recorded.length
  await hospital.admin('/admin/wallet/pay', { channel: 'wechat-pay', orderId: charging.body.attempts[0].attemptId })
  await eventually(
    async () => recorded.length,
    (length) => length > before,
  )
  return { orderId: quoted.orderId, post: recorded.at(-1)! }
}

describe('a notification', () => {
  it('is heard once; its replay is answered like it and changes nothing', async () => {
    const { orderId, post } = await payUnheard('HB-1')
    expect((await orderOf(orderId)).status).toBe('charging')
    const first = await deliver(post)
    expect(first.status, first.text).toBeLessThan(300)
    const paid = await eventually(
      () => orderOf(orderId),
      (order) => order.status === 'paid',
    )
    const transfers = await hospital.sql(`select count(*) from medsettle.transfer where order_id = '${orderId}'`)

    const [accepted, replayed] = [await count('accepted'), await count('replayed')]
    const again = await Promise.all([deliver(post), deliver(post), deliver(post)])
    expect(again.map((one) => [one.status, one.text])).toEqual(again.map(() => [first.status, first.text]))
    expect(await count('replayed')).toBe(replayed + 3)
    expect(await count('accepted')).toBe(accepted)
    expect((await orderOf(orderId)).version).toBe(paid.version)
    const after = await hospital.sql(`select count(*) from medsettle.transfer where order_id = '${orderId}'`)
    expect(after.rows).toEqual(transfers.rows)
  })

  it.each<[string, (post: Post) => Post]>([
    ['one changed byte', (post) => ({ ...post, body: Buffer.from(post.body.toString().replace('"', ' "')) })],
    ['another signature', (post) => bend(post, 'wechatpay-signature', Buffer.alloc(256, 1).toString('base64'))],
    ['no signature', (post) => bend(post, 'wechatpay-signature', '')],
    ['another time', (post) => bend(post, 'wechatpay-timestamp', '1')],
    ['nothing in it', (post) => ({ ...post, body: Buffer.alloc(0) })],
  ])('with %s is refused and moves nothing', async (_what, change) => {
    const { orderId, post } = await payUnheard(`HB-BAD-${recorded.length}`)
    const refused = await count('refused')
    const answer = await deliver(change(post))
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect((await orderOf(orderId)).status).toBe('charging')
    expect(await count('refused')).toBe(refused + 1)
    const honest = await deliver(post)
    expect(honest.status, honest.text).toBeLessThan(300)
  })

  it('of another hospital is not ours', async () => {
    const { orderId, post } = await payUnheard('HB-2')
    const answer = await deliver(post, '/notify/wechat-pay/H-TWO')
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect((await orderOf(orderId)).status).toBe('charging')
  })

  it.each(['/notify/wechat-pay/H-NONE', '/notify/no-such-channel/H-ONE'])('to %s reaches nobody', async (path) => {
    const answer = await hospital.send(path, { method: 'POST', body: '{}' })
    expect([answer.status, answer.body.code]).toEqual([404, 'CHANNEL_NOT_FOUND'])
  })

  it('is answered when it is written, not when the insurer has answered', async () => {
    await hospital.admin('/admin/faults', {
      channel: 'nhsa',
      operation: '2207',
      fault: { kind: 'delay', ms: 1_500 },
      times: 1,
    })
    const { body: quoted } = await hospital.post('/v1/bills', insuredBill('HB-3'))
    const charging = await hospital.post(`/v1/payment-orders/${quoted.orderId}/pay`, wechat)
    await hospital.admin('/admin/wallet/pay', { channel: 'wechat-pay', orderId: charging.body.attempts[0].attemptId })
    const settling = await eventually(
      () => orderOf(quoted.orderId),
      (order) => order.attempts.some((one: { leg: string }) => one.leg === 'insurance'),
    )
    expect(settling.status).toBe('charging')
    await eventually(
      async () => count('accepted'),
      (accepted) => accepted > 0,
    )
    await eventually(
      () => orderOf(quoted.orderId),
      (order) => order.status === 'paid',
    )
    const histogram = (await hospital.send('/metrics', {})).text
    expect(histogram).toMatch(
      /medsettle_channel_call_seconds_count\{channel="nhsa",kind="settleInsurance",status="settled"\} 1/,
    )
  })
})

const bend = (post: Post, header: string, value: string): Post => ({
  ...post,
  headers: { ...post.headers, [header]: value },
})
