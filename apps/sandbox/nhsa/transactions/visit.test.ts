// Would catch: a visit of one person or institution used by another, a wrong line amount taken, lines billed twice, a
// cancelled visit settled, an insured person told to a stranger.
import { beforeEach, expect, test } from 'vitest'
import {
  batchNode,
  lineRows,
  openHospital,
  register,
  type SampleHospital,
  settleBatch,
  type WrittenLine,
} from '../sample-hospital.ts'
import { PATIENT } from '../sample-world.ts'

const ONE: readonly WrittenLine[] = [['JIA', '2', '12.50', '25.00']]
let hospital: SampleHospital
let mdtrtId: string
beforeEach(async () => {
  hospital = await openHospital({ patients: [PATIENT, { ...PATIENT, psnNo: 'P0002', name: '患者乙', certno: 'C2' }] })
  mdtrtId = await register(hospital)
})

const upload = (rows: object[]) => hospital.send('2204', { feedetail: rows })
const changed = (change: object) => lineRows(mdtrtId, 'B1', ONE).map((row) => ({ ...row, ...change }))

test('1101 tells who stands behind an identity number, and nobody for an unknown one', async () => {
  const known = await hospital.send('1101', { data: { mdtrt_cert_type: '02', mdtrt_cert_no: PATIENT.certno } })
  expect(known.output.baseinfo).toMatchObject({ psn_no: 'P0001', gend: '1', brdy: '1990-03-07' })
  expect(known.output.insuinfo).toMatchObject([{ insutype: '310', psn_type: '11', balc: 500 }])
  const unknown = await hospital.send('1101', { data: { mdtrt_cert_type: '02', mdtrt_cert_no: '0' } })
  expect(unknown.err_msg).toMatch(/^\[PERSON_UNKNOWN\]/)
  const wrongName = { mdtrt_cert_type: '02', mdtrt_cert_no: PATIENT.certno, psn_name: '患者乙' }
  expect((await hospital.send('1101', { data: wrongName })).err_msg).toMatch(/^\[PERSON_MISMATCH\]/)
})

test('2201 with the same message is the same visit', async () => {
  const msgid = hospital.msgid()
  const data = {
    psn_no: PATIENT.psnNo,
    insutype: '310',
    begntime: '2026-03-10 09:00:00',
    mdtrt_cert_type: '02',
    mdtrt_cert_no: PATIENT.certno,
    ipt_otp_no: 'OP-1',
    atddr_no: 'D1',
    dr_name: '测试医师',
    dept_code: '0301',
    dept_name: '内科',
    caty: 'A03',
  }
  const first = await hospital.send('2201', { data }, msgid)
  expect((await hospital.send('2201', { data }, msgid)).output).toEqual(first.output)
  const other = await hospital.send('2201', { data: { ...data, ipt_otp_no: 'OP-2' } }, msgid)
  expect(other.err_msg).toMatch(/^\[MSGID_REUSED\]/)
  const resident = await hospital.send('2201', { data: { ...data, insutype: '390' } })
  expect(resident.err_msg).toBe('[INSURANCE_MISMATCH] data.insutype: 该人员没有参加此险种')
  const stranger = await hospital.send('2201', { data: { ...data, mdtrt_cert_no: 'C2' } })
  expect(stranger.err_msg).toBe('[PERSON_MISMATCH] data.mdtrt_cert_no: 身份证号与人员编号不符')
})

test('2203 keeps the kind of visit and refuses a diagnosis with a hole', async () => {
  const diagnosis = {
    diag_type: '1',
    diag_srt_no: 1,
    diag_code: 'J06.900',
    diag_name: '急性上呼吸道感染',
    diag_dept: '内科',
    dise_dor_no: 'D1',
    dise_dor_name: '测试医师',
    diag_time: '2026-03-10 09:10:00',
    vali_flag: '1',
  }
  const mdtrtinfo = { mdtrt_id: mdtrtId, psn_no: PATIENT.psnNo, med_type: '11', begntime: '2026-03-10 09:00:00' }
  expect((await hospital.send('2203', { mdtrtinfo, diseinfo: [diagnosis] })).infcode).toBe(0)
  const holed = await hospital.send('2203', { mdtrtinfo, diseinfo: [{ ...diagnosis, diag_code: '' }] })
  expect(holed.err_msg).toBe('[FIELD_MISSING] diseinfo[0].diag_code: 必填项为空')
})

test('2204 cuts the lines and says why an unknown code is not covered', async () => {
  const answer = await upload(
    lineRows(mdtrtId, 'B1', [
      ['CAP', '2', '100.00', '200.00'],
      ['NO-SUCH', '1', '9.90', '9.90'],
    ]),
  )
  expect(answer.output.result).toMatchObject([
    {
      pric_uplmt_amt: 80,
      selfpay_prop: 0.05,
      overlmt_amt: 40,
      preselfpay_amt: 8,
      inscp_scp_amt: 152,
      chrgitm_lv: '02',
      memo: '',
    },
    { fulamt_ownpay_amt: 9.9, inscp_scp_amt: 0, chrgitm_lv: '03', memo: '医保目录无此编码，按全自费处理' },
  ])
})

test.each([
  [
    'a wrong amount',
    { det_item_fee_sumamt: '25.01' },
    '[LINE_AMOUNT_WRONG] feedetail[0].det_item_fee_sumamt: 明细金额 25.01 不等于数量×单价 25.00',
  ],
  [
    'parts of a fen',
    { det_item_fee_sumamt: '25.001' },
    '[FIELD_MALFORMED] feedetail[0].det_item_fee_sumamt: 应为至多 2 位小数的数值',
  ],
  ['an exponent', { cnt: '2e0' }, '[FIELD_MALFORMED] feedetail[0].cnt: 应为至多 4 位小数的数值'],
  ['another person', { psn_no: 'P0002' }, '[PERSON_MISMATCH] feedetail[0].psn_no: 人员与就诊记录不符'],
  ['no such visit', { mdtrt_id: '0' }, '[VISIT_UNKNOWN] feedetail[0].mdtrt_id: 本机构没有该就诊记录'],
  ['no doctor', { bilg_dr_codg: '' }, '[FIELD_MISSING] feedetail[0].bilg_dr_codg: 必填项为空'],
  [
    'no such day',
    { fee_ocur_time: '2026-02-30 09:00:00' },
    '[FIELD_MALFORMED] feedetail[0].fee_ocur_time: 应为 yyyy-MM-dd HH:mm:ss',
  ],
])('2204 refuses %s and takes nothing', async (_what, change, sentence) => {
  expect((await upload(changed(change))).err_msg).toBe(sentence)
  const after = await hospital.send('2206', { data: batchNode({ mdtrtId, batch: 'B1', total: '25.00' }) })
  expect(after.err_msg).toMatch(/^\[BATCH_EMPTY\]/)
})

test('2204 takes a line once; the switch refuses even the identical one', async () => {
  const rows = lineRows(mdtrtId, 'B1', ONE)
  await upload(rows)
  expect((await upload(rows)).infcode).toBe(0)
  expect((await upload(changed({ cnt: '4', det_item_fee_sumamt: '50.00' }))).err_msg).toMatch(/^\[LINE_REPEATED\]/)
  expect((await settleBatch(hospital, { mdtrtId, batch: 'B1', total: '25.00' })).infcode).toBe(0)
  await hospital.admin('/admin/nhsa/switches', { repeatedLine: 'refuse' })
  expect((await upload(rows)).err_msg).toMatch(/^\[LINE_REPEATED\]/)
})

test('2205 removes a batch, 0000 everything unsettled, and never what is settled', async () => {
  await upload(lineRows(mdtrtId, 'B1', ONE))
  await upload(lineRows(mdtrtId, 'B2', ONE))
  await upload(lineRows(mdtrtId, 'B3', ONE))
  const remove = (batch: string) =>
    hospital.send('2205', { data: { mdtrt_id: mdtrtId, chrg_bchno: batch, psn_no: 'P0001' } })
  await settleBatch(hospital, { mdtrtId, batch: 'B1', total: '25.00' })
  expect((await remove('B1')).err_msg).toMatch(/^\[BATCH_SETTLED\]/)
  expect((await remove('B2')).infcode).toBe(0)
  expect((await settleBatch(hospital, { mdtrtId, batch: 'B2', total: '25.00' })).err_msg).toMatch(/^\[BATCH_EMPTY\]/)
  expect((await remove('0000')).infcode).toBe(0)
  expect((await settleBatch(hospital, { mdtrtId, batch: 'B3', total: '25.00' })).err_msg).toMatch(/^\[BATCH_EMPTY\]/)
  expect((await upload(lineRows(mdtrtId, 'B1', [['JIA', '1', '1.00', '1.00']]))).err_msg).toMatch(/^\[LINE_REPEATED\]/)
})

test('2202 cancels a visit unless a settlement stands', async () => {
  const id = await register(hospital, 'OP-A')
  const cancel = (no: string) => hospital.send('2202', { data: { psn_no: 'P0001', mdtrt_id: id, ipt_otp_no: no } })
  await upload(lineRows(id, 'B1', ONE))
  const settled = await settleBatch(hospital, { mdtrtId: id, batch: 'B1', total: '25.00' })
  expect((await cancel('OP-B')).err_msg).toBe('[VISIT_UNKNOWN] data.ipt_otp_no: 门诊号与就诊记录不符')
  expect((await cancel('OP-A')).err_msg).toMatch(/^\[VISIT_HAS_SETTLEMENT\]/)
  const data = { setl_id: settled.output.setlinfo.setl_id, mdtrt_id: id, psn_no: 'P0001' }
  await hospital.send('2208', { data })
  expect((await cancel('OP-A')).infcode).toBe(0)
  expect((await upload(lineRows(id, 'B2', ONE))).err_msg).toMatch(/^\[VISIT_CANCELLED\]/)
})

test.each([
  ['a total that is not the sum of the batch', { total: '25.01' }, 'TOTAL_WRONG'],
  ['another insurance', { insutype: '390' }, 'INSURANCE_MISMATCH'],
  ['an unknown person', { psnNo: 'P9' }, 'PERSON_UNKNOWN'],
])('2206 refuses %s', async (_what, change, code) => {
  await upload(lineRows(mdtrtId, 'B1', ONE))
  const answer = await hospital.send('2206', { data: batchNode({ mdtrtId, batch: 'B1', total: '25.00', ...change }) })
  expect(answer.err_msg).toContain(`[${code}]`)
})

test('before the policy begins nothing is settled', async () => {
  await upload(lineRows(mdtrtId, 'B1', ONE))
  hospital.world.setClock(new Date('2025-12-31T15:59:59Z'))
  const answer = await hospital.send('2206', { data: batchNode({ mdtrtId, batch: 'B1', total: '25.00' }) })
  expect(answer.err_msg).toBe('[POLICY_MISSING] data.insutype: 2025-12-31 没有适用于该人员的待遇政策')
})

test('the odd forms of the rows are switches (traps 4 and 8)', async () => {
  const odd = await openHospital({ switches: { emptyDetailRow: true, singleRowAsObject: true } })
  const id = await register(odd)
  const uploaded = await odd.send('2204', { feedetail: lineRows(id, 'B1', ONE)[0]! })
  expect(uploaded.output.result).toMatchObject({ feedetl_sn: 'B1-1' })
  const settled = await settleBatch(odd, { mdtrtId: id, batch: 'B1', total: '25.00' })
  expect(settled.output.setldetail).toMatchObject({ fund_pay_type: '', fund_payamt: '' })
})
