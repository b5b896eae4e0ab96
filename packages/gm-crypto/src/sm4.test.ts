// Would catch: wrong padding, wrong mode, a cut ciphertext taken for a short one, errors of OpenSSL leaking through.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { GmCryptoError } from './gm-crypto-error.ts'
import { sm4CbcDecrypt, sm4CbcEncrypt, sm4EcbDecrypt, sm4EcbEncrypt } from './sm4.ts'

const KEY = Buffer.from('0123456789abcdeffedcba9876543210', 'hex')

describe('GB/T 32907 annex A', () => {
  test('one block', () => {
    expect(sm4EcbEncrypt(KEY, KEY, 'none').toString('hex')).toBe('681edf34d206965e86b3e94f536e4246')
  })

  test('the same block 1,000,000 times over', () => {
    // Chained ECB rounds are CBC over zero blocks: a zero block adds nothing to the ciphertext before it. One native call
    // instead of a million.
    const rounds = Buffer.alloc(16 * 1_000_000)
    const chain = sm4CbcEncrypt(KEY, KEY, rounds, 'none')
    expect(chain.subarray(0, 16).toString('hex')).toBe('681edf34d206965e86b3e94f536e4246')
    expect(chain.subarray(-16).toString('hex')).toBe('595298c7c6fd271f0402f804c33d3f66')
  })
})

test('what goes in comes out, whatever the length', () => {
  const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
  fc.assert(
    fc.property(bytes(16), bytes(16), fc.uint8Array({ maxLength: 100 }), (key, iv, plaintext) => {
      expect(sm4CbcDecrypt(key, iv, sm4CbcEncrypt(key, iv, plaintext))).toEqual(Buffer.from(plaintext))
      expect(sm4EcbDecrypt(key, sm4EcbEncrypt(key, plaintext))).toEqual(Buffer.from(plaintext))
    }),
    { seed: 7 },
  )
})

test.each([
  ['a key of 15 bytes', () => sm4EcbEncrypt(KEY.subarray(1), KEY), 'GM_BAD_KEY'],
  ['an IV of 12 bytes', () => sm4CbcEncrypt(KEY, Buffer.alloc(12), KEY), 'GM_BAD_INPUT'],
  ['17 bytes without padding', () => sm4EcbEncrypt(KEY, Buffer.alloc(17), 'none'), 'GM_BAD_INPUT'],
  ['a cut ciphertext', () => sm4EcbDecrypt(KEY, Buffer.alloc(15)), 'GM_BAD_CIPHERTEXT'],
  ['a wrong padding', () => sm4EcbDecrypt(KEY, sm4EcbEncrypt(KEY, Buffer.alloc(16), 'none')), 'GM_BAD_CIPHERTEXT'],
])('%s is refused', (_, act, code) => {
  expect(act).toThrow(GmCryptoError)
  expect(act).toThrow(expect.objectContaining({ code }))
})
