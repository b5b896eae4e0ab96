// Would catch: a misspelt envelope field (trap 2), a msgid nobody can reverse, a gateway signature the province refuses.
import { createHash } from 'node:crypto'
import { createSm2Verifier, newSm2KeyPair, sm3Hex } from '@medsettle/gm-crypto'
import { describe, expect, test } from 'vitest'
import { gatewayHeaders } from './gateway-headers.ts'
import { companionMessageId, messageId, timeOfMessageId } from './message-id.ts'
import { createInputSigner, type Message, writeRequest } from './request.ts'
import { wireNumber } from './wire-json.ts'

const SENDER = {
  fixmedinsCode: 'H33010000001',
  fixmedinsName: '测试医院',
  mdtrtAreaAdmvs: '330100',
  recerSysCode: 'YBXT',
  infver: 'V1.0',
  opterType: '1',
  opter: 'T1',
  opterName: '测试经办人',
}
const AT = new Date('2026-11-21T00:00:00Z')
const MESSAGE: Message = {
  infno: '2207',
  msgid: messageId(SENDER.fixmedinsCode, AT, 7),
  input: { data: { psn_no: 'P1', medfee_sumamt: wireNumber('601.00') } },
  insuredArea: '330200',
  at: AT,
}
const unsigned = createInputSigner('none', { token: '' })

test('the envelope, fields as the interface spells them', () => {
  expect(writeRequest(SENDER, MESSAGE, unsigned)).toBe(
    '{"infno":"2207","msgid":"H33010000001202611210800000007","mdtrtarea_admvs":"330100","insuplc_admdvs":"330200",' +
      '"recer_sys_code":"YBXT","dev_no":"","dev_safe_info":"","cainfo":"","signtype":"","infver":"V1.0","opter_type":"1",' +
      '"opter":"T1","opter_name":"测试经办人","inf_time":"2026-11-21 08:00:00","fixmedins_code":"H33010000001",' +
      '"fixmedins_name":"测试医院","sign_no":"","input":{"data":{"psn_no":"P1","medfee_sumamt":601}}}',
  )
})

describe('cainfo signs the JSON text of input as it stands in the message', () => {
  const inputText = '{"data":{"psn_no":"P1","medfee_sumamt":601}}'
  const cainfoOf = (text: string) => JSON.parse(text) as { cainfo: string; signtype: string }

  test('SM3 over input and token', () => {
    const { cainfo, signtype } = cainfoOf(writeRequest(SENDER, MESSAGE, createInputSigner('SM3', { token: 'TOKEN' })))
    expect([signtype, cainfo]).toEqual(['SM3', sm3Hex(`${inputText}TOKEN`)])
  })

  test('SM2, raw r‖s in Base64', () => {
    const pair = newSm2KeyPair()
    const signer = createInputSigner('SM2', { token: '', privateKey: pair.privateKey })
    const { cainfo } = cainfoOf(writeRequest(SENDER, MESSAGE, signer))
    expect(createSm2Verifier(pair.publicKey)(inputText, Buffer.from(cainfo, 'base64'))).toBe(true)
  })
})

test.each<[string, Partial<Message>, string]>([
  ['infno in lower case', { infno: '4101a' }, 'infno'],
  ['a msgid of 29 characters', { msgid: MESSAGE.msgid.slice(1) }, 'msgid'],
  ['a psn_no without the insured area', { insuredArea: '' }, 'insuplc_admdvs'],
])('refused: %s', (_, changes, place) => {
  expect(() => writeRequest(SENDER, { ...MESSAGE, ...changes }, unsigned)).toThrow(expect.objectContaining({ place }))
})

test.each(['4101A', '2203A', 'D001', '2207'])('infno %s is a transaction (trap 1)', (infno) => {
  expect(writeRequest(SENDER, { ...MESSAGE, infno }, unsigned)).toContain(`"infno":"${infno}"`)
})

describe('msgid', () => {
  test('12 of institution, 14 of China time, 4 of sequence', () => {
    expect(messageId('H33010000001', AT, 0)).toBe('H33010000001202611210800000000')
    expect(messageId('H33010000001', AT, 10_001)).toBe('H33010000001202611210800000001')
    expect(timeOfMessageId(MESSAGE.msgid)).toBe('2026-11-21 08:00:00')
    expect(timeOfMessageId('H33010000001202611310800000001')).toBeNull()
  })

  test('companions are dated before and never equal their principal or each other', () => {
    const companions = [1, 2, 3, 4].map((seconds) => companionMessageId(MESSAGE.msgid, seconds))
    expect(companions[3]).toBe('H33010000001202611210759560007')
    expect(new Set([MESSAGE.msgid, ...companions]).size).toBe(5)
  })

  test.each([
    ['an institution code of 11', () => messageId('H3301000001', AT, 1)],
    ['a negative sequence', () => messageId('H33010000001', AT, -1)],
    ['a companion of no msgid', () => companionMessageId('x', 1)],
  ])('refused: %s', (_, make) => expect(make).toThrow(expect.objectContaining({ code: 'NHSA_BAD_FIELD' })))
})

describe('gateway headers', () => {
  const credentials = { paasId: 'paas1', token: 'secret', hexCase: 'upper' as const }

  test('SHA256(timestamp + token + nonce + timestamp)', () => {
    const hex = createHash('sha256').update('1795219200secretnonce11795219200').digest('hex')
    expect(gatewayHeaders(credentials, AT, 'nonce1')).toEqual({
      'content-type': 'application/json; charset=utf-8',
      'x-tif-paasid': 'paas1',
      'x-tif-timestamp': '1795219200',
      'x-tif-nonce': 'nonce1',
      'x-tif-signature': hex.toUpperCase(),
    })
    expect(gatewayHeaders({ ...credentials, hexCase: 'lower' }, AT, 'nonce1')['x-tif-signature']).toBe(hex)
  })

  test('regions with an api key only', () => {
    const headers = gatewayHeaders({ ...credentials, scheme: 'apikey' }, AT, 'n')
    expect(headers).toEqual({ 'content-type': 'application/json; charset=utf-8', apikey: 'secret' })
  })
})
