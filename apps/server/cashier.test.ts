import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readView } from '../cashier/session/read-view.ts'
import { eventually, insuredBill, openHospital, selfPayBill, type TestHospital } from './test-hospital.ts'

/** Would catch: a patient who is shown a wrong sum, sees another's order, pays twice, or learns nothing of what happened. */
let hospital: TestHospital
const lines: string[] = []

beforeAll(async () => {
  hospital = await openHospital({ logger: { level: 'info', stream: { write: (line) => void lines.push(line) } } })
})
afterAll(() => hospital.close())

interface Link {
  readonly token: string
  readonly orderId: string
}
async function linkOf(bill: Parameters<TestHospital['post']>[1]): Promise<Link> {
  const { body } = await hospital.post('/v1/bills', bill)
  return { token: body.payUrl.split('/').at(-1), orderId: body.orderId }
}
const look = async ({ token }: Link) => (await hospital.send(`/v1/cashier/${token}`, {})).body
const pay = ({ token }: Link, body: unknown, key = Math.random().toString(36)) =>
  hospital.send(`/v1/cashier/${token}/pay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
  })
const wechatBody = () => ({ channel: 'wechat-pay', product: 'native', returnUrl: `${hospital.url}/pay/x` })
const confirm = async (link: Link) => {
  const { body } = await hospital.get(`/v1/payment-orders/${link.orderId}`)
  const open = body.attempts.find((one: { status: string }) => one.status === 'pending')
  await hospital.admin('/admin/wallet/pay', { channel: open.channel, orderId: open.attemptId })
}

describe('the view', () => {
  it('is the one the page accepts, with masked name and a picture that adds up', async () => {
    const view = readView(await look(await linkOf(insuredBill('HB-1'))))
    expect(view).toMatchObject({
      status: 'quoted',
      institution: { name: '测试医院一' },
      patientMasked: '患**',
      bill: { hisBillNo: 'HB-1', total: 76_800 },
      cash: 43_252,
      needsStepUp: false,
      presentation: null,
      receipt: null,
      refunded: 0,
    })
    expect(view.payers.map(({ payer, amount }) => [payer, amount])).toEqual([
      ['pooledFund', 28_548],
      ['personalAccount', 5_000],
      ['selfPay', 43_252],
    ])
    expect(view.channels.map((one) => one.channel).sort()).toEqual(['alipay', 'wechat-pay'])
    expect(view.channels.filter((one) => one.recommended)).toHaveLength(1)
    expect(view.reasons.length).toBeGreaterThan(0)
    expect(view.progress[0]!.text).toEqual({ zh: '账单已核算', en: 'Your bill has been worked out' })
  })

  it.each(['x', 'A'.repeat(43), '%00', '../health'])('of the token %j is nobody’s', async (token) => {
    const answer = await hospital.send(`/v1/cashier/${encodeURIComponent(token)}`, {})
    expect([answer.status, answer.body.code]).toEqual([404, 'LINK_UNKNOWN'])
  })

  it('asks for one more look when the rules want it', async () => {
    const bill = selfPayBill('HB-DEAR')
    const dear = { ...bill, lines: bill.lines!.map((line) => ({ ...line, quantity: '100' })) }
    const link = await linkOf(dear)
    expect((await look(link)).needsStepUp).toBe(true)
    const refused = await pay(link, wechatBody())
    expect([refused.status, refused.body.code, refused.body.moneyMoved]).toEqual([409, 'STEP_UP_NEEDED', 'none'])
    const confirmed = await pay(link, { ...wechatBody(), stepUpConfirmed: true })
    expect([confirmed.status, confirmed.body.status]).toEqual([200, 'charging'])
  })
})

describe('paying', () => {
  it('leads to a receipt; the same key finds the order as it is now', async () => {
    const link = await linkOf(selfPayBill('HB-2'))
    const first = await pay(link, wechatBody(), 'once')
    expect(first.status, first.text).toBe(200)
    expect(readView(first.body)).toMatchObject({
      status: 'charging',
      chosenChannel: 'wechat-pay',
      presentation: { kind: 'qr' },
    })
    await confirm(link)
    const paid = await eventually(
      () => look(link),
      (view) => view.status === 'paid',
    )
    expect(readView(paid).receipt).toMatchObject({
      receiptNo: link.orderId,
      tenders: [{ payer: 'selfPay', channel: 'wechat-pay', amount: 25_600, channelRef: expect.stringMatching(/.+/) }],
    })
    const again = await pay(link, wechatBody(), 'once')
    expect([again.status, again.body.status]).toEqual([200, 'paid'])
    const second = await pay(link, wechatBody(), 'twice')
    expect([second.status, second.body.code, second.body.moneyMoved]).toEqual([409, 'ORDER_NOT_PAYABLE', 'moved'])
  })

  it('can switch to another wallet: the first is closed at its channel before', async () => {
    const link = await linkOf(selfPayBill('HB-3'))
    await pay(link, wechatBody())
    const switched = await hospital.send(`/v1/cashier/${link.token}/switch`, { method: 'POST' })
    expect(switched.status, switched.text).toBe(200)
    const quoted = await eventually(
      () => look(link),
      (view) => view.status === 'quoted',
    )
    expect(quoted.chosenChannel).toBeNull()
    const alipay = await pay(link, { ...wechatBody(), channel: 'alipay', product: 'native' })
    expect([alipay.status, alipay.body.chosenChannel], alipay.text).toEqual([200, 'alipay'])
    const orders = (await (await fetch(`${hospital.sandboxUrl}/admin/orders?channel=wechat-pay`)).json()) as {
      ourOrderId: string
      status: string
    }[]
    const wechatOrder = orders.find((one) => one.ourOrderId.startsWith(`at_${link.orderId.slice(3)}`))
    expect(wechatOrder?.status).toMatch(/closed/i)
  })

  it('does not become a bridge to elsewhere', async () => {
    const link = await linkOf(selfPayBill('HB-4'))
    for (const returnUrl of ['https://evil.example/pay', 'javascript:alert(1)', '//evil.example']) {
      const answer = await pay(link, { ...wechatBody(), returnUrl })
      expect([returnUrl, answer.status, answer.body.code]).toEqual([returnUrl, 400, 'REQUEST_INVALID'])
    }
  })

  it('without a wallet is refused while cash is due', async () => {
    const answer = await pay(await linkOf(selfPayBill('HB-5')), { channel: null })
    expect([answer.status, answer.body.code, answer.body.moneyMoved]).toEqual([422, 'TENDER_NO_WALLET', 'none'])
  })
})

describe('the event stream', () => {
  it('tells the view at once and after every change, also one that another process made', async () => {
    const link = await linkOf(selfPayBill('HB-6'))
    const stream = await fetch(`${hospital.url}/v1/cashier/${link.token}/events`)
    expect(stream.headers.get('content-type')).toContain('text/event-stream')
    const views = readStream(stream)
    expect((await views.next()).value).toBe('quoted')
    await pay(link, wechatBody())
    const seen: string[] = []
    while (seen.at(-1) !== 'charging') seen.push((await views.next()).value!)
    await confirm(link)
    while (seen.at(-1) !== 'paid') seen.push((await views.next()).value!)

    // as if another server had written it: nobody in this process is told
    await hospital.sql(`update medsettle.payment_order set status = 'closed', version = version + 1
      where order_id = '${link.orderId}'`)
    expect((await views.next()).value).toBe('closed')
    await stream.body!.cancel().catch(() => {})
  })

  it('of an unknown link is refused', async () => {
    const answer = await hospital.send('/v1/cashier/unknown/events', {})
    expect([answer.status, answer.body.code]).toEqual([404, 'LINK_UNKNOWN'])
  })
})

/** The status of every `view` event. */
async function* readStream(response: Response): AsyncGenerator<string, undefined> {
  let text = ''
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return undefined
    text += value
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const event = text.slice(0, end)
      text = text.slice(end + 2)
      const data = /^data: (.*)$/m.exec(event)?.[1]
      if (event.startsWith('event: view') && data) yield readView(JSON.parse(data)).status
    }
  }
}

describe('in trouble', () => {
  it('somebody who asks too often is told to wait, and only that link', async () => {
    const link = await linkOf(selfPayBill('HB-7'))
    const other = await linkOf(selfPayBill('HB-8'))
    const answers = await Promise.all(Array.from({ length: 250 }, () => hospital.send(`/v1/cashier/${link.token}`, {})))
    const limited = answers.filter((one) => one.status === 429)
    expect(limited.length).toBeGreaterThan(0)
    expect(limited[0]!.body.code).toBe('RATE_LIMITED')
    expect((await hospital.send(`/v1/cashier/${other.token}`, {})).status).toBe(200)
  })

  it('no log line holds a token, a name, a key or a secret', async () => {
    const link = await linkOf(insuredBill('HB-9'))
    await hospital.send(`/pay/${link.token}`, {})
    await hospital.send(`/v1/cashier/${link.token}/nowhere`, {})
    const log = lines.join('')
    expect(lines.length).toBeGreaterThan(20)
    expect(log).toContain('/v1/cashier/:token')
    for (const secret of [link.token, '患者甲', 'TESTCERT0001', '13800000000', hospital.keyOf('his'), 'msk_'])
      expect(log.includes(secret), secret).toBe(false)
  })
})
