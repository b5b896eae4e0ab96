// Would catch: a signature or a seal that WeChat's own client library would not accept, an answer taken from a stranger.
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { Aes, Formatter, Rsa } from 'wechatpay-axios-plugin'
import { makeCounterpart } from './fixtures/counterpart.ts'
import { authenticate, authorization, openSealed, paySign } from './sign.ts'

const side = makeCounterpart()
const privateKey = createPrivateKey(side.config.merchantPrivateKey)
const signer = { mchid: side.config.mchid, merchantSerial: side.config.merchantSerial, privateKey }

/** The header's fields in any order: the scheme first, then name="value" pairs. */
const fieldsOf = (header: string) => header.replace(' ', ',').split(',').sort()

describe('what we sign', () => {
  const request = { timestamp: '1795226400', nonce: 'N'.repeat(32) }
  const table = [
    { method: 'GET', target: '/v3/pay/transactions/out-trade-no/at_1?mchid=1900000001', body: '' },
    { method: 'POST', target: '/v3/pay/transactions/native', body: '{"description":"门诊缴费"}' },
  ] as const

  it.each(table)('$method $target reads as the vendor library builds it', ({ method, target, body }) => {
    const header = authorization({ method, target, body, ...request }, signer)
    const signature = /signature="([^"]+)"/.exec(header)![1]!
    const message = Formatter.request(method, target, request.timestamp, request.nonce, body)
    expect(Rsa.verify(message, signature, side.merchantPublicPem)).toBe(true)
    const vendor = Formatter.authorization(side.config.mchid, request.nonce, signature, request.timestamp, 'SERIAL0001')
    expect(fieldsOf(header)).toEqual(fieldsOf(vendor))
  })

  it('the script parameters carry a paySign over appId, time, nonce, package', () => {
    const signature = paySign(['wx0000000000000001', '1795226400', 'NONCE', 'prepay_id=1'], privateKey)
    const message = Formatter.joinedByLineFeed('wx0000000000000001', '1795226400', 'NONCE', 'prepay_id=1')
    expect(Rsa.verify(message, signature, side.merchantPublicPem)).toBe(true)
  })
})

describe('what we believe', () => {
  const platform = {
    platformSerial: side.config.platformSerial,
    platformKey: createPublicKey(side.config.platformPublicKey),
  }
  const secondsLater = (seconds: number) => new Date(side.now.getTime() + seconds * 1000)
  const judge = (change: Record<string, string>, body: string, now: Date) => {
    const headers: Record<string, string | undefined> = { ...side.platformHeaders('{"a":1}'), ...change }
    return authenticate((name) => headers[name] || undefined, body, platform, now)
  }

  it.each([
    ['as sent', {}, '{"a":1}', 0, 'genuine'],
    ['300 s old', {}, '{"a":1}', 300, 'genuine'],
    ['301 s old', {}, '{"a":1}', 301, 'stale'],
    ['301 s ahead', {}, '{"a":1}', -301, 'stale'],
    ['another amount', {}, '{"a":2}', 0, 'forged'],
    ['a space added', {}, '{"a": 1}', 0, 'forged'],
    ['another serial', { 'wechatpay-serial': 'OTHER' }, '{"a":1}', 0, 'forged'],
    ['another time', { 'wechatpay-timestamp': '1795226401' }, '{"a":1}', 0, 'forged'],
    ['no signature', { 'wechatpay-signature': '' }, '{"a":1}', 0, 'forged'],
    ['a time that is no number', { 'wechatpay-timestamp': 'today' }, '{"a":1}', 0, 'forged'],
  ])('%s is judged', (_name, change, body, seconds, verdict) => {
    expect(judge(change, body, secondsLater(seconds))).toBe(verdict)
  })
})

describe('what is sealed', () => {
  const key = Buffer.from(side.config.apiV3Key)

  it('opens what the vendor library seals', () => {
    const ciphertext = Aes.AesGcm.encrypt('{"amount":1}', side.config.apiV3Key, 'nonce1234567', 'transaction')
    const sealed = { ciphertext, nonce: 'nonce1234567', associated_data: 'transaction' }
    expect(openSealed(sealed, key)).toBe('{"amount":1}')
  })

  it('does not open what was changed or shortened', () => {
    const sealed = side.seal({ amount: 1 })
    const changed = Buffer.from(sealed.ciphertext, 'base64')
    changed[0]! ^= 1
    expect(() => openSealed({ ...sealed, ciphertext: changed.toString('base64') }, key)).toThrow()
    expect(() => openSealed({ ...sealed, associated_data: 'refund' }, key)).toThrow()
    expect(() => openSealed({ ...sealed, ciphertext: 'AAAA' }, key)).toThrow()
  })
})
