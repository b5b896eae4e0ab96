// Would catch: a runtime whose OpenSSL lost SM3, text hashed in another encoding, HMAC with key and message swapped.
import { expect, test } from 'vitest'
import { hmacSm3, sm3, sm3Hex } from './sm3.ts'

test.each([
  // GB/T 32905 annex A
  ['abc', '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0'],
  ['abcd'.repeat(16), 'debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732'],
])('SM3 of %j', (message, digest) => {
  expect(sm3Hex(message)).toBe(digest)
  expect(sm3(Buffer.from(message)).toString('hex')).toBe(digest)
})

test('HMAC-SM3 is SM3 over the padded key twice (RFC 2104)', () => {
  const [key, message] = ['医保令牌', '结算报文']
  const padded = Buffer.alloc(64)
  Buffer.from(key).copy(padded)
  const xor = (byte: number) => Buffer.from(padded.map((value) => value ^ byte))
  const inner = sm3(Buffer.concat([xor(0x36), Buffer.from(message)]))
  expect(hmacSm3(key, message)).toEqual(sm3(Buffer.concat([xor(0x5c), inner])))
})
