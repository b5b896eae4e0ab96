// Would catch: a sealed resource that opens with a wrong key, a wrong associated text, or after a change.
import { expect, test } from 'vitest'
import { Aes } from 'wechatpay-axios-plugin'
import { type Sealed, seal } from './aead.ts'

/** Opened by the public client library, so that our sealing is not its own judge. */
const unseal = (sealed: Sealed, apiV3Key: string): string =>
  Aes.AesGcm.decrypt(sealed.ciphertext, apiV3Key, sealed.nonce, sealed.associated_data)

const key = '0123456789abcdefghijklmnopqrstuv'
const sealed = seal('{"amount":"12.34 元"}', 'transaction', 'nonce0123456', key)

test('what is sealed opens again', () => {
  expect(unseal(sealed, key)).toBe('{"amount":"12.34 元"}')
})

test.each([
  ['another key', sealed, 'v'.repeat(32)],
  ['another associated text', { ...sealed, associated_data: 'refund' }, key],
  ['another nonce', { ...sealed, nonce: 'nonce0123457' }, key],
  [
    'a changed byte',
    { ...sealed, ciphertext: `${sealed.ciphertext.startsWith('A') ? 'B' : 'A'}${sealed.ciphertext.slice(1)}` },
    key,
  ],
])('refused: %s', (_what, box, with_) => {
  expect(() => unseal(box, with_)).toThrow()
})
