// Would catch: a ciphertext whose C1 begins with 04 by itself being damaged, a wrong C3 read as an empty message.
import { describe, expect, test } from 'vitest'
import { createSm2Cipher, createSm2Decipher } from './sm2-cipher.ts'
import { newSm2KeyPair } from './sm2-keys.ts'

const PRIVATE = '3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8'
// GB/T 32918.5 annex A: example of encryption; x itself begins with 04.
const C1 =
  '04EBFC718E8D1798620432268E77FEB6415E2EDE0E073C0F4F640ECD2E149A73' +
  'E858F9D81E5430A57B36DAAB8F950A3C64E6EE6A63094D99283AFF767E124DF0'
const C2 = '21886CA989CA9C7D58087307CA93092D651EFA'
const C3 = '59983C18F809E262923C53AEC295D30383B54E39D609D160AFCB1908D0BD8766'
const bytes = (hex: string) => Buffer.from(hex, 'hex')

describe('the vector of the standard', () => {
  test.each([
    ['C1C3C2, bare', {}, C1 + C3 + C2],
    ['C1C3C2, with 04', { point: 'prefixed' } as const, `04${C1}${C3}${C2}`],
    ['C1C2C3, bare', { order: 'C1C2C3' } as const, C1 + C2 + C3],
  ])('%s', (_, options, ciphertext) => {
    expect(createSm2Decipher(PRIVATE, options)(bytes(ciphertext)).toString()).toBe('encryption standard')
  })
})

test.each([{}, { order: 'C1C2C3' } as const, { point: 'prefixed' } as const])('round trip %j', (options) => {
  const pair = newSm2KeyPair()
  const [encrypt, decrypt] = [createSm2Cipher(pair.publicKey, options), createSm2Decipher(pair.privateKey, options)]
  for (const text of ['1', '患者甲', 'x'.repeat(1000)])
    expect(decrypt(encrypt(Buffer.from(text))).toString()).toBe(text)
})

describe('refused', () => {
  const decrypt = createSm2Decipher(PRIVATE)
  test.each([
    ['a wrong C3', C1 + C3.replace('5', '6') + C2],
    ['the other order', C1 + C2 + C3],
    ['a C1 off the curve', C1.replace('E', 'F') + C3 + C2],
    ['no C2', C1 + C3],
    ['nothing', ''],
  ])('%s', (_, ciphertext) => {
    expect(() => decrypt(bytes(ciphertext))).toThrow(expect.objectContaining({ code: 'GM_BAD_CIPHERTEXT' }))
  })

  test('a missing 04 where it was agreed', () => {
    const prefixed = createSm2Decipher(PRIVATE, { point: 'prefixed' })
    expect(() => prefixed(bytes(`05${C1}${C3}${C2}`))).toThrow(expect.objectContaining({ code: 'GM_BAD_CIPHERTEXT' }))
  })

  test('an empty plaintext', () => {
    const encrypt = createSm2Cipher(newSm2KeyPair().publicKey)
    expect(() => encrypt(Buffer.alloc(0))).toThrow(expect.objectContaining({ code: 'GM_BAD_INPUT' }))
  })
})
