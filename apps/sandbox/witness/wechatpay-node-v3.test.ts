// Would catch: a platform certificate the second public client cannot open or verify with.

import { createRequire } from 'node:module'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type Pay from 'wechatpay-node-v3'
import { type Stage, setStage } from './stage.ts'

let stage: Stage
// CommonJS whose module is the class itself
const WxPay = createRequire(import.meta.url)('wechatpay-node-v3') as typeof Pay
let pay: Pay

beforeAll(async () => {
  stage = await setStage({}, '&platformKey=certificate')
  const { appid, mchid, merchantSerial, merchantPrivateKey, apiV3Key, platformPublicKey, baseUrl } = stage.wechat
  pay = new WxPay({
    appid,
    mchid,
    serial_no: merchantSerial,
    // The client only wants some certificate here; requests are signed with the private key.
    publicKey: Buffer.from(platformPublicKey),
    privateKey: Buffer.from(merchantPrivateKey),
    key: apiV3Key,
  })
  const here = (url: string) => url.replace('https://api.mch.weixin.qq.com', baseUrl)
  const call = async (url: string, init: RequestInit) => {
    const answer = await fetch(here(url), init)
    const text = await answer.text()
    return { status: answer.status, data: text === '' ? '' : JSON.parse(text) }
  }
  pay.createHttp({
    get: (url, headers) => call(url, { headers }),
    post: (url, params, headers) => call(url, { method: 'POST', headers, body: JSON.stringify(params) }),
    upload: () => Promise.reject(new Error('nothing is uploaded here')),
  })
})
afterAll(() => stage.close())

test('create, query, refund, query the refund, close', async () => {
  const first = await pay.transactions_native({
    description: '在线问诊',
    out_trade_no: 'NODEV3-0001',
    notify_url: stage.mailbox.url('/node-v3'),
    amount: { total: 2000 },
  })
  expect(first).toMatchObject({ status: 200, data: { code_url: expect.stringContaining('weixin://') } })
  await stage.pay('wechat-pay', 'NODEV3-0001')
  expect(await pay.query({ out_trade_no: 'NODEV3-0001' })).toMatchObject({
    status: 200,
    data: { trade_state: 'SUCCESS' },
  })
  const refunded = await pay.refunds({
    out_trade_no: 'NODEV3-0001',
    out_refund_no: 'NODEV3-0001-R1',
    amount: { refund: 2000, total: 2000, currency: 'CNY' },
  })
  expect(refunded).toMatchObject({ status: 200, data: { status: 'SUCCESS' } })
  expect(await pay.find_refunds('NODEV3-0001-R1')).toMatchObject({ status: 200, data: { amount: { refund: 2000 } } })
  expect(await pay.close('NODEV3-0001')).toMatchObject({ status: 400, data: { code: 'ORDERPAID' } })
})

test('certificates open with the APIv3 key and verify the notification; a changed body does not pass', async () => {
  const certificates = (await pay.get_certificates(stage.wechat.apiV3Key)) as unknown as {
    serial_no: string
    publicKey: string
  }[]
  expect(certificates.map((certificate) => certificate.serial_no)).toEqual([stage.wechat.platformSerial])
  expect(certificates[0]!.publicKey).toContain('BEGIN PUBLIC KEY')
  const [letter] = await stage.mailbox.arrived('/node-v3', 1)
  const signed = {
    timestamp: letter!.headers['wechatpay-timestamp']!,
    nonce: letter!.headers['wechatpay-nonce']!,
    serial: letter!.headers['wechatpay-serial']!,
    signature: letter!.headers['wechatpay-signature']!,
    apiSecret: stage.wechat.apiV3Key,
  }
  expect(await pay.verifySign({ ...signed, body: letter!.body })).toBe(true)
  expect(await pay.verifySign({ ...signed, body: letter!.body.replace('支付成功', '支付成攻') })).toBe(false)
  const { resource } = JSON.parse(letter!.body) as {
    resource: Record<'ciphertext' | 'associated_data' | 'nonce', string>
  }
  expect(pay.decipher_gcm(resource.ciphertext, resource.associated_data, resource.nonce)).toMatchObject({
    out_trade_no: 'NODEV3-0001',
    trade_state: 'SUCCESS',
  })
})
