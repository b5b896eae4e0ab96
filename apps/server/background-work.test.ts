import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually, openHospital, selfPayBill, type TestHospital, wechat } from './test-hospital.ts'

/** Would catch: a janitor that dies with its database connection, and a process that dies with it. */
let hospital: TestHospital

beforeAll(async () => {
  hospital = await openHospital()
})
afterAll(() => hospital.close())

const breakEveryConnection = () =>
  hospital.sql(`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`)

describe('background work', () => {
  it('goes on after every database connection was broken, again and again', async () => {
    const { body: quoted } = await hospital.post('/v1/bills', selfPayBill('HB-1'))
    const charging = await hospital.post(`/v1/payment-orders/${quoted.orderId}/pay`, wechat)
    const fault = { channel: 'wechat-pay', operation: 'notify', fault: { kind: 'no-notify' }, times: 1000 }
    await hospital.admin('/admin/faults', fault)
    for (let times = 0; times < 5; times++) {
      await breakEveryConnection()
      await sleep(120)
    }
    await hospital.admin('/admin/wallet/pay', { channel: 'wechat-pay', orderId: charging.body.attempts[0].attemptId })
    // nobody tells us; only the janitor can find it
    const paid = await eventually(
      () => hospital.get(`/v1/payment-orders/${quoted.orderId}`),
      (answer) => answer.body?.status === 'paid',
    )
    expect(paid.body.attempts).toHaveLength(1)
  })

  it('forgets keys that nobody will send again', async () => {
    await hospital.sql(`update medsettle.idempotency_key set created_at = now() - interval '31 days'`)
    const count = async () => (await hospital.sql('select 1 from medsettle.idempotency_key')).rowCount
    expect(await count()).toBeGreaterThan(0)
    const { forgetOldKeys } = await import('../../store/idempotency.ts')
    const forgotten = await forgetOldKeys(hospital.server.platform.world.store.database, 30)
    expect(forgotten).toBeGreaterThan(0)
    expect(await count()).toBe(0)
  })
})
