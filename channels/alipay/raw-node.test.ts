// Would catch: another text verified than the one that is read. The SDK cuts the text too, and the last table shows why
// its cut is not the one we verify.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeCounterpart } from './fixtures/counterpart.ts'
import { AlipaySdk } from './official-sdk.ts'
import { rawNode } from './raw-node.ts'

const side = makeCounterpart()
const sdk = new AlipaySdk({ ...side.config, keyType: 'PKCS8' })
const NODE = 'alipay_trade_query_response'
// the SDK cuts by the length of a 2048-bit signature: a shorter text would mislead it, not us
const SIGNATURE = 'A'.repeat(344)

describe('the signed text', () => {
  it('is cut out of an ordinary answer exactly as the SDK cuts it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.json({ maxDepth: 2 })), fc.boolean(), (fields, escaped) => {
        const node = JSON.stringify(fields)
        const written = escaped ? node.replaceAll('/', '\\/') : node
        const text = `{"${NODE}":${written},"sign":"${SIGNATURE}"}`
        expect(rawNode(text, NODE)).toBe(written)
        expect(sdk.getSignStr(text, NODE)).toBe(written)
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

describe('an old genuine answer sent again around a forged one', () => {
  const genuine = '{"code":"10000","trade_status":"WAIT_BUYER_PAY"}'
  const forged = '{"code":"10000","trade_status":"TRADE_SUCCESS"}'
  const sign = side.rsa2(genuine)
  it.each([
    ['under the same name', `{"${NODE}":${genuine},"sign":"${sign}","${NODE}":${forged}}`, null],
    ['under a name that ends alike', `{"x_${NODE}":${genuine},"sign":"${sign}","${NODE}":${forged}}`, forged],
  ])('%s passes the check of the SDK and not ours', (_name, text, cut) => {
    expect(JSON.parse(text)[NODE].trade_status).toBe('TRADE_SUCCESS')
    expect(() => sdk.checkResponseSign(text, NODE, sign, '')).not.toThrow()
    expect(rawNode(text, NODE)).toBe(cut)
    expect(sdk.rsaCheck(cut ?? '', sign)).toBe(false)
  })
})
