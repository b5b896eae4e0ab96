// Would catch: a request taken from a sender that did not prove who it is, an old one taken, an envelope with a hole, an
// answer without its envelope; and a fault that does less or more than its name says.
import { createHash } from 'node:crypto'
import { sm2 } from 'sm-crypto-v2'
import { beforeEach, describe, expect, test } from 'vitest'
import type { SandboxAnswer, SandboxRequest } from '../core/http.ts'
import {
  envelopeFor,
  lineRows,
  openHospital,
  register,
  type SampleHospital,
  settleBatch,
  settledVisit,
  standing,
  tifHeaders,
} from './sample-hospital.ts'
import { PATIENT } from './sample-world.ts'

const QUESTION = { data: { psn_no: PATIENT.psnNo } }
let hospital: SampleHospital
beforeEach(async () => {
  hospital = await openHospital()
})

const raw = async (request: SandboxRequest, at = hospital) => {
  const answer = (await at.room.handle(request)) as SandboxAnswer
  return { status: answer.status, ...JSON.parse(String(answer.body)) }
}

test('the answer envelope', async () => {
  const answer = await raw(hospital.request('5206', QUESTION))
  expect(answer).toMatchObject({
    status: 200,
    infcode: 0,
    refmsg_time: '20260310100000000',
    respond_time: '20260310100000000',
    err_msg: '',
  })
  expect(answer.inf_refmsgid).toMatch(/^33010020260310100000\d{10}$/)
})

describe('headers', () => {
  test.each([
    ['another application', { 'x-tif-paasid': 'nobody' }, '[GATEWAY_REFUSED] x-tif-paasid: 应用未登记'],
    ['another token', { 'x-tif-signature': 'A'.repeat(64) }, '[GATEWAY_REFUSED] x-tif-signature: 签名不符'],
    ['no nonce', { 'x-tif-nonce': '' }, '[GATEWAY_REFUSED] x-tif-nonce: 随机串为空'],
    ['milliseconds', { 'x-tif-timestamp': '1773108000000' }, '[GATEWAY_REFUSED] x-tif-timestamp: 应为秒级时间戳'],
  ])('refused: %s', async (_what, change, sentence) => {
    const request = hospital.request('5206', QUESTION)
    const answer = await raw({ ...request, headers: { ...request.headers, ...change } })
    expect(answer).toMatchObject({ status: 401, err_msg: sentence })
    expect(answer.infcode).toBeLessThan(0)
  })

  test('the other hex case is refused', async () => {
    const headers = tifHeaders({ ...hospital.config, hexCase: 'lower' }, hospital.world.now())
    expect((await raw({ ...hospital.request('5206', QUESTION), headers })).err_msg).toMatch(/签名不符/)
    const lower = await openHospital({ query: 'hexCase=lower' })
    expect((await lower.send('5206', QUESTION)).infcode).toBe(0)
  })

  test('older than 300 seconds is refused', async () => {
    const [inTime, late] = [299, 301].map((age) => ({
      ...hospital.request('5206', QUESTION),
      headers: tifHeaders(hospital.config, new Date(hospital.world.now().getTime() - age * 1000)),
    }))
    expect((await raw(inTime!)).infcode).toBe(0)
    expect((await raw(late!)).err_msg).toMatch(/^\[GATEWAY_STALE\]/)
  })
})

describe('envelope', () => {
  const sendChanged = (change: object, infno = '5206') => {
    const id = hospital.msgid()
    const body = JSON.stringify({ ...envelopeFor(hospital.config, infno, id, QUESTION), ...change })
    return raw({ ...hospital.request(infno, QUESTION), body })
  }
  test.each([
    [
      'a number of another institution',
      { fixmedins_code: 'H99999999999', msgid: `H99999999999${'1'.repeat(18)}` },
      'INSTITUTION_MISMATCH',
    ],
    ['a short msgid', { msgid: 'H330100000011' }, 'FIELD_MALFORMED'],
    ['no operator', { opter: '' }, 'FIELD_MISSING'],
    ['no insured area although a person is named', { insuplc_admdvs: '' }, 'FIELD_MISSING'],
    ['another infno than the address', { infno: '2207' }, 'ENVELOPE_MALFORMED'],
    ['no input', { input: null }, 'FIELD_MISSING'],
    ['an unknown sign_no', { sign_no: '1' }, 'SIGN_IN_UNKNOWN'],
    ['input beyond 40,000 characters', { input: { data: QUESTION.data, more: 'x'.repeat(40_000) } }, 'INPUT_TOO_LONG'],
  ])('refused: %s', async (_what, change, code) => {
    expect((await sendChanged(change)).err_msg).toContain(`[${code}]`)
  })

  test('no JSON, and a transaction the platform does not know', async () => {
    expect((await raw({ ...hospital.request('5206', QUESTION), body: '{' })).err_msg).toBe(
      '[ENVELOPE_MALFORMED] 报文不是 JSON 对象',
    )
    expect((await sendChanged({ infno: '4101A' }, '4101A')).err_msg).toBe(
      '[TRANSACTION_UNKNOWN] infno: 平台不支持交易 4101A',
    )
  })

  test('9001 gives the number later envelopes carry until 9002', async () => {
    const signed = await hospital.send('9001', {
      signIn: { opter_no: 'TEST001', mac: '00-00-00-00-00-00', ip: '127.0.0.1' },
    })
    const sign_no = signed.output.signinoutb.sign_no
    expect((await sendChanged({ sign_no })).infcode).toBe(0)
    await hospital.send('9002', { signOut: { sign_no, opter_no: 'TEST001' } })
    expect((await sendChanged({ sign_no })).err_msg).toContain('[SIGN_IN_UNKNOWN]')
  })
})

describe('cainfo', () => {
  const signed = async (signType: 'SM3' | 'SM2', sign: (input: string, config: SampleHospital['config']) => string) => {
    const at = await openHospital({ query: `signType=${signType}` })
    const envelope = envelopeFor(at.config, '5206', at.msgid(), QUESTION)
    const cainfo = sign(JSON.stringify(QUESTION), at.config)
    const body = JSON.stringify({ ...envelope, cainfo, signtype: signType })
    return raw({ ...at.request('5206', QUESTION), body }, at)
  }
  const sm3 = (text: string) => createHash('sm3').update(text).digest('hex')
  const sm2Of = (text: string, key: string) =>
    Buffer.from(sm2.doSignature(text, key, { hash: true, der: false, userId: '1234567812345678' }), 'hex').toString(
      'base64',
    )

  test('SM3 over input and token', async () => {
    expect((await signed('SM3', (input, config) => sm3(input + config.token))).infcode).toBe(0)
    expect((await signed('SM3', (input) => sm3(input))).err_msg).toContain('[CAINFO_WRONG]')
  })
  test('SM2 over input', async () => {
    expect((await signed('SM2', (input, config) => sm2Of(input, config.cainfoPrivateKey!))).infcode).toBe(0)
    expect((await signed('SM2', (input, config) => sm2Of(`${input} `, config.cainfoPrivateKey!))).err_msg).toContain(
      '[CAINFO_WRONG]',
    )
  })
})

describe('faults', () => {
  const settle = () => settledVisit(hospital, [['JIA', '10', '60.00', '600.00']], '600.00')
  const SETTLED = '账户 95.00 起付线 300.00 统筹 195.00'
  const add = (
    kind: 'drop-reply' | 'drop-request' | 'http-500' | 'http-500-after' | 'ghost-refund',
    operation = '2207',
  ) => hospital.faults.add({ channel: 'nhsa', operation, fault: { kind }, times: 1 })

  const NOTHING = '账户 500.00 起付线 0.00 统筹 0.00'
  test.each([
    ['drop-reply', 'hang-up', SETTLED],
    ['drop-request', 'hang-up', NOTHING],
    ['http-500-after', 500, SETTLED],
    ['http-500', 500, NOTHING],
  ] as const)('%s on 2207: the caller sees %s', async (kind, seen, after) => {
    const mdtrtId = await register(hospital)
    await hospital.send('2204', { feedetail: lineRows(mdtrtId, 'B1', [['JIA', '10', '60.00', '600.00']]) })
    add(kind)
    const answer = await settleBatch(hospital, { mdtrtId, batch: 'B1', total: '600.00' }).catch((error: Error) => error)
    expect(answer instanceof Error ? answer.message : answer.status).toBe(seen)
    expect(await standing(hospital)).toBe(after)
  })

  test('decline books nothing and carries its code', async () => {
    hospital.faults.add({ channel: 'nhsa', operation: '2207', fault: { kind: 'decline', code: '-7' }, times: 1 })
    await expect(settle()).rejects.toThrow('[DECLINED] 医保平台拒绝本次交易 (-7)')
    expect(await standing(hospital)).toBe('账户 500.00 起付线 0.00 统筹 0.00')
  })

  test('a ghost refund answers "settled" and is seen only in 5203', async () => {
    add('ghost-refund')
    const visit = await settle()
    expect(visit.answer.output.setlinfo).toMatchObject({ medfee_sumamt: 600, acct_pay: 405 })
    const seen = await hospital.send('5203', { data: { psn_no: PATIENT.psnNo, setl_id: visit.setlId } })
    expect(seen.output.setlinfo.refd_setl_flag).toBe('1')
    expect(hospital.room.orders()).toMatchObject([{ refunded: true, refunds: [{ by: 'ghost', amountFen: 60000 }] }])
  })
})
