import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { revokeApiKey } from '../../store/api-key.ts'
import { eventually, NEIGHBOUR, openHospital, selfPayBill, type TestHospital, wechat } from './test-hospital.ts'

/** Would catch: a key that opens more than its role, and one hospital reading another's money, by the API or in SQL. */
let hospital: TestHospital
let order: { orderId: string; billId: string }

beforeAll(async () => {
  hospital = await openHospital()
  order = (await hospital.post('/v1/bills', selfPayBill('HB-1'))).body
  const charging = await hospital.post(`/v1/payment-orders/${order.orderId}/pay`, wechat)
  await hospital.admin('/admin/wallet/pay', { channel: 'wechat-pay', orderId: charging.body.attempts[0].attemptId })
  await eventually(
    () => hospital.get(`/v1/payment-orders/${order.orderId}`),
    (answer) => answer.body.status === 'paid',
  )
  await hospital.sql(`insert into medsettle.work_order (region_id, institution_id, work_order_id, subject_key, cause,
    title, status, opened_at, due_at) values ('330100', 'H-ONE', 'wo_test_1', 'TEST:1', 'TEST', '测试工单', 'open', now(), now())`)
})
afterAll(() => hospital.close())

type Role = 'his' | 'finance' | 'viewer'
const WRITES: [path: () => string, body: unknown, allowed: Role][] = [
  [() => '/v1/bills', selfPayBill('HB-1'), 'his'],
  [() => `/v1/payment-orders/${order.orderId}/pay`, wechat, 'his'],
  [() => `/v1/payment-orders/${order.orderId}/cancel`, {}, 'his'],
  [() => '/v1/refunds', { orderId: 'po_none', amountFen: 1, reason: '退药' }, 'his'],
  [() => '/v1/his-records', { date: '2026-11-21', records: [] }, 'his'],
  [() => '/v1/webhook-endpoints', { url: 'http://127.0.0.1:9/', topics: ['*'] }, 'his'],
  [() => '/v1/reconciliation-runs', { date: '2026-11-21' }, 'finance'],
  [() => '/v1/work-orders/wo_none/resolve', { resolution: '已核对' }, 'finance'],
  [() => '/v1/agreements', { document: {} }, 'finance'],
  [() => '/v1/agreements/none/versions/1/signature', { signature: '0'.repeat(128) }, 'finance'],
  [() => '/v1/agreements/none/periods/2026/facts', { name: 'cost', value: '1' }, 'finance'],
  [() => '/v1/agreements/none/periods/2026/proposals/1/accept', { hash: '0'.repeat(64) }, 'finance'],
]
const READS: [path: () => string, allowed: Role[]][] = [
  [() => `/v1/bills/${order.billId}`, ['his', 'viewer']],
  [() => '/v1/payment-orders', ['his', 'finance', 'viewer']],
  [() => `/v1/payment-orders/${order.orderId}`, ['his', 'finance', 'viewer']],
  [() => '/v1/refunds', ['his', 'finance', 'viewer']],
  [() => '/v1/statements', ['finance', 'viewer']],
  [() => '/v1/reconciliation-runs', ['finance', 'viewer']],
  [() => '/v1/differences', ['finance', 'viewer']],
  [() => '/v1/work-orders', ['finance', 'viewer']],
  [() => '/v1/ledger/trial-balance', ['finance', 'viewer']],
  [() => '/v1/ledger/accounts', ['finance', 'viewer']],
  [() => '/v1/ledger/transfers', ['finance', 'viewer']],
  [() => '/v1/clearing-positions', ['finance', 'viewer']],
  [() => '/v1/agreements', ['finance', 'viewer']],
  [() => '/v1/webhook-endpoints', ['his', 'viewer']],
]
const ROLES: Role[] = ['his', 'finance', 'viewer']

describe('roles', () => {
  it('write only what is theirs', async () => {
    for (const [path, body, allowed] of WRITES)
      for (const role of ROLES) {
        const answer = await hospital.post(path(), body, { key: hospital.keyOf(role) })
        const isShut = answer.status === 403 && answer.body.code === 'ROLE_NOT_ALLOWED'
        expect([path(), role, isShut]).toEqual([path(), role, role !== allowed])
      }
  })

  it('read only what is theirs', async () => {
    for (const [path, allowed] of READS)
      for (const role of ROLES) {
        const answer = await hospital.get(path(), hospital.keyOf(role))
        expect([path(), role, answer.status]).toEqual([path(), role, allowed.includes(role) ? 200 : 403])
      }
  })

  it.each(['', 'Bearer', 'Bearer msk_short', `Bearer msk_${'A'.repeat(43)}`, 'Basic abc'])(
    'nobody enters with %j',
    async (authorization) => {
      const answer = await hospital.send('/v1/payment-orders', { headers: authorization ? { authorization } : {} })
      expect([answer.status, answer.body.code]).toEqual([401, 'UNAUTHENTICATED'])
      expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    },
  )

  it('a revoked key is shut out at once, and only its hash was ever kept', async () => {
    const key = hospital.keyOf('viewer', NEIGHBOUR)
    expect((await hospital.get('/v1/payment-orders', key)).status).toBe(200)
    const { database } = hospital.server.platform.world.store
    expect(await revokeApiKey(database, key, new Date())).toBe(true)
    expect((await hospital.get('/v1/payment-orders', key)).status).toBe(401)
    const { rows } = await hospital.sql('select api_key::text as row from medsettle.api_key')
    expect(rows.some(({ row }) => row.includes(key) || row.includes(key.slice(4)))).toBe(false)
  })
})

describe('another hospital', () => {
  it('finds nothing of ours by the API', async () => {
    const his = hospital.keyOf('his', NEIGHBOUR)
    const finance = hospital.keyOf('finance', NEIGHBOUR)
    for (const [path, code] of [
      [`/v1/bills/${order.billId}`, 'BILL_NOT_FOUND'],
      [`/v1/payment-orders/${order.orderId}`, 'ORDER_NOT_FOUND'],
    ] as const) {
      const answer = await hospital.get(path, his)
      expect([path, answer.status, answer.body.code]).toEqual([path, 404, code])
    }
    for (const path of ['/v1/payment-orders', '/v1/ledger/transfers', '/v1/work-orders', '/v1/refunds'])
      expect([path, (await hospital.get(path, finance)).body.items]).toEqual([path, []])
    expect((await hospital.get(`/v1/ledger/transfers?orderId=${order.orderId}`, finance)).body.items).toEqual([])
  })

  it('changes nothing of ours by the API', async () => {
    const key = hospital.keyOf('his', NEIGHBOUR)
    const refund = await hospital.post('/v1/refunds', { orderId: order.orderId, amountFen: 1, reason: '退药' }, { key })
    const cancel = await hospital.post(`/v1/payment-orders/${order.orderId}/cancel`, {}, { key })
    const finance = hospital.keyOf('finance', NEIGHBOUR)
    const resolve = await hospital.post('/v1/work-orders/wo_test_1/resolve', { resolution: '算了' }, { key: finance })
    expect([refund.status, cancel.status, resolve.status]).toEqual([404, 404, 404])
    expect((await hospital.get('/v1/work-orders', hospital.keyOf('finance'))).body.items[0].status).toBe('open')
  })

  it.each([
    'bill',
    'payment_order',
    'attempt',
    'transfer',
    'work_order',
    'event',
    'account',
    'idempotency_key',
    'api_key',
  ])('finds nothing of ours in %s by SQL', async (table) => {
    const text = `select count(*)::int as count from medsettle.${table} where institution_id = 'H-ONE'`
    const theirs = await hospital.sql(text, { role: 'medsettle_api', institutionId: NEIGHBOUR })
    const ours = await hospital.sql(text, { role: 'medsettle_api', institutionId: 'H-ONE' })
    const nobody = await hospital.sql(text, { role: 'medsettle_api' })
    expect([theirs.rows[0].count, nobody.rows[0].count]).toEqual([0, 0])
    expect(ours.rows[0].count).toBeGreaterThan(0)
  })

  it('cannot write into our name by SQL', async () => {
    const act = hospital.sql(
      `insert into medsettle.his_record (region_id, institution_id, business_date, his_bill_no, kind, amount_fen)
        values ('330100', 'H-ONE', '2026-11-21', 'X', 'payment', 1)`,
      { role: 'medsettle_api', institutionId: NEIGHBOUR },
    )
    await expect(act).rejects.toThrow(/row-level security/)
  })
})

describe('what moved', () => {
  it.each(['medsettle_api', 'medsettle_worker'] as const)('can be changed by nobody, not by %s', async (role) => {
    const as = { role, institutionId: 'H-ONE' }
    for (const text of [
      'update medsettle.transfer set amount_fen = 1',
      'delete from medsettle.transfer',
      'truncate medsettle.transfer',
      'update medsettle.event set topic = topic',
      'delete from medsettle.event',
      'delete from medsettle.payment_order',
    ])
      await expect(hospital.sql(text, as), text).rejects.toThrow(/permission denied|LEDGER_IMMUTABLE/)
  })

  it('not even by the owner of the database', async () => {
    await expect(hospital.sql('update medsettle.transfer set amount_fen = 1')).rejects.toThrow(/LEDGER_IMMUTABLE/)
    await expect(hospital.sql('delete from medsettle.transfer')).rejects.toThrow(/LEDGER_IMMUTABLE/)
  })

  it('the API role cannot make itself keys', async () => {
    const text = `insert into medsettle.api_key (key_hash, institution_id, label, roles, created_at)
      values ('\\x00', 'H-ONE', 'x', '{his}', now())`
    await expect(hospital.sql(text, { role: 'medsettle_api', institutionId: 'H-ONE' })).rejects.toThrow(
      /permission denied/,
    )
  })
})
