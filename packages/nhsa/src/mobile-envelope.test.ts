// Would catch: a content key derived from the wrong bytes, a sign text in another order, an answer believed without a
// signature, and the two switches on which public clients disagree.
import { createSm2Signer, newSm2KeyPair, sm4EcbDecrypt } from '@medsettle/gm-crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { contentKey, createMobileEnvelope, type MobileCredentials, signText } from './mobile-envelope.ts'
import { NhsaError } from './nhsa-error.ts'
import { parseWire, wireNumber } from './wire-json.ts'

const [OURS, THEIRS] = [newSm2KeyPair(), newSm2KeyPair()]
const AT = new Date('2026-11-21T00:00:00Z')
const credentials = (switches: Partial<MobileCredentials>): MobileCredentials => ({
  appId: 'APPID00000000000001',
  appSecret: 'SECRET0000000001',
  privateKey: OURS.privateKey,
  platformPublicKey: THEIRS.publicKey,
  userId: 'default',
  signedData: 'ciphertext',
  ...switches,
})
/** The platform's side: the same envelope with the keys changed over. */
const platform = (switches: Partial<MobileCredentials>) =>
  createMobileEnvelope(credentials({ privateKey: THEIRS.privateKey, platformPublicKey: OURS.publicKey, ...switches }))

test('sign text: ASCII order, nested objects sorted, empty and three named fields left out', () => {
  const fields = {
    b: '2',
    a: { z: wireNumber('1.50'), y: ['x'] },
    B: true,
    signData: 's',
    encData: 'e',
    extra: 'x',
    empty: '',
  }
  expect(signText({ ...fields, none: null }, 'KEY')).toBe('B=true&a={"y":["x"],"z":1.5}&b=2&key=KEY')
})

test('the content key is the first 16 characters of hex', () => {
  const key = contentKey('APPID00000000000001', 'SECRET0000000001')
  expect(key.toString('ascii')).toMatch(/^[0-9A-F]{16}$/)
  expect(() => contentKey('short', 'x')).toThrow(expect.objectContaining({ place: 'appId' }))
})

describe.each<Partial<MobileCredentials>>([
  { userId: 'default', signedData: 'ciphertext' },
  { userId: 'default', signedData: 'plaintext' },
  { userId: 'appSecret', signedData: 'ciphertext' },
  { userId: 'appSecret', signedData: 'plaintext' },
])('%j', (switches) => {
  const ours = createMobileEnvelope(credentials(switches))
  const theirs = platform(switches)

  test('what we seal they open, and the other way round', () => {
    const content = { payOrdId: 'O1', feeSumamt: wireNumber('601.00'), name: '患者甲' }
    expect(JSON.stringify(theirs.open(ours.seal(content, AT)).content)).toBe(
      '{"payOrdId":"O1","feeSumamt":601,"name":"患者甲"}',
    )
    expect(ours.open(theirs.seal({ ordStas: '6' }, AT)).content).toEqual({ ordStas: '6' })
  })

  test('an altered answer is not believed', () => {
    const sealed = theirs.seal({ ordStas: '6' }, AT)
    const { encData } = parseWire(sealed) as { encData: string }
    const other = (parseWire(theirs.seal({ ordStas: '7' }, AT)) as { encData: string }).encData
    for (const forged of [sealed.replace(encData, other), sealed.replace('"1795219200000"', '"1795219200001"')])
      expect(() => ours.open(forged)).toThrow(expect.objectContaining({ code: 'NHSA_BAD_SIGNATURE' }))
  })

  test('the other user id or the other signed data does not verify', () => {
    const userId = switches.userId === 'default' ? 'appSecret' : 'default'
    const signedData = switches.signedData === 'ciphertext' ? 'plaintext' : 'ciphertext'
    for (const wrong of [
      { ...switches, userId },
      { ...switches, signedData },
    ] as Partial<MobileCredentials>[])
      expect(() => ours.open(platform(wrong).seal({ ordStas: '6' }, AT))).toThrow(NhsaError)
  })
})

test('an unsigned error answer is not believed', () => {
  const ours = createMobileEnvelope(credentials({}))
  expect(() => ours.open('{"code":"-1","message":"x"}')).toThrow(
    expect.objectContaining({ code: 'NHSA_BAD_SIGNATURE' }),
  )
})

test('a signed error answer without content is', () => {
  const ours = createMobileEnvelope(credentials({}))
  const outer = { code: '-5', message: 'x' }
  const signData = createSm2Signer(THEIRS.privateKey)(signText(outer, 'SECRET0000000001')).toString('base64')
  expect(ours.open(JSON.stringify({ ...outer, signData })).outer.code).toBe('-5')
})

test('encData is upper-case hex of SM4 over the JSON', () => {
  const { encData } = parseWire(createMobileEnvelope(credentials({})).seal({ a: '1' }, AT)) as { encData: string }
  expect(encData).toMatch(/^[0-9A-F]+$/)
  const key = contentKey('APPID00000000000001', 'SECRET0000000001')
  expect(sm4EcbDecrypt(key, Buffer.from(encData, 'hex')).toString()).toBe('{"a":"1"}')
})

test('property: nothing but NhsaError, whatever the answer', () => {
  const ours = createMobileEnvelope(credentials({}))
  const hex = fc.string({ unit: fc.constantFrom(...'0123456789ABCDEFx'), maxLength: 64 })
  const answer = fc.oneof(
    fc.string(),
    fc.json(),
    fc.record({ encData: hex, signData: fc.base64String() }).map((o) => JSON.stringify(o)),
  )
  fc.assert(
    fc.property(answer, (text) => {
      expect(() => ours.open(text)).toThrow(NhsaError)
    }),
    { seed: 8, numRuns: 100 },
  )
})
