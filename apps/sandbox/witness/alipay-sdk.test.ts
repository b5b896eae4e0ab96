// Would catch: a v2 or v3 signature, notification, refund rule or bill that Alipay's own SDK does not accept.
import { generateKeyPairSync } from 'node:crypto'
import { AlipaySdk } from 'alipay-sdk'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import yauzl from 'yauzl'
import { type AlipayConfig, type Stage, setStage } from './stage.ts'

let stage: Stage
let alipay: AlipaySdk

const connect = (config: AlipayConfig, change: Partial<AlipayConfig> = {}) =>
  new AlipaySdk({ keyType: 'PKCS8', ...config, ...change })

beforeAll(async () => {
  stage = await setStage()
  alipay = connect(stage.alipay)
})
afterAll(() => stage.close())

const exec = (method: string, bizContent: object, further: object = {}) =>
  alipay.exec(`alipay.trade.${method}`, { bizContent, ...further }, { validateSign: true })

const precreate = (outTradeNo: string, total: string, further: object = {}) =>
  exec(
    'precreate',
    { out_trade_no: outTradeNo, total_amount: total, subject: '互联网复诊', ...further },
    { notify_url: stage.mailbox.url(`/${outTradeNo}`) },
  )

const codesOf = (answer: { code?: string; subCode?: string }) => `${answer.code} ${answer.subCode ?? ''}`.trim()

describe('a trade by the v2 gateway', () => {
  test('precreate, paid, refunded in parts, never more than was paid; given back whole it is closed', async () => {
    expect(await precreate('ALI-A1', '12.34')).toMatchObject({
      code: '10000',
      qrCode: expect.stringContaining('https://qr.alipay.com/'),
    })
    expect(await exec('query', { out_trade_no: 'ALI-A1' })).toMatchObject({
      tradeStatus: 'WAIT_BUYER_PAY',
      totalAmount: '12.34',
    })
    await stage.pay('alipay', 'ALI-A1')
    expect(await exec('query', { out_trade_no: 'ALI-A1' })).toMatchObject({
      tradeStatus: 'TRADE_SUCCESS',
      buyerPayAmount: '12.34',
    })
    const refund = (no: string, amount: string) =>
      exec('refund', { out_trade_no: 'ALI-A1', refund_amount: amount, out_request_no: no })
    expect(await refund('R1', '10.00')).toMatchObject({ code: '10000', fundChange: 'Y', refundFee: '10.00' })
    expect(await refund('R1', '10.00')).toMatchObject({ code: '10000', fundChange: 'N', refundFee: '10.00' })
    expect(codesOf(await refund('R1', '9.00'))).toBe('40004 ACQ.DISCORDANT_REPEAT_REQUEST')
    expect(codesOf(await refund('R2', '2.35'))).toBe('40004 ACQ.REFUND_AMT_NOT_EQUAL_TOTAL')
    expect(await refund('R2', '2.34')).toMatchObject({ fundChange: 'Y', refundFee: '12.34' })
    expect(await exec('query', { out_trade_no: 'ALI-A1' })).toMatchObject({ tradeStatus: 'TRADE_CLOSED' })
    const told = await exec('fastpay.refund.query', { out_trade_no: 'ALI-A1', out_request_no: 'R2' })
    expect(told).toMatchObject({ refundStatus: 'REFUND_SUCCESS', refundAmount: '2.34', totalAmount: '12.34' })
  })

  test('the same trade again is the same; other content, a paid and a closed one are refused', async () => {
    const first = (await precreate('ALI-A2', '1.00')) as { qrCode?: string }
    expect(await precreate('ALI-A2', '1.00')).toMatchObject({ qrCode: first.qrCode })
    expect(codesOf(await precreate('ALI-A2', '1.01'))).toBe('40004 ACQ.CONTEXT_INCONSISTENT')
    await stage.pay('alipay', 'ALI-A2')
    expect(codesOf(await precreate('ALI-A2', '1.00'))).toBe('40004 ACQ.TRADE_HAS_SUCCESS')
    await precreate('ALI-A3', '1.00')
    expect(await exec('close', { out_trade_no: 'ALI-A3' })).toMatchObject({ code: '10000', outTradeNo: 'ALI-A3' })
    expect(codesOf(await exec('close', { out_trade_no: 'ALI-A2' }))).toBe('40004 ACQ.TRADE_STATUS_ERROR')
    expect(codesOf(await precreate('ALI-A3', '1.00'))).toBe('40004 ACQ.TRADE_HAS_CLOSE')
    await expect(stage.pay('alipay', 'ALI-A3')).rejects.toThrow('409')
  })

  test('cancel closes an unpaid trade and gives a paid one back', async () => {
    await precreate('ALI-A4', '1.00')
    await precreate('ALI-A5', '1.00')
    await stage.pay('alipay', 'ALI-A5')
    expect(await exec('cancel', { out_trade_no: 'ALI-A4' })).toMatchObject({ action: 'close', retryFlag: 'N' })
    expect(await exec('cancel', { out_trade_no: 'ALI-A5' })).toMatchObject({ action: 'refund' })
    const orders =
      await stage.admin<{ ourOrderId: string; status: string; refunds: { amountFen: number }[] }[]>(
        'orders?channel=alipay',
      )
    const lines = orders
      .filter((order) => ['ALI-A4', 'ALI-A5'].includes(order.ourOrderId))
      .map((order) => `${order.ourOrderId} ${order.status} ${order.refunds.map((refund) => refund.amountFen)}`)
    expect(lines).toEqual(['ALI-A4 TRADE_CLOSED ', 'ALI-A5 TRADE_CLOSED 100'])
  })

  test('a bar code is paid at once', async () => {
    const paid = await exec('pay', {
      out_trade_no: 'ALI-A6',
      total_amount: '3.00',
      subject: '窗口缴费',
      auth_code: '280000000000000000',
    })
    expect(paid).toMatchObject({ code: '10000', tradeStatus: 'TRADE_SUCCESS', totalAmount: '3.00' })
  })

  test.each([
    ['nothing to pay', { total_amount: '0.00' }],
    ['less than nothing', { total_amount: '-1.00' }],
    ['parts of a fen', { total_amount: '1.005' }],
    ['no amount', { total_amount: '' }],
    ['a blank in the number', { out_trade_no: 'ALI A7' }],
    ['no subject', { subject: '' }],
  ])('refused: %s', async (_what, change) => {
    expect(codesOf(await precreate('ALI-A7', '1.00', change))).toBe('40002 isv.invalid-parameter')
  })

  test('refused: unknown trade, unknown method, strange key', async () => {
    expect(codesOf(await exec('query', { out_trade_no: 'ALI-NONE' }))).toBe('40004 ACQ.TRADE_NOT_EXIST')
    expect(codesOf(await exec('nonsense', { out_trade_no: 'ALI-NONE' }))).toBe('40002 isv.invalid-method')
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const strange = connect(stage.alipay, {
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    })
    expect(codesOf(await strange.exec('alipay.trade.query', { bizContent: { out_trade_no: 'ALI-A1' } }))).toBe(
      '40002 isv.invalid-signature',
    )
  })

  test('the SDK refuses an answer that another key signed', async () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const suspicious = connect(stage.alipay, {
      alipayPublicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    })
    const asked = suspicious.exec(
      'alipay.trade.query',
      { bizContent: { out_trade_no: 'ALI-A1' } },
      { validateSign: true },
    )
    await expect(asked).rejects.toThrow('验签失败')
  })
})

describe('a trade by the v3 gateway', () => {
  const curl = async (path: string, body: object) =>
    (await alipay.curl('POST', `/v3/alipay/trade/${path}`, { body })).data as object

  test('precreate, query, refund, close; answers are verified by the SDK', async () => {
    const created = await curl('precreate', { out_trade_no: 'ALI-B1', total_amount: '5.00', subject: '药费' })
    expect(created).toMatchObject({ out_trade_no: 'ALI-B1', qr_code: expect.stringContaining('https://') })
    await stage.pay('alipay', 'ALI-B1')
    expect(await curl('query', { out_trade_no: 'ALI-B1' })).toMatchObject({
      trade_status: 'TRADE_SUCCESS',
      total_amount: '5.00',
    })
    const refunded = await curl('refund', { out_trade_no: 'ALI-B1', refund_amount: '5.00', out_request_no: 'R1' })
    expect(refunded).toMatchObject({ fund_change: 'Y', refund_fee: '5.00' })
    await curl('precreate', { out_trade_no: 'ALI-B2', total_amount: '5.00', subject: '药费' })
    expect(await curl('close', { out_trade_no: 'ALI-B2' })).toMatchObject({ out_trade_no: 'ALI-B2' })
    await expect(curl('close', { out_trade_no: 'ALI-B2' })).rejects.toThrow('交易状态不合法')
  })

  test('a strange key is refused by us, a strange answer by the SDK', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const strange = connect(stage.alipay, {
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    })
    const body = { out_trade_no: 'ALI-B1' }
    await expect(strange.curl('POST', '/v3/alipay/trade/query', { body })).rejects.toThrow('验签出错')
    const suspicious = connect(stage.alipay, {
      alipayPublicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    })
    await expect(suspicious.curl('POST', '/v3/alipay/trade/query', { body })).rejects.toThrow('验签失败')
  })
})

describe('notifications', () => {
  test('payment and refund pass both checks of the SDK; a changed amount passes neither', async () => {
    await precreate('ALI-C1', '8.88', { passback_params: '挂号+50%' })
    await stage.pay('alipay', 'ALI-C1')
    await exec('refund', { out_trade_no: 'ALI-C1', refund_amount: '0.88', out_request_no: 'ALI-C1-R1' })
    const letters = await stage.mailbox.arrived('/ALI-C1', 2)
    const forms = letters.map((letter) => Object.fromEntries(new URLSearchParams(letter.body)))
    for (const form of forms) {
      expect(alipay.checkNotifySignV2(form)).toBe(true)
      expect(alipay.checkNotifySignV2({ ...form, total_amount: '8888.00' })).toBe(false)
    }
    const [paid, refunded] = forms
    expect(paid).toMatchObject({ trade_status: 'TRADE_SUCCESS', total_amount: '8.88', passback_params: '挂号+50%' })
    expect(paid).toMatchObject({ app_id: stage.alipay.appId, seller_id: stage.alipay.sellerId, out_trade_no: 'ALI-C1' })
    expect(refunded).toMatchObject({ trade_status: 'TRADE_SUCCESS', out_biz_no: 'ALI-C1-R1', refund_fee: '0.88' })
  })
})

describe('page and wap payments', () => {
  test('the page leads to the wallet, the wallet back with a signed claim', async () => {
    const url = alipay.pageExecute('alipay.trade.wap.pay', 'GET', {
      notify_url: stage.mailbox.url('/ALI-D1'),
      return_url: 'http://127.0.0.1:9/back?order=1',
      bizContent: { out_trade_no: 'ALI-D1', total_amount: '9.90', subject: '检查费', product_code: 'QUICK_WAP_WAY' },
    })
    const opened = await fetch(url, { redirect: 'manual' })
    const page = opened.headers.get('location') ?? ''
    expect(page).toMatch(/\/wallet\/alipay\/\d{28}$/)
    const paid = await fetch(`${page}/pay`, { method: 'POST', body: '', redirect: 'manual' })
    const back = new URL(paid.headers.get('location') ?? '')
    const claim = Object.fromEntries(back.searchParams)
    expect(claim).toMatchObject({ order: '1', out_trade_no: 'ALI-D1', total_amount: '9.90' })
    const { order: _ours, ...signed } = claim
    expect(alipay.checkNotifySignV2(signed)).toBe(true)
    expect(await exec('query', { out_trade_no: 'ALI-D1' })).toMatchObject({ tradeStatus: 'TRADE_SUCCESS' })
  })
})

describe('bills', () => {
  test('yesterday: GBK names without the UTF-8 flag, two GBK files, negative refunds and fees', async () => {
    const shop = await setStage()
    const client = connect(shop.alipay)
    const run = (method: string, bizContent: object) => client.exec(method, { bizContent }, { validateSign: true })
    await run('alipay.trade.precreate', { out_trade_no: 'ALI-E1', total_amount: '100.00', subject: '复诊, 含药费' })
    const yesterday = new Date(Date.now() - 86_400_000)
    shop.sandbox.setClock(yesterday)
    await shop.pay('alipay', 'ALI-E1')
    await run('alipay.trade.refund', { out_trade_no: 'ALI-E1', refund_amount: '25.00', out_request_no: 'ALI-E1-R1' })
    shop.sandbox.setClock(new Date())
    const date = new Date(yesterday.getTime() + 8 * 3600_000).toISOString().slice(0, 10)
    const asked = await run('alipay.data.dataservice.bill.downloadurl.query', { bill_type: 'trade', bill_date: date })
    const file = await fetch((asked as { billDownloadUrl?: string }).billDownloadUrl ?? '')
    const entries = await unzip(Buffer.from(await file.arrayBuffer()))
    const stem = `${shop.alipay.sellerId}_${date.replaceAll('-', '')}_业务明细`
    expect(entries.map(({ name, utf8Flag }) => [name, utf8Flag])).toEqual([
      [`${stem}.csv`, false],
      [`${stem}(汇总).csv`, false],
    ])
    const lines = entries[0]!.text.split('\r\n')
    expect(lines[1]).toBe(`#账号：[${shop.alipay.sellerId}]`)
    const columns = lines[4]!.split(',')
    expect(columns).toHaveLength(25)
    const picked = ['商户订单号', '业务类型', '订单金额（元）', '退款批次号/请求号', '服务费（元）']
    const rows = lines.slice(5, 7).map((line) => picked.map((name) => line.split(',')[columns.indexOf(name)]))
    expect(rows).toEqual([
      ['ALI-E1\t', '交易\t', '100.00', '\t', '-0.60'],
      ['ALI-E1\t', '退款\t', '-25.00', 'ALI-E1-R1\t', '0.15'],
    ])
    expect(lines[8]).toBe('#交易合计：1笔，商家实收共100.00元，商家优惠共0.00元')
    expect(entries[1]!.text).toContain('合计\t,\t,1,1,75.00,75.00,0.00,0.00,0.00,-0.45,0.00,74.55')
    await shop.close()
  })

  test('today has no bill yet, and only trade bills are offered', async () => {
    const today = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10)
    const ask = (bizContent: object) =>
      alipay.exec('alipay.data.dataservice.bill.downloadurl.query', { bizContent }, { validateSign: true })
    expect(codesOf(await ask({ bill_type: 'trade', bill_date: today }))).toBe('40004 isp.bill_not_exist')
    expect(codesOf(await ask({ bill_type: 'signcustomer', bill_date: '2026-01-01' }))).toBe(
      '40002 isv.invalid-parameter',
    )
  })
})

interface Unzipped {
  readonly name: string
  readonly utf8Flag: boolean
  readonly text: string
}

/** Read with a library, so that our own archive writer is not its own judge. */
function unzip(bytes: Buffer): Promise<Unzipped[]> {
  return new Promise((resolve, reject) => {
    const found: Unzipped[] = []
    yauzl.fromBuffer(bytes, { lazyEntries: true, decodeStrings: false }, (error, archive) => {
      if (error) return reject(error)
      archive.on('end', () => resolve(found))
      archive.on('entry', (entry: yauzl.Entry) =>
        archive.openReadStream(entry, (failure, stream) => {
          if (failure) return reject(failure)
          const chunks: Buffer[] = []
          stream.on('data', (chunk: Buffer) => chunks.push(chunk))
          stream.on('end', () => {
            const utf8Flag = (entry.generalPurposeBitFlag & 0x800) !== 0
            const name = iconv.decode(entry.fileName as unknown as Buffer, 'gbk')
            found.push({ name, utf8Flag, text: iconv.decode(Buffer.concat(chunks), 'gbk') })
            archive.readEntry()
          })
        }),
      )
      archive.readEntry()
    })
  })
}
