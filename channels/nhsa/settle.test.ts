// Would catch: a timeout booked as declined, a settlement booked with amounts nobody said, an unmapped code taken for a
// refusal, names of patients in what staff reads.
import { formatYuan } from '@medsettle/money'
import { describe, expect, test } from 'vitest'
import type { SettleRequest } from '../contract/channel.ts'
import { connect } from './channel.ts'
import { BILL, CONFIG, EXPECTED, fixture, NOW, type Scripted, scriptedPlatform } from './scripted-platform.ts'

const MESSAGE_ID = 'H33010000001202611210800000002'
const ANSWER = fixture('2207-answer.txt')
const REQUEST: SettleRequest = {
  bill: BILL,
  attemptId: 'at_0000000001',
  messageId: MESSAGE_ID,
  expected: EXPECTED,
  references: { insurerVisitId: 'VISIT0001' },
}
const settle = async (answer: Scripted, config: object = {}) => {
  const platform = scriptedPlatform([answer])
  return { ...(await connect({ ...CONFIG, ...config }, platform.io).settle(REQUEST)), heard: platform.heard }
}

test('2207 carries the persisted msgid and the announced split; the answer becomes the adjudication', async () => {
  const { outcome, adjudication, findings, references, accountLeft, heard } = await settle(ANSWER)
  expect(heard[0]!.url).toBe('http://platform.test/nhsa/api/2207')
  expect(heard[0]!.body).toContain(`"msgid":"${MESSAGE_ID}"`)
  expect(heard[0]!.body).toContain('"insuplc_admdvs":"330200"')
  expect(heard[0]!.body).toContain(
    '"acct_used_flag":"1","insutype":"310","fulamt_ownpay_amt":0,"overlmt_selfpay":0,"preselfpay_amt":0,"inscp_scp_amt":601}}}',
  )
  expect(outcome).toMatchObject({ status: 'settled', channelRef: 'SETL0001', at: NOW.toISOString() })
  expect(formatYuan(outcome.amount!)).toBe('595.65')
  expect({ ...adjudication, reasons: [] }).toEqual(EXPECTED)
  expect(adjudication!.reasons.map(({ title, amount }) => `${title} ${formatYuan(amount)}`)).toEqual([
    '起付线 300.00',
    '统筹基金 195.65',
    '基金合计 195.65',
    '个人账户 400.00',
    '个人现金 5.35',
  ])
  expect([findings, accountLeft]).toEqual([[], 0])
  expect(references).toEqual({ insurerVisitId: 'VISIT0001', settlementId: 'SETL0001', messageId: MESSAGE_ID })
})

describe('what is not an explicit word leaves the settlement open', () => {
  const timeout = Object.assign(new Error('x'), { name: 'TimeoutError' })
  test.each<[string, Scripted, string, string]>([
    ['no answer in time', timeout, 'unknown', 'TIMEOUT'],
    ['connection closed', new TypeError('fetch failed'), 'unknown', 'NO_ANSWER'],
    ['HTTP 500', new Response('{"infcode":-1}', { status: 500 }), 'unknown', 'HTTP_500'],
    ['HTTP 404 without an envelope', new Response('not here', { status: 404 }), 'unknown', 'HTTP_404'],
    ['garbled', ANSWER.slice(0, 300), 'unknown', 'NHSA_NOT_JSON'],
    ['another document', '{"code":0}', 'unknown', 'NHSA_NOT_AN_ENVELOPE'],
    ['success without amounts', '{"infcode":0,"output":{}}', 'unknown', 'UNREADABLE_AMOUNTS'],
    ['success with an amount that is none', ANSWER.replace('400.00', '"四百"'), 'unknown', 'UNREADABLE_AMOUNTS'],
    ['a positive code', '{"infcode":1,"err_msg":"处理中"}', 'pending', '1'],
    ['a negative code: refusal by default [R]', '{"infcode":-1,"err_msg":"余额不足"}', 'declined', '-1'],
    ['a refusal with HTTP 400', new Response('{"infcode":-1}', { status: 400 }), 'declined', '-1'],
  ])('%s', async (_, answer, status, channelCode) => {
    const { outcome, references } = await settle(answer)
    expect([outcome.status, outcome.channelCode, outcome.amount]).toEqual([status, channelCode, null])
    expect(references.messageId).toBe(MESSAGE_ID)
  })

  test('a negative code where the province confirmed nothing', async () => {
    const { outcome } = await settle('{"infcode":-1}', { switches: { negativeIsRefusal: [] } })
    expect(outcome.status).toBe('pending')
  })
})

describe('findings are kept, amounts never mended', () => {
  test.each([
    [
      'fund 10.00 less than its parts',
      '"fund_pay_sumamt": 195.65',
      '"fund_pay_sumamt": 185.65',
      ['I2 10.00', 'I4 -10.00', 'I5 -10.00', 'EXPECTED -10.00'],
    ],
    [
      'a total other than the lines',
      '"medfee_sumamt": 601.00',
      '"medfee_sumamt": 602.00',
      ['I1 1.00', 'I2 1.00', 'I8 1.00', 'EXPECTED 1.00'],
    ],
    ['共济 paid beside the account', '"acct_mulaid_pay": 0', '"acct_mulaid_pay": 1.00', []],
  ])('%s', async (_, from, to, expected) => {
    const { outcome, findings } = await settle(ANSWER.replace(from, to))
    expect(findings.map(({ identity, offBy }) => `${identity} ${formatYuan(offBy)}`)).toEqual(expected)
    expect(outcome.status).toBe('settled')
  })

  test('共济 separate by profile belongs to what insurance pays', async () => {
    const separate = ANSWER.replace('"acct_pay": 400.00', '"acct_pay": 300.00').replace(
      '"acct_mulaid_pay": 0',
      '"acct_mulaid_pay": 100.00',
    )
    const { adjudication, findings } = await settle(separate, { familyAccountInside: false })
    expect(findings).toEqual([])
    expect([adjudication!.personalAccount, adjudication!.familyAccount].map(formatYuan)).toEqual(['400.00', '100.00'])
  })
})

test('staff never reads names and numbers of the insured', async () => {
  const { outcome } = await settle(
    '{"infcode":-1,"err_msg":"患者甲 TEST00010001 (P0001, 330000199001010000) 待遇冻结"}',
  )
  expect(outcome.message).toBe('infcode -1: ＊ ＊ (＊, ＊) 待遇冻结')
})

test('without a visit nothing is sent', async () => {
  const platform = scriptedPlatform([])
  await expect(connect(CONFIG, platform.io).settle({ ...REQUEST, references: {} })).rejects.toMatchObject({
    refusal: { code: 'INSURANCE_REFERENCE_MISSING', place: 'references.insurerVisitId', moneyMoved: 'none' },
  })
  expect(platform.heard).toEqual([])
})
