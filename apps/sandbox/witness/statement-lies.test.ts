// Would catch: a lie that the statement does not tell, tells of the wrong order, or tells only once.
import { inflateRawSync } from 'node:zlib'
import { AlipaySdk } from 'alipay-sdk'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Wechatpay } from 'wechatpay-axios-plugin'
import type { Fault, Lie } from '../core/faults.ts'
import { type Stage, setStage } from './stage.ts'

let stage: Stage
let wechatpay: Wechatpay
let alipay: AlipaySdk
const yesterday = new Date(Date.now() - 86_400_000)
const date = new Date(yesterday.getTime() + 8 * 3600_000).toISOString().slice(0, 10)
const LIES: readonly Lie[] = ['missing', 'amount', 'status', 'fee', 'extra']

beforeAll(async () => {
  stage = await setStage({ settings: { wechatStatementReadyMinute: 0 } })
  const { baseUrl, mchid, merchantSerial, merchantPrivateKey, platformSerial, platformPublicKey } = stage.wechat
  const certs = { [platformSerial]: platformPublicKey }
  wechatpay = new Wechatpay({
    baseURL: `${baseUrl}/`,
    mchid,
    serial: merchantSerial,
    privateKey: merchantPrivateKey,
    certs,
  })
  alipay = new AlipaySdk({ keyType: 'PKCS8', ...stage.alipay })
  for (const name of ['honest', ...LIES]) await createBoth(name)
  stage.sandbox.setClock(yesterday)
  for (const name of ['honest', ...LIES]) {
    await stage.pay('wechat-pay', `WX-${name}`)
    await stage.pay('alipay', `ALI-${name}`)
  }
  stage.sandbox.setClock(new Date())
  for (const how of LIES) {
    const fault: Fault = { kind: 'lie-in-statement', how, byFen: 7 }
    await stage.fault({ channel: 'wechat-pay', operation: 'statement', match: `WX-${how}`, fault })
    await stage.fault({ channel: 'alipay', operation: 'statement', match: `ALI-${how}`, fault })
  }
})
afterAll(() => stage.close())

async function createBoth(name: string): Promise<void> {
  const { appid, mchid } = stage.wechat
  const body = {
    appid,
    mchid,
    description: '复诊',
    out_trade_no: `WX-${name}`,
    notify_url: 'http://127.0.0.1:9/',
    amount: { total: 10000 },
  }
  await wechatpay.chain('v3/pay/transactions/native').post(body as object)
  const bizContent = { out_trade_no: `ALI-${name}`, total_amount: '100.00', subject: '复诊' }
  await alipay.exec('alipay.trade.precreate', { bizContent })
}

async function wechatRows(): Promise<string[]> {
  const { data } = await wechatpay.chain('v3/bill/tradebill').get({ params: { bill_date: date, bill_type: 'ALL' } })
  const token = new URL((data as unknown as { download_url: string }).download_url).searchParams.get('token')
  const file = await wechatpay.chain('v3/billdownload/file').get({ params: { token }, responseType: 'text' })
  const rows = String(file.data).trimEnd().split('\r\n').slice(1, -2)
  return rows.map((row) => row.slice(1).split(',`')).map((cells) => [6, 9, 12, 22].map((at) => cells[at]).join(' '))
}

async function alipayRows(): Promise<string[]> {
  const bizContent = { bill_type: 'trade', bill_date: date }
  const asked = (await alipay.exec('alipay.data.dataservice.bill.downloadurl.query', { bizContent })) as {
    billDownloadUrl?: string
  }
  const archive = Buffer.from(await (await fetch(asked.billDownloadUrl ?? '')).arrayBuffer())
  const begin = 30 + archive.readUInt16LE(26)
  const text = iconv.decode(inflateRawSync(archive.subarray(begin, begin + archive.readUInt32LE(18))), 'gbk')
  const rows = text.split('\r\n').filter((line) => /^\d/.test(line))
  return rows
    .map((row) => row.replaceAll('\t', '').split(','))
    .map((cells) => [1, 2, 11, 22].map((at) => cells[at]).join(' '))
}

test('late: the statement is not ready although the hour has come; the next time it is', async () => {
  await stage.fault({ channel: 'wechat-pay', operation: 'statement', match: 'fundflowbill', fault: { kind: 'late' } })
  await stage.fault({ channel: 'wechat-pay', operation: 'statement', fault: { kind: 'late' } })
  await stage.fault({ channel: 'alipay', operation: 'statement', fault: { kind: 'late' } })
  await expect(wechatRows()).rejects.toMatchObject({ response: { status: 400, data: { code: 'NO_STATEMENT_EXIST' } } })
  const bizContent = { bill_type: 'trade', bill_date: date }
  const asked = alipay.exec('alipay.data.dataservice.bill.downloadurl.query', { bizContent })
  expect(await asked).toMatchObject({ code: '40004', subCode: 'isp.bill_not_exist' })
})

test('WeChat Pay: each lie, and the same again on the second download', async () => {
  const rows = await wechatRows()
  expect(rows.toSorted()).toEqual([
    'WX-amount SUCCESS 100.07 0.60000',
    'WX-extra SUCCESS 100.00 0.60000',
    'WX-fee SUCCESS 100.00 0.67000',
    'WX-honest SUCCESS 100.00 0.60000',
    'WX-status REVOKED 100.00 0.60000',
    'XX-extra SUCCESS 100.00 0.60000',
  ])
  expect(await wechatRows()).toEqual(rows)
})

test('Alipay: each lie, and the same again on the second download', async () => {
  const rows = await alipayRows()
  expect(rows.toSorted()).toEqual([
    'ALI-amount 交易 100.07 -0.60',
    'ALI-extra 交易 100.00 -0.60',
    'ALI-fee 交易 100.00 -0.67',
    'ALI-honest 交易 100.00 -0.60',
    'ALI-status 退款 -100.00 0.60',
    'XLI-extra 交易 100.00 -0.60',
  ])
  expect(await alipayRows()).toEqual(rows)
})
