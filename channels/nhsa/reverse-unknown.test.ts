// Would catch: a settlement given up as reversed while the platform still holds it, one that may still arrive, a second
// cancel booked as "not taken back".
import { describe, expect, test } from 'vitest'
import type { CancelRequest } from '../contract/channel.ts'
import { connect } from './channel.ts'
import { BILL, CONFIG, EXPECTED, fixture, type Scripted, scriptedPlatform } from './scripted-platform.ts'

const REQUEST: CancelRequest = {
  bill: BILL,
  attemptId: 'at_0000000002',
  messageId: 'H33010000001202611210900000003',
  chargeAttemptId: 'at_0000000001',
  references: { insurerVisitId: 'VISIT0001', messageId: 'H33010000001202611210800000002' },
  settled: EXPECTED,
  reason: '测试',
}
const KNOWN = { ...REQUEST, references: { ...REQUEST.references, settlementId: 'SETL0001' } }
const REFUSED = '{"infcode":-1,"err_msg":"x"}'
const HELD = fixture('2207-answer.txt')
const TAKEN_BACK = HELD.replace('"psn_no"', '"refd_setl_flag": "1", "psn_no"')
const at = (time: string) => () => new Date(`2026-11-21T${time}+08:00`)

describe('reverseUnknown', () => {
  const reverse = (script: Scripted[], time = '09:00:00', config: object = {}, request = REQUEST) =>
    connect({ ...CONFIG, ...config }, scriptedPlatform(script, at(time)).io).reverseUnknown(request)

  test('2601 names the original msgid and transaction', async () => {
    const platform = scriptedPlatform(['{"infcode":0}'])
    const outcome = await connect(CONFIG, platform.io).reverseUnknown(REQUEST)
    expect(platform.heard[0]!.body).toContain(
      '"input":{"data":{"psn_no":"P0001","omsgid":"H33010000001202611210800000002","oinfno":"2207"}}',
    )
    expect(outcome).toMatchObject({ status: 'settled', channelCode: '0' })
  })

  test.each<[string, Scripted[], string, string, string]>([
    ['not answered', [new TypeError('closed')], '09:00:00', 'unknown', 'NO_ANSWER'],
    ['a positive code', ['{"infcode":7}'], '09:00:00', 'pending', '7'],
    ['refused, and 5203 shows it was taken back', [REFUSED, TAKEN_BACK], '09:00:00', 'settled', '-1'],
    ['refused, and 5203 still shows it', [REFUSED, HELD], '09:00:00', 'pending', '-1'],
    ['refused, 5203 silent', [REFUSED, new TypeError('closed')], '09:00:00', 'unknown', 'NO_ANSWER'],
    ['refused, nothing there, 30 s after sending', [REFUSED, REFUSED], '08:00:30', 'unknown', 'NOT_FOUND'],
    ['refused, nothing there, 2 min after sending', [REFUSED, REFUSED], '08:02:00', 'settled', 'NOTHING_TO_REVERSE'],
    [
      'a settlement of another msgid of the visit',
      [
        REFUSED,
        HELD.replace('080000000299', 'x').replace('H33010000001202611210800000002', 'H33010000001202611210700000009'),
      ],
      '09:00:00',
      'settled',
      'NOTHING_TO_REVERSE',
    ],
  ])('%s', async (_, script, time, status, code) => {
    const outcome = await reverse(script, time)
    expect([outcome.status, outcome.channelCode]).toEqual([status, code])
  })

  test('a province that confirmed nothing leaves it pending', async () => {
    const outcome = await reverse([REFUSED, REFUSED], '09:00:00', { switches: { negativeReversalIsNothing: false } })
    expect(outcome.status).toBe('pending')
  })
})

describe('cancel', () => {
  const cancel = (script: Scripted[]) => connect(CONFIG, scriptedPlatform(script).io).cancel(KNOWN)
  const REVERSING = HELD.replace(/: (\d+\.\d\d)\b/g, ': -$1')
    .replace('"psn_cash_pay"', '"pdn_cash_pay"')
    .replace('SETL0001', 'SETL0002')

  test.each<[string, Scripted[], string, number | null]>([
    ['a reversing record with negative amounts', [REVERSING], 'settled', 59565],
    ['success without amounts', ['{"infcode":0,"output":{}}'], 'settled', null],
    ['refused and still held', [REFUSED, HELD], 'declined', null],
    ['refused because it is already taken back', [REFUSED, TAKEN_BACK], 'settled', 59565],
    ['refused, 5203 silent', [REFUSED, new TypeError('closed')], 'pending', null],
    ['not answered', [new TypeError('closed')], 'unknown', null],
  ])('%s', async (_, script, status, amount) => {
    expect(await cancel(script)).toMatchObject({ status, amount })
  })
})

describe('querySettlement', () => {
  const query = (answer: Scripted, request: Partial<CancelRequest> = KNOWN) =>
    connect(CONFIG, scriptedPlatform([answer]).io).querySettlement({
      bill: BILL,
      attemptId: 'at_0000000001',
      messageId: 'H33010000001202611210800000002',
      expected: EXPECTED,
      references: request.references!,
    })

  test.each<[string, Scripted, Partial<CancelRequest>, string, string]>([
    ['held', HELD, KNOWN, 'settled', '0'],
    ['held, found by visit and msgid', HELD, REQUEST, 'settled', '0'],
    ['taken back', TAKEN_BACK, KNOWN, 'declined', 'REFUNDED'],
    ['refused with a settlement id', REFUSED, KNOWN, 'unknown', 'NOT_FOUND'],
    ['refused without one', REFUSED, REQUEST, 'unknown', 'NOT_ANSWERABLE'],
    ['answered without a settlement', '{"infcode":0,"output":{"setlinfo":[]}}', KNOWN, 'unknown', 'NOT_FOUND'],
    ['not answered', new TypeError('closed'), KNOWN, 'unknown', 'NO_ANSWER'],
  ])('%s', async (_, answer, request, status, code) => {
    const { outcome } = await query(answer, request)
    expect([outcome.status, outcome.channelCode]).toEqual([status, code])
  })

  test('trap 5: fund 0 and person 0 on a fee that is not', async () => {
    const { findings, adjudication } = await query(
      HELD.replace('"fund_pay_sumamt": 195.65', '"fund_pay_sumamt": 0').replace('405.35', '0'),
    )
    expect(findings.map(({ identity }) => identity)).toEqual(['I2', 'I3', 'I4', 'I5', 'EXPECTED'])
    expect(adjudication!.fundTotal).toBe(0)
  })
})
