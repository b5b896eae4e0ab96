// Would catch: a content key, sign text or signature that only this platform can make and read; a profile switch that is
// ignored; an envelope taken from a sender that did not sign it.
import { sm2, sm4 } from 'sm-crypto-v2'
import { expect, test } from 'vitest'
import { seededRandom } from '../../core/world.ts'
import { emptyBooks } from '../books/books.ts'
import { apply } from '../books/entries.ts'
import { openInstitution } from '../books/institution.ts'
import { signText, sortedJson } from './canonical.ts'
import { openEnvelope, sealEnvelope } from './crypto-envelope.ts'
import { createSm2 } from './sm2.ts'
import { contentKey, sm4Decrypts, sm4Encrypts } from './sm4.ts'

const NOW = new Date('2026-03-10T02:00:00Z')
const STAMP = String(NOW.getTime())
const hexOf = (ascii: string) => Buffer.from(ascii).toString('hex')

test('SM2 verifies the standard vector (GB/T 32918.5), and not under another id', () => {
  const r = 'F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3'
  const s = 'B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA'
  const key =
    '0409F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13'
  const signature = Buffer.from(r + s, 'hex').toString('base64')
  const { verifies } = createSm2()
  expect(verifies('message digest', signature, key, '')).toBe(true)
  expect(verifies('message digest', signature, key, 'appSecret')).toBe(false)
  expect(verifies('message digesT', signature, key, '')).toBe(false)
  expect(verifies('message digest', 'AAAA', key, '')).toBe(false)
})

test('SM4 and the content key agree with another implementation', () => {
  const appId = '43AF047BBA47FC8A1AE8EFB232BDBBCB'
  const appSecret = '4117E877F5FA0A0188891283E4B617D5'
  const k1 = sm4.encrypt(Buffer.from(appSecret), hexOf(appId.slice(0, 16)), { output: 'string' })
  const key = k1.toUpperCase().slice(0, 16)
  expect(contentKey(appId, appSecret)).toBe(key)
  const encData = sm4.encrypt(Buffer.from('{"姓名":"患者甲"}'), hexOf(key), { output: 'string' }).toUpperCase()
  expect(sm4Encrypts(key, '{"姓名":"患者甲"}')).toBe(encData)
  expect(sm4Decrypts(key, encData)).toBe('{"姓名":"患者甲"}')
})

test('the sign text, letter by letter', () => {
  const members = {
    version: '1.0.0',
    appId: 'A',
    signData: 's',
    encData: 'e',
    extra: 'x',
    empty: '',
    encType: 'SM4',
    data: 'D',
  }
  expect(signText(members, 'SECRET')).toBe('appId=A&data=D&encType=SM4&version=1.0.0&key=SECRET')
  expect(sortedJson('{"b":1.00,"a":{"z":[{"y":2,"x":"1"}],"C":null}}')).toBe(
    '{"a":{"C":null,"z":[{"x":"1","y":2}]},"b":1.00}',
  )
})

function institutionWith(query: string) {
  const chance = { now: () => NOW, random: seededRandom(3) }
  const institution = openInstitution('H33010000001', new URLSearchParams(query), 1, chance)
  const books = emptyBooks()
  apply(books, { kind: 'institution', institution })
  return { institution, of: { books, sm2: createSm2(), toleranceSeconds: 300 } }
}

/** A hospital's envelope made by hand: other SM4, sign text spelt out. */
function handmade(institution: ReturnType<typeof institutionWith>['institution'], change: object = {}) {
  const { appId, appSecret, institutionKeys, userId, signedData } = institution.mobile
  const key = sm4
    .encrypt(Buffer.from(appSecret), hexOf(appId.slice(0, 16)), { output: 'string' })
    .toUpperCase()
    .slice(0, 16)
  const encData = sm4
    .encrypt(Buffer.from('{"orgCodg":"H1","fee":12.50}'), hexOf(key), { output: 'string' })
    .toUpperCase()
  const data = signedData === 'ciphertext' ? encData : '{"fee":12.50,"orgCodg":"H1"}'
  const text = `appId=${appId}&data=${data}&encType=SM4&signType=SM2&timestamp=${STAMP}&version=1.0.0&key=${appSecret}`
  const id = userId === 'default' ? '1234567812345678' : appSecret
  const rs = sm2.doSignature(text, institutionKeys.privateKey, { hash: true, der: false, userId: id })
  const signData = Buffer.from(rs, 'hex').toString('base64')
  return JSON.stringify({
    appId,
    encType: 'SM4',
    signType: 'SM2',
    timestamp: STAMP,
    version: '1.0.0',
    encData,
    signData,
    ...change,
  })
}

const PROFILES = [
  'userId=default&signedData=ciphertext',
  'userId=default&signedData=plaintext',
  'userId=appSecret&signedData=ciphertext',
  'userId=appSecret&signedData=plaintext',
]

test.each(PROFILES)('an envelope made by hand is opened and answered under %s', (query) => {
  const { institution, of } = institutionWith(query)
  expect(openEnvelope(of, handmade(institution), NOW).input).toEqual({ orgCodg: 'H1', fee: '12.50' })
  const sealed = sealEnvelope(of.sm2, institution, {
    output: { ordStas: '6' },
    version: '1.0.0',
    now: NOW,
    badSignature: false,
  })
  const { signData, encData, ...head } = JSON.parse(sealed)
  const { appId, appSecret, platformKeys, userId, signedData } = institution.mobile
  expect(head).toEqual({ appId, encType: 'SM4', signType: 'SM2', timestamp: STAMP, version: '1.0.0' })
  const data = signedData === 'ciphertext' ? encData : '{"ordStas":"6"}'
  const text = `appId=${appId}&data=${data}&encType=SM4&signType=SM2&timestamp=${STAMP}&version=1.0.0&key=${appSecret}`
  const id = userId === 'default' ? '1234567812345678' : appSecret
  const rs = Buffer.from(signData, 'base64').toString('hex')
  expect(sm2.doVerifySignature(text, rs, platformKeys.publicKey, { hash: true, der: false, userId: id })).toBe(true)
})

test('an envelope signed under one profile is refused under another', () => {
  const [made, judged] = [institutionWith(PROFILES[0]!), institutionWith(PROFILES[2]!)]
  expect(() => openEnvelope(judged.of, handmade(made.institution), NOW)).toThrow('验签失败')
})

test.each([
  ['an unknown application', { appId: 'X' }, '应用未登记'],
  ['another timestamp than signed', { timestamp: String(NOW.getTime() + 1) }, '验签失败'],
  ['an old timestamp', { timestamp: String(NOW.getTime() - 301_000) }, '相差超过 300 秒'],
  ['no ciphertext', { encData: 'ZZ' }, '解密失败'],
  ['no signature', { signData: '' }, '验签失败'],
  ['another cipher', { encType: 'AES' }, '应以 SM4 加密'],
])('refused: %s', (_what, change, sentence) => {
  const { institution, of } = institutionWith('')
  expect(() => openEnvelope(of, handmade(institution, change), NOW)).toThrow(sentence)
})

test('a bad signature is really bad', () => {
  const { institution, of } = institutionWith('')
  const sealed = JSON.parse(
    sealEnvelope(of.sm2, institution, { output: {}, version: '', now: NOW, badSignature: true }),
  )
  const { appId, appSecret, platformKeys } = institution.mobile
  const text = `appId=${appId}&data=${sealed.encData}&encType=SM4&signType=SM2&timestamp=${STAMP}&key=${appSecret}`
  expect(of.sm2.verifies(text, sealed.signData, platformKeys.publicKey, '')).toBe(false)
})
