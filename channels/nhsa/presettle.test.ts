// Would catch: a patient registered twice, lines refused as repeated and never priced, a broken line nobody hears of.
import { describe, expect, test } from 'vitest'
import { connect } from './channel.ts'
import { BILL, CONFIG, fixture, type Scripted, scriptedPlatform } from './scripted-platform.ts'

const MESSAGE_ID = 'H33010000001202611210800000002'
const REGISTERED = '{"infcode":0,"output":{"data":{"mdtrt_id":"VISIT0001"}}}'
const LINES =
  '{"infcode":0,"output":{"result":[{"feedetl_sn":"L1","cnt":2,"pric":300.5,"det_item_fee_sumamt":601,"inscp_scp_amt":601}]}}'
const SPLIT = fixture('2207-answer.txt')
const REFUSED = '{"infcode":-1,"err_msg":"明细已存在"}'

async function presettle(script: Scripted[], visitId?: string) {
  const platform = scriptedPlatform(script)
  const visit = visitId === undefined ? BILL.visit : { ...BILL.visit, insurerVisitId: visitId }
  const answer = await connect(CONFIG, platform.io).presettle({ ...BILL, visit }, MESSAGE_ID)
  const road = platform.heard.map(({ url, body }) => `${url.slice(-4)} ${/"msgid":"(\w+)"/.exec(body)![1]!.slice(12)}`)
  return { ...answer, road }
}

test('registers, uploads, asks; each call has its own msgid', async () => {
  const { outcome, adjudication, references, road } = await presettle([REGISTERED, LINES, SPLIT])
  expect(road).toEqual(['2201 202611210759560002', '2204 202611210759570002', '2206 202611210800000002'])
  expect([outcome.status, outcome.amount]).toEqual(['settled', 0])
  expect(adjudication).toMatchObject({ by: 'insurer', fundTotal: 19565, cash: 535 })
  expect(references).toEqual({ insurerVisitId: 'VISIT0001' })
})

test('a registered visit is not registered again; refused lines are withdrawn once and sent anew', async () => {
  const { outcome, road } = await presettle([REFUSED, '{"infcode":0}', LINES, SPLIT], 'VISIT0001')
  expect(road.map((call) => call.slice(0, 4))).toEqual(['2204', '2205', '2204', '2206'])
  expect(new Set(road.map((call) => call.slice(5))).size).toBe(4)
  expect(outcome.status).toBe('settled')
})

describe('stops where the platform stops', () => {
  test.each<[string, Scripted[], string, string, number]>([
    ['registration refused', [REFUSED], 'declined', '-1', 1],
    ['registration without a visit id', ['{"infcode":0,"output":{}}'], 'unknown', 'NO_VISIT_ID', 1],
    ['lines refused on a fresh visit', [REGISTERED, REFUSED], 'declined', '-1', 2],
    ['lines not answered', [REGISTERED, new TypeError('closed')], 'unknown', 'NO_ANSWER', 2],
    ['split refused', [REGISTERED, LINES, '{"infcode":-2206}'], 'declined', '-2206', 3],
    ['split without amounts', [REGISTERED, LINES, '{"infcode":0,"output":{}}'], 'unknown', 'UNREADABLE_AMOUNTS', 3],
  ])('%s', async (_, script, status, channelCode, calls) => {
    const { outcome, adjudication, references, road } = await presettle(script)
    expect([outcome.status, outcome.channelCode, adjudication]).toEqual([status, channelCode, null])
    expect(road).toHaveLength(calls)
    expect(references.insurerVisitId).toBe(calls > 1 ? 'VISIT0001' : undefined)
  })
})

test('an answered line whose split loses money is a finding', async () => {
  const { findings } = await presettle([
    REGISTERED,
    LINES.replace('"inscp_scp_amt":601', '"inscp_scp_amt":600.99'),
    SPLIT,
  ])
  expect(findings).toMatchObject([{ identity: 'I7.split', offBy: 1 }])
})

test.each([
  ['no cover', { ...BILL, cover: null }, 'ADJUDICATION_NO_COVER'],
  ['no lines', { ...BILL, lines: [] }, 'BILL_WITHOUT_LINES'],
])('refused: %s', async (_, bill, code) => {
  const { io } = scriptedPlatform([])
  await expect(connect(CONFIG, io).presettle(bill, MESSAGE_ID)).rejects.toMatchObject({ refusal: { code } })
})
