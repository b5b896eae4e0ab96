import { afterAll, beforeAll, expect, it } from 'vitest'
import { performCall } from '../../flow/perform-call.ts'
import { openHospital, selfPayBill, type TestHospital, wechat } from './test-hospital.ts'

/** Would catch: a channel shut because it truthfully said "I know no such order", and a payer kept out after it is back. */
let hospital: TestHospital

beforeAll(async () => {
  // no janitor: only the calls of these tests are measured
  hospital = await openHospital({ everyMs: 3_600_000 })
})
afterAll(() => hospital.close())

const charging = async (hisBillNo: string) => {
  const { body } = await hospital.post('/v1/bills', selfPayBill(hisBillNo))
  return hospital.post(`/v1/payment-orders/${body.orderId}/pay`, wechat)
}

it('a channel that was asked about orders it never saw, as after a crash, is healthy', async () => {
  const { world } = hospital.server.platform
  const { body } = await charging('HB-1')
  const file = (await world.store.order(body.orderId))!
  const attempt = { ...file.attempts[0]!, attemptId: 'pa_neverheardof' as never }
  const heard = []
  const bill = () => world.store.bill(file.order.billId)
  for (let asked = 0; asked < 12; asked++)
    heard.push(await performCall(world, file, { kind: 'queryCharge', attempt }, bill))
  expect(heard.map((one) => [one.status, one.notFound])).toEqual(Array(12).fill(['unknown', true]))
  expect(world.health('wechat-pay')).toBe('healthy')
})

it('a silent channel is shut for a minute, and the same key gets through once it is open again', async () => {
  const { world } = hospital.server.platform
  await hospital.admin('/admin/faults', { channel: 'wechat-pay', fault: { kind: 'http-500' }, times: 30 })
  for (let tries = 0; tries < 20; tries++) await charging(`HB-2-${tries}`)
  expect(world.health('wechat-pay')).toBe('down')
  const { body: quoted } = await hospital.post('/v1/bills', selfPayBill('HB-3'))
  const pay = () => hospital.post(`/v1/payment-orders/${quoted.orderId}/pay`, wechat, { once: 'key-down' })
  const shut = await pay()
  expect([shut.status, shut.body.code, shut.body.moneyMoved, shut.body.retrySameKey]).toEqual([
    503,
    'CHANNEL_DOWN',
    'none',
    true,
  ])
  await fetch(`${hospital.sandboxUrl}/admin/faults`, { method: 'DELETE' })
  await hospital.setClock(new Date('2026-11-21T02:03:00Z'))
  const open = await pay()
  expect([open.status, open.body.status], open.text).toEqual([200, 'charging'])
})
