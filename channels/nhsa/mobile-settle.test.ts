// Would catch: 6202 sent for an order whose number nobody kept, 6202 or an ordStas of 3–6 taken for proof of payment, a
// cash-only order booked as insurance, amounts that do not add up.
import { newSm2KeyPair } from '@medsettle/gm-crypto'
import { createMobileEnvelope, type WireObject, wireNumber } from '@medsettle/nhsa'
import { describe, expect, test } from 'vitest'
import { connect } from './channel.ts'
import { BILL, CONFIG, EXPECTED, NOW, type Scripted, scriptedPlatform } from './scripted-platform.ts'

const [OURS, THEIRS] = [newSm2KeyPair(), newSm2KeyPair()]
const keys = { appId: 'APPID00000000000001', appSecret: 'SECRET0000000001' }
const mobile = { ...keys, privateKey: OURS.privateKey, platformPublicKey: THEIRS.publicKey }
const platform = createMobileEnvelope({
  ...keys,
  privateKey: THEIRS.privateKey,
  platformPublicKey: OURS.publicKey,
  userId: 'default',
  signedData: 'ciphertext',
})
const says = (content: WireObject): Scripted => platform.seal(content, NOW)
const AMOUNTS = {
  feeSumamt: wireNumber('601.00'),
  fundPay: wireNumber('195.65'),
  psnAcctPay: wireNumber('400'),
  ownPayAmt: wireNumber('5.35'),
}
const ORDER = says({ payOrdId: 'ORDER1', payToken: 'TOKEN1' })
const references = { insurerVisitId: 'VISIT0001' }
const REQUEST = {
  bill: BILL,
  attemptId: 'at_0000000001',
  messageId: 'H33010000001202611210800000002',
  expected: EXPECTED,
  references,
}
/** One channel for all tests: building the table of the platform's key takes longer than every test together. */
let current = scriptedPlatform([])
const channel = connect(
  { ...CONFIG, product: 'mobile', mobile },
  { ...current.io, fetch: (url, init) => current.io.fetch(url, init) },
)
const connected = (script: Scripted[]) => {
  current = scriptedPlatform(script)
  return { channel, heard: current.heard }
}

const PAY = { ...REQUEST, references: { ...references, payOrderId: 'ORDER1', payToken: 'TOKEN1' } }
const asked = (heard: readonly { readonly url: string }[]) => heard.map(({ url }) => url.split('/').at(-1))

test('6201 alone is the first call: uploads under our attempt, and wants its number kept', async () => {
  const { channel, heard } = connected([ORDER])
  const { outcome, references, again } = await channel.settle(REQUEST)
  expect(asked(heard)).toEqual(['uldFeeInfo'])
  const uploaded = platform.open(heard[0]!.body).content
  expect(JSON.stringify(uploaded)).toContain('"medOrgOrd":"at_0000000001"')
  expect(JSON.stringify(uploaded.feedetailList)).toContain('"detItemFeeSumamt":601,"cnt":2,"pric":300.5')
  expect([outcome.status, outcome.channelCode, again]).toEqual(['pending', 'UPLOADED', true])
  expect(references).toMatchObject({ payOrderId: 'ORDER1', payToken: 'TOKEN1' })
})

describe('6202 and 6301 are the second: pays, and believes only the query', () => {
  const paid = { ordStas: '6', setlType: 'HI', traceTime: '2026-11-21 08:00:00', ...AMOUNTS }
  test.each<[string, WireObject, string, string | undefined]>([
    ['without a number of the settlement', paid, 'ORDER1', undefined],
    ['with one', { ...paid, extData: { setlId: 'SETL1' } }, 'SETL1', 'SETL1'],
    ['with one in a text', { ...paid, extData: '{"setl_id":"SETL2"}' }, 'SETL2', 'SETL2'],
    ['with a text that is no JSON', { ...paid, extData: 'none' }, 'ORDER1', undefined],
  ])('%s', async (_, content, channelRef, settlementId) => {
    const { channel, heard } = connected([says({ ordStas: '6', ...AMOUNTS }), says(content)])
    const { outcome, references, findings, again } = await channel.settle(PAY)
    expect(asked(heard)).toEqual(['pay_order', 'query_order_info'])
    expect(outcome).toMatchObject({ status: 'settled', channelRef, amount: 59565, at: NOW.toISOString() })
    expect([references.settlementId, findings, again]).toEqual([settlementId, [], undefined])
  })
})

describe('6202 that is refused when it is sent a second time', () => {
  const refused = says({ success: false, code: '-6202' })
  test.each<[string, Scripted, string]>([
    ['has paid', says({ ordStas: '6', setlType: 'HI', ...AMOUNTS }), 'settled'],
    ['has not paid', says({ ordStas: '1' }), 'declined'],
    ['nobody knows', new TypeError('closed'), 'unknown'],
  ])('%s', async (_, told, status) => {
    expect((await connected([refused, told]).channel.settle(PAY)).outcome.status).toBe(status)
  })
})

describe('what 6301 says', () => {
  const candidate = { ordStas: '6', setlType: 'ALL', ...AMOUNTS }
  test.each<[string, WireObject, string]>([
    ['paid by insurance and cash', candidate, 'settled'],
    ['paid in cash only', { ...candidate, setlType: 'CASH' }, 'pending'],
    ['candidate without a settlement type', { ordStas: '3', ...AMOUNTS }, 'pending'],
    ['candidate without amounts', { ordStas: '6', setlType: 'HI' }, 'pending'],
    ['parts that do not add up (6.2)', { ...candidate, ownPayAmt: '5.34' }, 'pending'],
    ['processing', { ...candidate, ordStas: '2' }, 'pending'],
    ['cancelled', { ...candidate, ordStas: '7' }, 'declined'],
    ['failed', { ...candidate, ordStas: '16' }, 'declined'],
    ['a state nobody lists', { ...candidate, ordStas: '99' }, 'pending'],
  ])('%s', async (_, content, status) => {
    const { channel } = connected([says(content)])
    const answer = await channel.querySettlement({ ...REQUEST, references: { ...references, payOrderId: 'ORDER1' } })
    expect([answer.outcome.status, answer.outcome.amount]).toEqual([status, status === 'settled' ? 59565 : null])
  })

  test('an order that is still processing a minute after its 6202 is nobody’s work any more', async () => {
    const old = { ...PAY, messageId: 'H33010000001202611210758300002' }
    const { outcome } = await connected([says({ ...candidate, ordStas: '1' })]).channel.querySettlement(old)
    expect([outcome.status, outcome.channelCode]).toEqual(['unknown', 'ordStas 1'])
  })

  test('other parts than presettled were taken all the same: they are told, for the flow takes them back', async () => {
    const { channel } = connected([says({ ...candidate, fundPay: '195.64', ownPayAmt: '5.36' })])
    const { outcome, adjudication, findings } = await channel.querySettlement(PAY)
    expect([outcome.status, outcome.amount]).toEqual(['settled', 59564])
    expect([adjudication!.fundTotal, adjudication!.pooledFund, adjudication!.cash]).toEqual([19564, 19564, 536])
    expect(findings.map(({ identity, offBy }) => `${identity} ${offBy}`)).toEqual(['EXPECTED -1', 'EXPECTED 1'])
  })
})

test.each<[string, WireObject, string, string]>([
  ['refused with a code', { success: false, code: '-6201', message: 'x' }, 'declined', '-6201'],
  ['refused without one', { success: 'false' }, 'declined', 'REFUSED'],
  ['a code nobody knows', { code: '77' }, 'declined', '77'],
])('6201 %s, signed', async (_, content, status, code) => {
  const { outcome } = await connected([says(content)]).channel.settle(REQUEST)
  expect([outcome.status, outcome.channelCode]).toEqual([status, code])
})

describe('unanswered', () => {
  test.each<[string, Scripted[], string]>([
    ['6201', [new TypeError('closed')], 'NO_ANSWER'],
    ['6201 refused without a signature', [new Response('{"code":-1}', { status: 401 })], 'HTTP_401'],
    ['6202', [new TypeError('closed')], 'NO_ANSWER'],
    ['6301', [says({ ordStas: '6' }), 'garbled'], 'NHSA_NOT_JSON'],
  ])('%s', async (what, script, code) => {
    const { outcome } = await connected(script).channel.settle(what.startsWith('6201') ? REQUEST : PAY)
    expect([outcome.status, outcome.channelCode]).toEqual(['unknown', code])
  })
})

describe('taking back', () => {
  const request = {
    ...REQUEST,
    chargeAttemptId: 'at_0000000001',
    settled: EXPECTED,
    reason: '测试',
    references: { ...references, payOrderId: 'ORDER1' },
  }

  test.each([
    ['SUCC', 'settled', 59565],
    ['FAIL', 'declined', null],
    ['EXP', 'pending', null],
    ['', 'pending', null],
  ])('6203 answers %s', async (refStatus, status, amount) => {
    const { channel, heard } = connected([says({ refStatus })])
    expect(await channel.cancel(request)).toMatchObject({ status, amount })
    expect(JSON.stringify(platform.open(heard[0]!.body).content)).toBe(
      '{"payOrdId":"ORDER1","appRefdSn":"at_0000000001","appRefdTime":"20261121080000","totlRefdAmt":595.65,' +
        '"psnAcctRefdAmt":400,"fundRefdAmt":195.65,"cashRefdAmt":0,"ecToken":"TEST00010001","refdType":"HI"}',
    )
  })

  test.each<[string, Scripted[], string]>([
    ['a candidate is refunded', [says({ ordStas: '6' }), says({ refStatus: 'SUCC' })], 'settled'],
    ['an unpaid order is revoked (6401)', [says({ ordStas: '1' }), says({ success: true })], 'settled'],
    ['a revocation that is not confirmed', [says({ ordStas: '1' }), says({ success: false })], 'pending'],
    ['a cancelled order needs nothing', [says({ ordStas: '8' })], 'settled'],
    ['a state nobody lists', [says({ ordStas: '77' })], 'pending'],
    ['no answer', [new TypeError('closed')], 'unknown'],
  ])('reverse: %s', async (_, script, status) => {
    expect((await connected(script).channel.reverseUnknown(request)).status).toBe(status)
  })

  test('reverse: without a number of the order nothing was ever paid, and nobody needs to be asked', async () => {
    const { channel, heard } = connected([])
    const outcome = await channel.reverseUnknown({ ...request, references })
    expect([outcome.status, outcome.channelCode, heard]).toEqual(['settled', 'NEVER_PAID', []])
  })
})
