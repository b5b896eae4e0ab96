// Would catch: a reply in another shape or encoding that crashes the check, a misspelt amount silently used or lost, any
// error that is not ours.
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { NhsaError } from './nhsa-error.ts'
import { readSettlementReply } from './read-settlement-reply.ts'
import { soundSettlement } from './sound-settlement.ts'

const SETLINFO = {
  psn_name: '患者甲',
  medfee_sumamt: 100.0,
  inscp_scp_amt: '100.00',
  fund_pay_sumamt: 60,
  hifp_pay: 60,
  psn_part_amt: '40',
  acct_pay: '',
  psn_cash_pay: 40,
}
const DETAIL = { fund_pay_type: '310100', fund_payamt: 60 }
const envelope = (output: unknown) => ({ infcode: 0, inf_refmsgid: '1', err_msg: '', output })
const broken = (text: string | Uint8Array) =>
  readSettlementReply(text)
    .findings.filter((finding) => finding.holds === false)
    .map((finding) => finding.identity)

describe('the same settlement in every shape', () => {
  test.each<[string, string, unknown]>([
    ['bare setlinfo', 'setlinfo', SETLINFO],
    ['setlinfo and setldetail', 'output', { setlinfo: SETLINFO, setldetail: [DETAIL] }],
    ['output', 'output', { output: { setlinfo: SETLINFO, setldetail: [DETAIL] } }],
    ['whole answer', 'envelope', envelope({ setlinfo: SETLINFO, setldetail: [DETAIL] })],
    [
      'setlinfo as a list, setldetail as an object (trap 8)',
      'envelope',
      envelope({ setlinfo: [SETLINFO], setldetail: DETAIL }),
    ],
    ['output as JSON in a text', 'envelope', envelope(JSON.stringify({ setlinfo: SETLINFO }))],
    ['a request input', 'output', { infno: '4101', input: { setlinfo: SETLINFO } }],
  ])('%s', (_, shape, document) => {
    const reading = readSettlementReply(JSON.stringify(document))
    expect(reading.shape).toBe(shape)
    expect(reading.amounts.medfee_sumamt).toMatchObject({ fen: 10000, wireName: 'medfee_sumamt' })
    expect(broken(JSON.stringify(document))).toEqual([])
  })
})

test('numbers keep their text, unknown fields their content', () => {
  const reading = readSettlementReply('{"medfee_sumamt":100.10,"feesttinfo":{"a":1.0},"fulamt_ownpay_atm":3.00}')
  expect(JSON.stringify(reading.setlinfo)).toBe(
    '{"medfee_sumamt":100.10,"feesttinfo":{"a":1.0},"fulamt_ownpay_atm":3.00}',
  )
  expect(reading.unknownFields).toEqual(['feesttinfo', 'fulamt_ownpay_atm'])
  expect(reading.notes).toEqual([
    'unknown field fulamt_ownpay_atm resembles fulamt_ownpay_amt, which is absent; its value is kept, not used',
  ])
})

describe('encodings', () => {
  const text = JSON.stringify(SETLINFO)

  test.each([
    ['UTF-8', Buffer.from(text), 'utf-8', []],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${text}`), 'utf-8', []],
    ['GBK', iconv.encode(text, 'gbk'), 'gbk', ['the file is GBK, the interface is UTF-8']],
    [
      'UTF-8 read as GBK, stored as UTF-8',
      Buffer.from(iconv.decode(Buffer.from(text), 'gbk')),
      'utf-8',
      ['psn_name is wrongly decoded Chinese (utf-8 read as gbk)'],
    ],
    [
      'UTF-8 read as Latin-1',
      Buffer.from(text.replace('患者甲', Buffer.from('患者甲').toString('latin1'))),
      'utf-8',
      ['psn_name is wrongly decoded Chinese (utf-8 read as latin-1)'],
    ],
    [
      'GBK read as UTF-8: bytes are lost',
      Buffer.from(iconv.encode(text, 'gbk').toString('utf8')),
      'utf-8',
      ['psn_name is wrongly decoded Chinese (lost)'],
    ],
  ])('%s', (_, bytes, encoding, notes) => {
    const reading = readSettlementReply(bytes)
    expect([reading.encoding, reading.notes]).toEqual([encoding, notes])
    expect(broken(bytes)).toEqual([])
  })
})

describe('refused', () => {
  test.each([
    ['nothing', '', 'NHSA_NOT_JSON'],
    ['cut JSON', '{"setlinfo":', 'NHSA_NOT_JSON'],
    ['brackets without end', '['.repeat(200_000), 'NHSA_NOT_JSON'],
    ['a list', '[1]', 'NHSA_NO_SETTLEMENT'],
    ['another document', '{"name":"x"}', 'NHSA_NO_SETTLEMENT'],
    ['a refusal of the platform', '{"infcode":-1,"err_msg":"x","output":null}', 'NHSA_NO_SETTLEMENT'],
    ['setlinfo that is a text', '{"output":{"setlinfo":"x"}}', 'NHSA_NO_SETTLEMENT'],
  ])('%s', (_, text, code) => expect(() => readSettlementReply(text)).toThrow(expect.objectContaining({ code })))
})

describe('property: nothing but NhsaError, whatever comes', () => {
  const harmless = (read: () => unknown) => {
    try {
      read()
    } catch (error) {
      expect(error).toBeInstanceOf(NhsaError)
    }
  }

  test('any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => harmless(() => readSettlementReply(bytes))),
      { seed: 3 },
    )
  })

  test('any JSON where amounts and nodes should be', () => {
    const names = fc.constantFrom(
      'medfee_sumamt',
      'psn_cash_pay',
      'acct_pay',
      'setlinfo',
      'setldetail',
      'output',
      '__proto__',
      'toString',
    )
    const document = fc.dictionary(names, fc.jsonValue({ maxDepth: 3 }))
    fc.assert(
      fc.property(document, fc.jsonValue(), (setlinfo, setldetail) => {
        harmless(() => readSettlementReply(JSON.stringify({ medfee_sumamt: 1, ...setlinfo })))
        harmless(() => readSettlementReply(JSON.stringify({ output: { setlinfo, setldetail, result: setldetail } })))
      }),
      { seed: 4, numRuns: 500 },
    )
  })

  test('a sound answer with a stretch overwritten', () => {
    fc.assert(
      fc.property(soundSettlement, fc.nat(400), fc.string({ maxLength: 8 }), (sound, at, garbage) => {
        const text = JSON.stringify(envelope(sound))
        harmless(() => readSettlementReply(text.slice(0, at) + garbage + text.slice(at + garbage.length)))
      }),
      { seed: 5, numRuns: 300 },
    )
  })
})
