// Would catch: a signature the vendor's own kit would not make or accept. The kit is the judge here and only here: it
// opens its own connections, and loading it changes Socket.prototype of the whole process (see README).
import { createPrivateKey, createPublicKey, verify } from 'node:crypto'
import { AlipaySdk } from 'alipay-sdk'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { signedParameters } from './call.ts'
import { readConfig } from './config.ts'
import { makeCounterpart } from './fixtures/counterpart.ts'
import { rawNode } from './raw-node.ts'
import { isSigned, signRequest, textToSign } from './sign.ts'

const side = makeCounterpart()
const { gateway, endpoint, appId, privateKey, alipayPublicKey } = side.config
const sdk = new AlipaySdk({ appId, privateKey, keyType: 'PKCS8', alipayPublicKey, gateway, endpoint })
const merchant = readConfig(side.config)
const io = { now: () => side.now }
// the kit cuts by the length of a 2048-bit signature: a shorter text would mislead it, not us
const SIGNATURE = 'A'.repeat(344)

describe('requests', () => {
  it('the signature is the one the kit makes over the same parameters', () => {
    const content = { out_trade_no: 'at_0001', total_amount: '12.34', subject: '门诊缴费 50% & more' }
    const notifyUrl = 'https://hospital.invalid/notify?a=1&b=2'
    const ours = signedParameters({ method: 'alipay.trade.precreate', content, notifyUrl }, merchant, io)
    const theirs = sdk.sdkExecute(
      'alipay.trade.precreate',
      { format: 'JSON', timestamp: ours.timestamp, notifyUrl, bizContent: content },
      { bizContentAutoSnakeCase: false },
    )
    expect(ours).toEqual(Object.fromEntries(new URLSearchParams(theirs)))
  })

  it('any text, with any signs in it, is verified by the public key', () => {
    const publicKey = createPublicKey(side.applicationPublicPem)
    const key = createPrivateKey(privateKey)
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z_]{1,8}$/), fc.string()), (parameters) => {
        const signature = Buffer.from(signRequest(parameters, key), 'base64')
        return verify('sha256', Buffer.from(textToSign(parameters, 'request')), publicKey, signature)
      }),
      { numRuns: 30, seed: 20261121 },
    )
  })
})

describe('answers', () => {
  const value = fc.json({ maxDepth: 2 })
  it('the signed text is cut out exactly as the kit cuts it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), value), fc.boolean(), (fields, escaped) => {
        const node = JSON.stringify(fields)
        const written = escaped ? node.replaceAll('/', '\\/') : node
        const text = `{"alipay_trade_query_response":${written},"sign":"${SIGNATURE}"}`
        expect(rawNode(text, 'alipay_trade_query_response')).toBe(written)
        expect(sdk.getSignStr(text, 'alipay_trade_query_response')).toBe(written)
      }),
      { numRuns: 200, seed: 20261121 },
    )
  })

  it.each([
    ['blanks and the sign first', '{ "sign" : "x", "r" : {"a":"}\\""} }', '{"a":"}\\""}'],
    ['a namesake inside', '{"other":{"r":{"a":1}},"r":{"a":2}}', '{"a":2}'],
    ['an escaped name', '{"\\u0072":{"a":1}}', '{"a":1}'],
    ['not there', '{"other":{"a":1}}', null],
    ['there twice', '{"r":{"a":1},"r":{"a":2}}', null],
    ['empty', '{}', null],
  ])('%s', (_name, text, node) => {
    expect(rawNode(text, 'r')).toBe(node)
  })
})

describe('notifications', () => {
  it('what the kit accepts and refuses, we accept and refuse', () => {
    const key = createPublicKey(alipayPublicKey)
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.boolean(), (subject, tampered) => {
        const form = Object.fromEntries(new URLSearchParams(side.notice({ app_id: appId, subject })))
        const received = tampered ? { ...form, subject: `${subject}!` } : form
        const ours = isSigned(textToSign(received, 'notification'), received.sign, key)
        expect(ours).toBe(!tampered)
        expect(sdk.checkNotifySignV2(received)).toBe(ours)
      }),
      { numRuns: 50, seed: 20261121 },
    )
  })
})
