import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, eventually, insuredBill, openHospital, selfPayBill, type TestHospital } from './test-hospital.ts'

/**
 * A day is lived and closed over HTTP. Would catch: a difference nobody is told of, a statement that is not kept as it
 * came, an export that a spreadsheet misreads or executes.
 */
let hospital: TestHospital
let closed: Answer
const DAY = '2026-11-21'
const finance = (): { key: string } => ({ key: hospital.keyOf('finance') })
const read = (path: string) => hospital.get(path, hospital.keyOf('finance'))

async function payBill(bill: { hisBillNo: string }, channel: string): Promise<string> {
  const { body: quoted } = await hospital.post('/v1/bills', bill)
  const choices = [{ channel, product: 'native' }]
  const charging = await hospital.post(`/v1/payment-orders/${quoted.orderId}/pay`, { choices })
  expect(charging.status, charging.text).toBe(200)
  await hospital.admin('/admin/wallet/pay', { channel, orderId: charging.body.attempts[0].attemptId })
  await eventually(
    () => hospital.get(`/v1/payment-orders/${quoted.orderId}`),
    (answer) => answer.body.status === 'paid',
  )
  return quoted.orderId
}

beforeAll(async () => {
  hospital = await openHospital()
  const first = await payBill(selfPayBill('HB-1'), 'wechat-pay')
  await payBill(selfPayBill('HB-2'), 'alipay')
  await payBill(insuredBill('HB-3'), 'wechat-pay')
  await hospital.post('/v1/refunds', { orderId: first, amountFen: 5_600, reason: '退药' })
  await eventually(
    () => hospital.get(`/v1/payment-orders/${first}`),
    (answer) => answer.body.status === 'partlyRefunded',
  )
  // the HIS has forgotten HB-2 and has HB-1's refund with one fen more
  const records = [
    { hisBillNo: 'HB-1', kind: 'payment', amountFen: 25_600 },
    { hisBillNo: 'HB-1', kind: 'refund', amountFen: 5_601 },
    { hisBillNo: 'HB-3', kind: 'payment', amountFen: 76_800 },
  ]
  const taken = await hospital.post('/v1/his-records', { date: DAY, records })
  expect(taken.body).toEqual({ date: DAY, taken: 3 })
})
afterAll(() => hospital.close())

describe('closing a day', () => {
  it('waits until the day is over', async () => {
    const early = await hospital.post('/v1/reconciliation-runs', { date: DAY }, finance())
    expect([early.status, early.body.code]).toEqual([422, 'DAY_NOT_OVER'])
  })

  it('matches every channel, names what the HIS has otherwise, and leaves balanced books', async () => {
    await hospital.setClock(new Date('2026-11-22T02:00:00Z'))
    closed = await hospital.post('/v1/reconciliation-runs', { date: DAY }, finance())
    expect(closed.status, closed.text).toBe(200)
    const channels = Object.fromEntries(closed.body.channels.map((one: { channel: string }) => [one.channel, one]))
    // yuan: WeChat Pay 256.00 + 432.52 taken and 56.00 given back, Alipay 256.00, the insurer 334.80 − 0.32
    expect(channels['wechat-pay']).toMatchObject({ matched: 3, differences: 0, missing: null })
    expect(channels.alipay).toMatchObject({ matched: 1, differences: 0, missing: null })
    expect(channels.nhsa).toMatchObject({ matched: 1, differences: 0, missing: null })
    expect(closed.body.his).toEqual({ compared: true, matched: 2, differences: 2 })
    expect(closed.body.causes).toEqual({ MISSING_AT_HIS: 1, HIS_AMOUNT_DIFFERS: 1 })
    expect(closed.body.balanced).toBe(true)
  })

  it('again finds the same and opens nothing twice', async () => {
    const again = await hospital.post('/v1/reconciliation-runs', { date: DAY }, finance())
    expect(again.body).toMatchObject({ runId: closed.body.runId, causes: closed.body.causes, balanced: true })
    const { body } = await read('/v1/work-orders')
    expect(body.items.map((one: { cause: string }) => one.cause).sort()).toEqual([
      'HIS_AMOUNT_DIFFERS',
      'MISSING_AT_HIS',
    ])
    const runs = await read('/v1/reconciliation-runs')
    expect(runs.body.items).toHaveLength(1)
    const run = await read(`/v1/reconciliation-runs/${closed.body.runId}`)
    expect(run.body).toMatchObject({ businessDate: DAY, status: 'done' })
  })

  it('is no right over the neighbour’s day', async () => {
    const theirs = hospital.keyOf('finance', 'H-TWO')
    for (const path of ['/v1/statements', '/v1/differences', '/v1/reconciliation-runs', '/v1/clearing-positions'])
      expect([path, (await hospital.get(path, theirs)).body.items]).toEqual([path, []])
    const answer = await hospital.get(`/v1/reconciliation-runs/${closed.body.runId}`, theirs)
    expect([answer.status, answer.body.code]).toEqual([404, 'RUN_NOT_FOUND'])
  })
})

describe('what is left of it', () => {
  it('the statements, byte for byte', async () => {
    const { body } = await read(`/v1/statements?from=${DAY}&to=${DAY}`)
    expect(new Set(body.items.map((one: { channel: string }) => one.channel))).toEqual(
      new Set(['wechat-pay', 'alipay', 'nhsa']),
    )
    for (const file of body.items) {
      const path = `/v1/statements/${file.channel}/${file.kind}/${file.businessDate}/${file.sha256}`
      const response = await fetch(hospital.url + path, { headers: { authorization: `Bearer ${finance().key}` } })
      const bytes = Buffer.from(await response.arrayBuffer())
      expect([file.channel, bytes.length]).toEqual([file.channel, file.bytes])
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(file.sha256)
      expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="[\w.-]+"/)
    }
  })

  it('the differences, as JSON and as CSV', async () => {
    const { body } = await read(`/v1/differences?date=${DAY}`)
    const rows = body.items.map((one: Record<string, unknown>) => [
      one.cause,
      one.channelOrderId,
      one.oursFen,
      one.theirsFen,
    ])
    expect(rows.sort()).toEqual([
      ['HIS_AMOUNT_DIFFERS', 'HB-1', 5_600, 5_601],
      ['MISSING_AT_HIS', 'HB-2', 25_600, null],
    ])
    const csv = await read(`/v1/differences?date=${DAY}&format=csv`)
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    // fetch().text() eats the byte order mark, so the bytes are asked
    const raw = await fetch(`${hospital.url}/v1/differences?format=csv`, {
      headers: { authorization: `Bearer ${finance().key}` },
    })
    expect([...new Uint8Array(await raw.arrayBuffer()).slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    const [head, ...lines] = csv.text.trim().split('\r\n')
    expect(head).toBe('业务日期,渠道,原因,我方单号,渠道单号,我方金额（元）,对方金额（元）,说明')
    expect(lines).toHaveLength(2)
    expect(lines.join('\n')).toContain(',56.00,56.01,')
  })

  it('the clearing positions: taken − refunded − fee, with their value dates', async () => {
    const { body } = await read(`/v1/clearing-positions?from=${DAY}&to=${DAY}`)
    for (const one of body.items)
      expect([one.payer, one.dueFen]).toEqual([one.payer, one.takenFen - one.refundedFen - one.feeFen])
    const wechat = body.items.find((one: { payer: string }) => one.payer === 'wechat-pay')
    expect(wechat).toMatchObject({ takenFen: 68_852, refundedFen: 5_600, businessDate: DAY })
    expect(wechat.feeFen).toBeGreaterThan(0)
    // the 21st is a Saturday: money comes on Monday
    expect(wechat.valueDate).toBe('2026-11-23')
    const pooled = body.items.find((one: { payer: string }) => one.payer.endsWith('pooled-fund'))
    expect(pooled).toMatchObject({ takenFen: 28_548, feeFen: 0 })
    const csv = await read('/v1/clearing-positions?format=csv')
    expect(csv.text.trim().split('\r\n')).toHaveLength(1 + body.items.length)
  })

  it('the transfers, all of them in one file', async () => {
    const all: unknown[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const path: string = `/v1/ledger/transfers?limit=7${cursor === '' ? '' : `&cursor=${cursor}`}`
      const { body } = await read(path)
      all.push(...body.items)
      cursor = body.nextCursor
    }
    const csv = await read('/v1/ledger/transfers?format=csv')
    expect(csv.text.trim().split('\r\n')).toHaveLength(1 + all.length)
    expect(all.length).toBeGreaterThan(10)
  })

  it('a work order, resolved once', async () => {
    const { body } = await read('/v1/work-orders?status=open')
    const path = `/v1/work-orders/${body.items[0].workOrderId}/resolve`
    const resolution = '=HYPERLINK("x")，HIS 已补录'
    const done = await hospital.post(path, { resolution }, finance())
    expect(done.body).toMatchObject({ status: 'resolved', resolution, resolvedBy: '测试 finance' })
    const again = await hospital.post(path, { resolution: '再来一次' }, finance())
    expect([again.status, again.body.code]).toEqual([409, 'WORK_ORDER_RESOLVED'])
    const csv = await read('/v1/work-orders?status=resolved&format=csv')
    expect(csv.text).toContain(`"'=HYPERLINK(""x"")，HIS 已补录"`)
    expect((await read('/v1/work-orders?status=open')).body.items).toHaveLength(1)
  })
})
