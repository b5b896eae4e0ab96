// Would catch: a signature without Z or with the wrong user id, which every counterpart refuses; a forged one accepted.
import { sm2 } from 'sm-crypto-v2'
import { describe, expect, test } from 'vitest'
import { newSm2KeyPair, sm2PublicKeyOf } from './sm2-keys.ts'
import { createSm2Signer, createSm2Verifier, SM2_DEFAULT_USER_ID } from './sm2-signature.ts'

// GB/T 32918.5 annex A: example of a signature on the recommended curve.
const STANDARD = {
  d: '3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8',
  x: '09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020',
  y: 'CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13',
  z: 'B2E14C5C79C6DF5B85F4FE7ED8DB7A262B9DA7E07CCB0EA9F4747B8CCDA8A4F3',
  e: 'F0B43E94BA45ACCAACE692ED534382EB17E6AB5A19CE7B31F4486FDFC0D28640',
  k: '59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21',
  r: 'F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3',
  s: 'B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA',
}
const PUBLIC = STANDARD.x + STANDARD.y
const SIGNATURE = Buffer.from(STANDARD.r + STANDARD.s, 'hex')
const verify = createSm2Verifier(PUBLIC)

describe('the vector of the standard', () => {
  test('public key, Z and e', () => {
    expect(sm2PublicKeyOf(STANDARD.d)).toBe(`04${PUBLIC}`.toLowerCase())
    expect(
      Buffer.from(sm2.getZ(`04${PUBLIC}`))
        .toString('hex')
        .toUpperCase(),
    ).toBe(STANDARD.z)
    expect(sm2.getHash(Buffer.from('message digest'), PUBLIC).toUpperCase()).toBe(STANDARD.e)
  })

  test('verifies', () => {
    expect(verify('message digest', SIGNATURE)).toBe(true)
    expect(createSm2Verifier(`04${PUBLIC}`, { userId: SM2_DEFAULT_USER_ID })('message digest', SIGNATURE)).toBe(true)
  })

  test('comes out when k is the one of the standard', () => {
    const k = BigInt(`0x${STANDARD.k}`)
    const x1 = sm2.precomputePublicKey(sm2PublicKeyOf(STANDARD.k), 1).x
    const options = { hash: true, pointPool: [{ k, x1 }] }
    expect(sm2.doSignature('message digest', STANDARD.d, options)).toBe(SIGNATURE.toString('hex'))
  })
})

describe('refused', () => {
  test.each([
    ['another message', 'message digesT', SIGNATURE],
    ['r one bit off', 'message digest', Buffer.from(SIGNATURE).fill(SIGNATURE[0]! ^ 1, 0, 1)],
    ['r = 0', 'message digest', Buffer.concat([Buffer.alloc(32), SIGNATURE.subarray(32)])],
    ['s = 2^256 − 1', 'message digest', Buffer.concat([SIGNATURE.subarray(0, 32), Buffer.alloc(32, 255)])],
    ['63 bytes', 'message digest', SIGNATURE.subarray(1)],
    ['nothing', 'message digest', Buffer.alloc(0)],
  ])('%s', (_, message, signature) => expect(verify(message, signature)).toBe(false))

  test('the right signature under another user id', () => {
    expect(createSm2Verifier(PUBLIC, { userId: 'appSecret' })('message digest', SIGNATURE)).toBe(false)
  })

  test.each([
    ['a private key of zero', () => createSm2Signer('0'.repeat(64))],
    [
      'a private key of n − 1',
      () => createSm2Signer('fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54122'),
    ],
    ['a private key in Base64', () => createSm2Signer('OUUgj3shRLE/NuOKxtOflYiTk2koYLUaQvuB7033xbg=')],
    ['a public key off the curve', () => createSm2Verifier('1'.repeat(128))],
    ['a public key cut by a byte', () => createSm2Verifier(PUBLIC.slice(2))],
  ])('%s', (_, act) => expect(act).toThrow(expect.objectContaining({ code: 'GM_BAD_KEY' })))
})

describe.each([
  ['default id', {}],
  ['appSecret as id', { userId: '测试密钥TESTSECRET' }],
  ['empty id, as native Node', { userId: '' }],
  ['DER', { format: 'der' as const }],
])('signed and verified with %s', (_, options) => {
  const pair = newSm2KeyPair()
  const [sign, check] = [createSm2Signer(pair.privateKey, options), createSm2Verifier(pair.publicKey, options)]
  test.each(['', '结算报文', 'x'.repeat(5000)])('%#', (message) => {
    const signature = sign(message)
    expect(check(message, signature)).toBe(true)
    expect(check(`${message} `, signature)).toBe(false)
  })
})
