// Would catch: a batch settled twice, an account or accumulator that a cancel does not restore, a repeated message that
// books again, a reversal that answers "done" for a message that never arrived or reverses twice.
import { beforeEach, describe, expect, test } from 'vitest'
import {
  batchNode,
  lineRows,
  openHospital,
  partsOf,
  register,
  type SampleHospital,
  settleBatch,
  settledVisit,
  standing,
  type WrittenLine,
} from '../sample-hospital.ts'
import { PATIENT } from '../sample-world.ts'

const LINES: readonly WrittenLine[] = [
  ['JIA', '10', '60.00', '600.00'],
  ['YI', '1', '200.00', '200.00'],
  ['CAP', '2', '100.00', '200.00'],
  ['BING', '1', '50.00', '50.00'],
]
const TOTAL = '1050.00'
const UNTOUCHED = '账户 500.00 起付线 0.00 统筹 0.00'
const SETTLED = '账户 0.00 起付线 300.00 统筹 410.80'

let hospital: SampleHospital
beforeEach(async () => {
  hospital = await openHospital()
})

const reverse = (omsgid: string, oinfno = '2207', psn_no = PATIENT.psnNo) =>
  hospital.send('2601', { data: { psn_no, omsgid, oinfno } })
const cancel = (visit: { setlId: string; mdtrtId: string }, msgid?: string) =>
  hospital.send('2208', { data: { setl_id: visit.setlId, mdtrt_id: visit.mdtrtId, psn_no: PATIENT.psnNo } }, msgid)

test('a settlement, amount by amount', async () => {
  const { answer, msgid } = await settledVisit(hospital, LINES, TOTAL)
  // 范围内 600 + 180 + 152 = 932; (932 − 300) × 0.65 = 410.80
  expect(answer.text).toContain(
    '"medfee_sumamt":1050.00,"fulamt_ownpay_amt":50.00,"overlmt_selfpay":40.00,"preselfpay_amt":28.00,' +
      '"inscp_scp_amt":932.00,"act_pay_dedc":300.00,"hifp_pay":410.80,"pool_prop_selfpay":0.65,"cvlserv_pay":0.00,' +
      '"hifes_pay":0.00,"hifmi_pay":0.00,"hifob_pay":0.00,"maf_pay":0.00,"oth_pay":0.00,"fund_pay_sumamt":410.80,' +
      '"psn_part_amt":639.20,"acct_pay":500.00,"psn_cash_pay":139.20,"hosp_part_amt":0.00,"balc":0.00,' +
      '"acct_mulaid_pay":0.00',
  )
  expect(answer.output.setlinfo.medins_setl_id).toBe(msgid)
  expect(answer.output.setldetail).toEqual([expect.objectContaining({ fund_pay_type: '310100', fund_payamt: 410.8 })])
  expect(await standing(hospital)).toBe(SETTLED)
})

test('a presettlement books nothing and tells what the settlement will', async () => {
  const mdtrtId = await register(hospital)
  await hospital.send('2204', { feedetail: lineRows(mdtrtId, 'B1', LINES) })
  const before = await hospital.send('2206', { data: batchNode({ mdtrtId, batch: 'B1', total: TOTAL }) })
  expect(await standing(hospital)).toBe(UNTOUCHED)
  const after = await settleBatch(hospital, { mdtrtId, batch: 'B1', total: TOTAL })
  const own = ['setl_id', 'medins_setl_id']
  const shown = (setlinfo: object) => Object.entries(setlinfo).filter(([name]) => !own.includes(name))
  expect(shown(after.output.setlinfo)).toEqual(shown(before.output.setlinfo))
})

test('without acct_used_flag the account is left alone', async () => {
  const mdtrtId = await register(hospital)
  await hospital.send('2204', { feedetail: lineRows(mdtrtId, 'B1', LINES) })
  const answer = await settleBatch(hospital, { mdtrtId, batch: 'B1', total: TOTAL, useAccount: false })
  expect(answer.output.setlinfo).toMatchObject({ acct_pay: 0, psn_cash_pay: 639.2, balc: 500 })
})

test('the same msgid again is the same answer, another for the same batch is refused', async () => {
  const visit = await settledVisit(hospital, LINES, TOTAL)
  const node = {
    ...batchNode({ mdtrtId: visit.mdtrtId, batch: 'B1', total: TOTAL }),
    ...partsOf(visit.answer.output.setlinfo),
  }
  const again = await hospital.send('2207', { data: node }, visit.msgid)
  expect(again.output).toEqual(visit.answer.output)
  expect((await hospital.send('2207', { data: node })).err_msg).toBe(
    '[BATCH_SETTLED] data.chrg_bchno: 该收费批次已结算',
  )
  const other = await hospital.send('2207', { data: { ...node, chrg_bchno: 'B2' } }, visit.msgid)
  expect(other.err_msg).toBe('[MSGID_REUSED] msgid: 该报文ID已用于另一笔结算')
  expect(await standing(hospital)).toBe(SETTLED)
})

test.each([
  ['fulamt_ownpay_amt', '[TOTAL_WRONG] data.fulamt_ownpay_amt: 0.01 与医保核定 50.00 不符'],
  ['inscp_scp_amt', '[TOTAL_WRONG] data.inscp_scp_amt: 0.01 与医保核定 932.00 不符'],
])('a settlement with a wrong %s books nothing', async (field, sentence) => {
  const mdtrtId = await register(hospital)
  await hospital.send('2204', { feedetail: lineRows(mdtrtId, 'B1', LINES) })
  const node = batchNode({ mdtrtId, batch: 'B1', total: TOTAL })
  const before = await hospital.send('2206', { data: node })
  const parts = { ...partsOf(before.output.setlinfo), [field]: '0.01' }
  expect((await hospital.send('2207', { data: { ...node, ...parts } })).err_msg).toBe(sentence)
  expect(await standing(hospital)).toBe(UNTOUCHED)
})

describe('2208', () => {
  test('gives every amount back with the opposite sign and restores account and accumulators', async () => {
    const visit = await settledVisit(hospital, LINES, TOTAL)
    const answer = await cancel(visit)
    expect(answer.output.setlinfo).toMatchObject({
      medfee_sumamt: -1050,
      fund_pay_sumamt: -410.8,
      psn_part_amt: -639.2,
      acct_pay: -500,
      pdn_cash_pay: -139.2,
      balc: 500,
    })
    expect(answer.output.setlinfo).not.toHaveProperty('psn_cash_pay')
    expect(answer.output.setlinfo.setl_id).not.toBe(visit.setlId)
    expect(await standing(hospital)).toBe(UNTOUCHED)
  })

  test('the same msgid again is the same answer; another is refused; the batch can be settled anew', async () => {
    const visit = await settledVisit(hospital, LINES, TOTAL)
    const msgid = hospital.msgid()
    const first = await cancel(visit, msgid)
    expect((await cancel(visit, msgid)).output).toEqual(first.output)
    expect((await cancel(visit)).err_msg).toBe('[SETTLEMENT_CANCELLED] data.setl_id: 该结算已撤销')
    const anew = await settleBatch(hospital, { mdtrtId: visit.mdtrtId, batch: 'B1', total: TOTAL })
    expect(anew.infcode).toBe(0)
    expect(await standing(hospital)).toBe(SETTLED)
  })

  test('is refused for a settlement of another person', async () => {
    const visit = await settledVisit(hospital, LINES, TOTAL)
    const answer = await hospital.send('2208', {
      data: { setl_id: visit.setlId, mdtrt_id: visit.mdtrtId, psn_no: 'P9' },
    })
    expect(answer.err_msg).toMatch(/^\[PERSON_MISMATCH\]/)
  })
})

describe('2601', () => {
  test('undoes a 2207 by its message, once', async () => {
    const visit = await settledVisit(hospital, LINES, TOTAL)
    expect((await reverse(visit.msgid)).infcode).toBe(0)
    expect((await reverse(visit.msgid)).infcode).toBe(0)
    expect(await standing(hospital)).toBe(UNTOUCHED)
    expect(hospital.room.orders()).toMatchObject([{ status: 'REFUNDED', refunds: [{ by: '2601', amountFen: 105000 }] }])
  })

  test('says so when the message booked nothing', async () => {
    expect(await reverse(hospital.msgid())).toMatchObject({
      infcode: -2601,
      err_msg: '[ORIGINAL_MESSAGE_UNKNOWN] data.omsgid: 平台没有该报文办成的交易，无需冲正',
    })
  })

  test('after a 2208 nothing is left to undo', async () => {
    const visit = await settledVisit(hospital, LINES, TOTAL)
    await cancel(visit)
    expect((await reverse(visit.msgid)).infcode).toBe(0)
    expect(await standing(hospital)).toBe(UNTOUCHED)
  })

  test('of a 2208 puts the settlement back', async () => {
    const visit = await settledVisit(hospital, LINES, TOTAL)
    const msgid = hospital.msgid()
    await cancel(visit, msgid)
    expect((await reverse(msgid, '2208')).infcode).toBe(0)
    expect(await standing(hospital)).toBe(SETTLED)
    expect(hospital.room.orders()).toMatchObject([{ status: 'SETTLED', refunds: [{ status: 'REVERSED' }] }])
  })

  test('of a 2208 is refused when the account money has been spent since', async () => {
    const visit = await settledVisit(hospital, LINES, TOTAL)
    const msgid = hospital.msgid()
    await cancel(visit, msgid)
    await settledVisit(hospital, [['JIA', '1', '300.00', '300.00']], '300.00', 'B2')
    expect((await reverse(msgid, '2208')).err_msg).toMatch(/^\[ACCOUNT_TOO_SMALL\]/)
  })

  test.each([
    ['2204', PATIENT.psnNo, 'NOT_REVERSIBLE'],
    ['2207', 'P9999', 'PERSON_MISMATCH'],
  ])('oinfno %s of %s is refused: %s', async (oinfno, psnNo, code) => {
    const visit = await settledVisit(hospital, LINES, TOTAL)
    expect((await reverse(visit.msgid, oinfno, psnNo)).err_msg).toContain(`[${code}]`)
    expect(await standing(hospital)).toBe(SETTLED)
  })
})

test('accumulators start again with the China year', async () => {
  hospital.world.setClock(new Date('2026-12-31T15:59:00Z'))
  await settledVisit(hospital, LINES, TOTAL)
  expect(await standing(hospital)).toBe(SETTLED)
  hospital.world.setClock(new Date('2026-12-31T16:00:00Z'))
  expect(await standing(hospital)).toBe('账户 0.00 起付线 0.00 统筹 0.00')
})

test('5203 tells the record under its own field names, and that it was taken back', async () => {
  const visit = await settledVisit(hospital, LINES, TOTAL)
  const ask = () =>
    hospital.send('5203', { data: { psn_no: PATIENT.psnNo, setl_id: visit.setlId, mdtrt_id: visit.mdtrtId } })
  const settled = { psn_pay: 639.2, cash_payamt: 139.2, acct_pay: 500, medins_setl_id: visit.msgid, year: '2026' }
  expect((await ask()).output.setlinfo).toMatchObject({ ...settled, refd_setl_flag: '0' })
  const back = await cancel(visit)
  expect((await ask()).output.setlinfo).toMatchObject({ ...settled, refd_setl_flag: '1' })
  const reversal = await hospital.send('5203', {
    data: { psn_no: PATIENT.psnNo, setl_id: back.output.setlinfo.setl_id },
  })
  expect(reversal.output.setlinfo).toMatchObject({ psn_pay: -639.2, refd_setl_flag: '1' })
})

test('5203 by visit is a switch', async () => {
  const byVisit = await openHospital({ switches: { settlementQueryByVisit: true } })
  const visit = await settledVisit(byVisit, LINES, TOTAL)
  const data = { psn_no: PATIENT.psnNo, setl_id: '', mdtrt_id: visit.mdtrtId }
  expect((await byVisit.send('5203', { data })).output.setlinfo.setl_id).toBe(visit.setlId)
  expect((await hospital.send('5203', { data })).err_msg).toBe('[FIELD_MISSING] data.setl_id: 必填项为空')
})
