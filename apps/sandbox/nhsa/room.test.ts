// Would catch: books that a restart loses or changes, credentials that differ from one call to the next, an /admin input
// taken half, personal data in what auditors see.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { SandboxAnswer } from '../core/http.ts'
import { openJournal } from '../core/journal.ts'
import { openHospital, settledVisit, standing } from './sample-hospital.ts'
import { PATIENT, SAMPLE_CATALOGUE } from './sample-world.ts'

const LINES = [['JIA', '10', '60.00', '600.00']] as const
const bodyOf = (answer: SandboxAnswer | null) => JSON.parse(String(answer!.body))

test('the configuration has the shared shape and stays the same', async () => {
  const hospital = await openHospital()
  const again = await hospital.room.credentials('H33010000001', new URLSearchParams('hospitalLevel=1'))
  expect(again).toEqual(hospital.config)
  expect(hospital.config).toMatchObject({
    baseUrl: 'http://127.0.0.1:1/nhsa',
    fixmedinsCode: 'H33010000001',
    hospitalLevel: '3',
    mdtrtAreaAdmvs: '330100',
    hexCase: 'upper',
    signType: 'none',
    mobile: { userId: 'default', signedData: 'ciphertext' },
    statement: { separator: '\t', header: false, encoding: 'utf-8' },
    familyAccountInside: true,
  })
  expect(hospital.config.mobile.platformPublicKey).toMatch(/^04[0-9a-f]{128}$/)
  const other = await hospital.room.credentials(
    'demo-hospital',
    new URLSearchParams('hospitalLevel=2&userId=appSecret'),
  )
  expect(other).toMatchObject({ fixmedinsCode: 'H33019900002', hospitalLevel: '2', mobile: { userId: 'appSecret' } })
  await expect(hospital.room.credentials('x', new URLSearchParams('signType=MD5'))).rejects.toThrow(
    'signType must be one of none, SM3, SM2',
  )
})

test('the same clock and seed make the same world', async () => {
  const [one, other] = [await openHospital(), await openHospital()]
  expect(one.config).toEqual(other.config)
  const [a, b] = [await settledVisit(one, LINES, '600.00'), await settledVisit(other, LINES, '600.00')]
  expect(a.answer.text).toBe(b.answer.text)
})

test('a restart keeps accounts, books and switches', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nhsa-room-'))
  try {
    const first = await openHospital({ journal: openJournal(join(folder, 'nhsa.jsonl')) })
    const visit = await settledVisit(first, LINES, '600.00')
    await first.send('2601', { data: { psn_no: PATIENT.psnNo, omsgid: visit.msgid, oinfno: '2207' } })
    await settledVisit(first, LINES, '600.00', 'B2')
    await first.admin('/admin/nhsa/switches', { amounts: 'text', statementResult: { balanced: '00' } })
    const [told, orders] = [await first.send('5206', { data: { psn_no: PATIENT.psnNo } }), first.room.orders()]
    await first.journal.close()

    const journal = openJournal(join(folder, 'nhsa.jsonl'))
    const second = await openHospital({ journal, patients: [] })
    expect(second.config).toEqual(first.config)
    expect(second.room.orders()).toEqual(orders)
    expect((await second.send('5206', { data: { psn_no: PATIENT.psnNo } })).output).toEqual(told.output)
    const switches = await second.room.admin!({
      method: 'GET',
      path: '/admin/nhsa/switches',
      query: '',
      headers: {},
      body: '',
    })
    expect(bodyOf(switches)).toMatchObject({
      amounts: 'text',
      statementResult: { balanced: '00', platformOnly: '101' },
    })
    await journal.close()
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('auditors see every amount and nobody’s name', async () => {
  const hospital = await openHospital()
  const visit = await settledVisit(hospital, LINES, '600.00')
  const [order] = hospital.room.orders()
  expect(order).toMatchObject({
    channel: 'nhsa',
    institution: 'H33010000001',
    ourOrderId: visit.msgid,
    channelOrderId: visit.setlId,
    amountFen: 60000,
    status: 'SETTLED',
    paidAt: '2026-03-10T02:00:00.000Z',
    refunded: false,
    msgid: visit.msgid,
    amounts: { total: 60000, pooled: 19500, account: 40500, cash: 0 },
  })
  const text = JSON.stringify(order)
  for (const personal of [PATIENT.name, PATIENT.certno, PATIENT.psnNo]) expect(text).not.toContain(personal)
})

test.each([
  ['/admin/persons', [PATIENT, { ...PATIENT, psnNo: '' }], '[1].psnNo must be text of at most 30 characters'],
  ['/admin/persons', [{ ...PATIENT, accountBalance: 1.5 }], '[0].accountBalance must be whole fen, at least 0'],
  ['/admin/persons', PATIENT, 'the body must be a JSON list'],
  ['/admin/catalogue', [{ ...SAMPLE_CATALOGUE[0], itemClass: '丁' }], '[0].itemClass must be 甲, 乙 or 丙'],
  [
    '/admin/catalogue',
    [{ ...SAMPLE_CATALOGUE[0], priceCeiling: '1e3' }],
    '[0].priceCeiling must be yuan with at most 6 decimals, or null',
  ],
  ['/admin/policy', { id: 'x' }, 'validFrom must be text'],
  ['/admin/vouchers', { psnNo: 'P9' }, 'there is no insured person P9'],
  ['/admin/nhsa/switches', { amounts: 'float' }, 'amounts must be one of number, text'],
  ['/admin/nhsa/switches', { nonsense: 1 }, 'there is no switch nonsense'],
  ['/admin/nhsa/switches', { toString: {} }, 'there is no switch toString'],
  ['/admin/nhsa/switches', { emptyDetailRow: 'yes' }, 'emptyDetailRow must be a boolean'],
  ['/admin/nhsa/switches', { ordStas: 6 }, 'ordStas must be an object of texts'],
])('%s refuses %j', async (path, body, message) => {
  const hospital = await openHospital({ patients: [] })
  const answer = await hospital.admin(path, body)
  expect(answer?.status).toBe(400)
  expect(bodyOf(answer).message).toBe(message)
  if (path === '/admin/persons') {
    const asked = await hospital.send('5206', { data: { psn_no: PATIENT.psnNo } })
    expect(asked.err_msg).toMatch(/^\[PERSON_UNKNOWN\]/)
  }
})

test('a person registered anew starts from what is registered', async () => {
  const hospital = await openHospital()
  await settledVisit(hospital, LINES, '600.00')
  await hospital.admin('/admin/persons', [{ ...PATIENT, accumulatedDeductible: 12345 }])
  expect(await standing(hospital)).toBe('账户 500.00 起付线 123.45 统筹 0.00')
})

test('what is not this room’s is left to main, and other paths are not found', async () => {
  const hospital = await openHospital()
  expect(await hospital.admin('/admin/clock', {})).toBeNull()
  const other = await hospital.room.handle({
    method: 'POST',
    path: '/nhsa/elsewhere',
    query: '',
    headers: {},
    body: '',
  })
  expect(other).toMatchObject({ status: 404 })
})
