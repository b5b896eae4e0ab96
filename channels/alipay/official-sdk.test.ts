// Would catch: a signature Alipay would not take, a forged answer or notification that the SDK is made to believe. What
// the SDK does is judged by node:crypto over texts this file writes from the facts by itself.
import { verify } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'
import { makeCounterpart } from './fixtures/counterpart.ts'
import type { Call } from './map-request.ts'

const side = makeCounterpart()
const { sdk } = readConfig(side.config)

/** facts 1.1: non-empty parameters but `sign`, sorted by key, raw `k=v` joined by `&`; SHA256withRSA, Base64 */
function isSignedByApplication(parameters: URLSearchParams): boolean {
  const { sign, ...signed } = Object.fromEntries(parameters)
  const text = Object.entries(signed)
    .filter(([, value]) => value !== '')
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
  return verify('sha256', Buffer.from(text), side.applicationPublicKey, Buffer.from(sign!, 'base64'))
}

const precreate: Call = {
  method: 'alipay.trade.precreate',
  notifyUrl: 'https://hospital.invalid/notify?a=1&b=2',
  content: { out_trade_no: 'at_0001', total_amount: '12.34', subject: '门诊缴费 50% & more' },
}
const page: Call = {
  ...precreate,
  method: 'alipay.trade.wap.pay',
  returnUrl: 'https://hospital.invalid/back?order=1&c=+',
  content: { ...precreate.content, time_expire: '2026-11-21 10:30:00', product_code: 'QUICK_WAP_WAY' },
}
const publicParameters = {
  app_id: '2021000000000001',
  format: 'JSON',
  charset: 'utf-8',
  sign_type: 'RSA2',
  // 02:00 UTC in China, whatever the clock and the time zone of this machine
  timestamp: '2026-11-21 10:00:00',
  version: '1.0',
  notify_url: 'https://hospital.invalid/notify?a=1&b=2',
}

describe('requests', () => {
  it('carry the documented parameters, the given time and the content as it was written', () => {
    const parameters = sdk.signedParameters(precreate, side.now)
    const { sign, biz_content, ...rest } = Object.fromEntries(parameters)
    expect(rest).toEqual({ ...publicParameters, method: 'alipay.trade.precreate' })
    expect(biz_content).toBe(JSON.stringify(precreate.content))
    expect(isSignedByApplication(parameters)).toBe(true)
    expect(Buffer.from(sign!, 'base64')).toHaveLength(256)
  })

  it('with any signs in the content and the addresses are signed over the text that is sent', () => {
    // what addresses, forms and JSON each treat in a way of their own; the last is half of a character
    const signs = ['&', '=', '+', '%', '"', '\\', '/', '?', '#', ' ', '\n', '\0', '药', '\u{1f489}', '\ud83d']
    const text = fc.string({ unit: fc.constantFrom(...signs) })
    const address = fc.string({ unit: fc.constantFrom(...signs.slice(0, -1)) })
    const content = fc.dictionary(fc.string(), fc.oneof(text, fc.array(text)))
    fc.assert(
      fc.property(content, address, (fields, query) => {
        const notifyUrl = `https://hospital.invalid/?${query}`
        const parameters = sdk.signedParameters({ ...precreate, content: fields, notifyUrl }, side.now)
        expect(JSON.parse(parameters.get('biz_content')!)).toEqual(JSON.parse(JSON.stringify(fields)))
        expect(parameters.get('notify_url')).toBe(notifyUrl)
        expect(isSignedByApplication(parameters)).toBe(true)
      }),
      { numRuns: 50, seed: 20261121 },
    )
  })

  it('a text changed after signing is not signed', () => {
    const parameters = sdk.signedParameters(precreate, side.now)
    parameters.set('biz_content', parameters.get('biz_content')!.replace('12.34', '0.34'))
    expect(isSignedByApplication(parameters)).toBe(false)
  })
})

describe('pages', () => {
  it('are addresses of the gateway with the documented parameters, signed', () => {
    const url = new URL(sdk.pageUrl(page, side.now))
    const { sign: _sign, alipay_sdk: _version, biz_content, ...rest } = Object.fromEntries(url.searchParams)
    expect(url.origin + url.pathname).toBe(side.config.gateway)
    expect(rest).toEqual({ ...publicParameters, method: 'alipay.trade.wap.pay', return_url: page.returnUrl })
    expect(JSON.parse(biz_content!)).toEqual(page.content)
    expect(isSignedByApplication(url.searchParams)).toBe(true)
  })
})

describe('answers', () => {
  const node = '{"code":"10000","bill_download_url":"https:\\/\\/bill.invalid"}'
  it.each([
    ['what Alipay signed', node, side.rsa2(node), true],
    ['one character more', `${node} `, side.rsa2(node), false],
    ['slashes written otherwise', node.replaceAll('\\/', '/'), side.rsa2(node), false],
    ['no signature', node, undefined, false],
    ['an empty signature', node, '', false],
    ['a signature that is no text', node, 7, false],
    ['a signature that is no Base64', node, '签名', false],
  ])('%s', (_name, text, signature, signed) => {
    expect(sdk.isSigned(text, signature)).toBe(signed)
  })
})

describe('notifications', () => {
  it('with any text are genuine, and with one changed are not', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.boolean(), (subject, tampered) => {
        const form = Object.fromEntries(new URLSearchParams(side.notice({ app_id: side.config.appId, subject })))
        const received = tampered ? { ...form, subject: `${subject}!` } : form
        expect(sdk.isNotificationSigned(received)).toBe(!tampered)
      }),
      { numRuns: 50, seed: 20261121 },
    )
  })

  // facts 1.1 leave empty parameters out of the text; the SDK alone would sign them
  it.each([
    ['left out', 'app_id=1&out_trade_no=at_0001', true],
    ['signed', 'app_id=1&body=&out_trade_no=at_0001', true],
    ['signed by another name', 'app_id=1&out_trade_no=at_0001&subject=', false],
  ])('an empty parameter %s', (_name, text, genuine) => {
    const form = { out_trade_no: 'at_0001', app_id: '1', body: '', sign: side.rsa2(text), sign_type: 'RSA2' }
    expect(sdk.isNotificationSigned(form)).toBe(genuine)
  })
})
