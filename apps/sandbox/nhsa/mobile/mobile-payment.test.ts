// Would catch: an order settled twice, a refund that does not fit its order booked, a revoked order paid, the identities of
// nhsa.md §6.2 broken, an order shown to a stranger.
import { sm2, sm4 } from 'sm-crypto-v2'
import { beforeEach, expect, test } from 'vitest'
import type { SandboxAnswer } from '../../core/http.ts'
import { openHospital, type SampleHospital, standing } from '../sample-hospital.ts'
import { PATIENT } from '../sample-world.ts'

const PATHS: Readonly<Record<string, string>> = {
  '6201': '/org/local/api/hos/uldFeeInfo',
  '6202': '/org/local/api/hos/pay_order',
  '6203': '/org/local/api/hos/refund_Order',
  '6301': '/org/local/api/hos/query_order_info',
  '6401': '/org/local/api/hos/revoke_order',
  ecQuery: '/ec/ecQuery',
  authCheck: '/ec/authCheck',
}

const UNTOUCHED = '账户 500.00 起付线 0.00 统筹 0.00'
const SETTLED = '账户 95.00 起付线 300.00 统筹 195.00'
let hospital: SampleHospital
beforeEach(async () => {
  hospital = await openHospital()
})

const contentKeyOf = (mobile: Record<string, string>) => {
  const k1 = sm4.encrypt(Buffer.from(mobile.appSecret!), Buffer.from(mobile.appId!.slice(0, 16)).toString('hex'), {
    output: 'string',
  })
  return Buffer.from(k1.toUpperCase().slice(0, 16)).toString('hex')
}

/** Sends a mobile transaction as a hospital would, default profile, and opens the answer. */
async function send(name: string, input: object): Promise<Record<string, unknown>> {
  const { mobile } = hospital.config
  const timestamp = String(hospital.world.now().getTime())
  const key = contentKeyOf(mobile)
  const encData = sm4.encrypt(Buffer.from(JSON.stringify(input)), key, { output: 'string' }).toUpperCase()
  const text = `appId=${mobile.appId}&data=${encData}&encType=SM4&signType=SM2&timestamp=${timestamp}&key=${mobile.appSecret}`
  const rs = sm2.doSignature(text, mobile.privateKey!, { hash: true, der: false, userId: '1234567812345678' })
  const signData = Buffer.from(rs, 'hex').toString('base64')
  const body = JSON.stringify({ appId: mobile.appId, encType: 'SM4', signType: 'SM2', timestamp, encData, signData })
  const request = { method: 'POST', path: `/nhsa${PATHS[name]}`, query: '', headers: {}, body }
  const answer = (await hospital.room.handle(request)) as SandboxAnswer | 'hang-up'
  if (answer === 'hang-up') throw new Error(answer)
  const sealed = JSON.parse(String(answer.body))
  return JSON.parse(sm4.decrypt(sealed.encData, key, { output: 'string' }))
}

const identity = () => ({ idNo: PATIENT.certno, userName: PATIENT.name, idType: '01' })

const fees = (change: object = {}) => ({
  payAuthNo: 'AUTH330100-1',
  orgCodg: hospital.config.fixmedinsCode,
  psnNo: PATIENT.psnNo,
  insutype: '310',
  medOrgOrd: 'OURS-1',
  begntime: '2026-03-10 09:00:00',
  ...identity(),
  iptOtpNo: 'OP-1',
  medType: '11',
  chrgBchno: 'B1',
  medfeeSumamt: 600,
  feedetailList: [{ feedetlSn: '1', medListCodg: 'JIA', cnt: 10, pric: 60, detItemFeeSumamt: 600 }],
  ...change,
})

const key = (order: Record<string, unknown>) => ({
  payOrdId: order.payOrdId,
  payToken: order.payToken,
  orgCodg: hospital.config.fixmedinsCode,
})
const place = (order: Record<string, unknown>, change: object = {}) =>
  send('6202', {
    payAuthNo: 'AUTH330100-1',
    ...key(order),
    orgBizSer: 'SER-1',
    chrgBchno: 'B1',
    feeType: '01',
    acctUsedFlag: '1',
    ...change,
  })
const query = (order: Record<string, unknown>) => send('6301', { ...key(order), ...identity() })
const refund = (order: Record<string, unknown>, refdType: string, amounts: string, appRefdSn = refdType) => {
  const [totlRefdAmt, psnAcctRefdAmt, fundRefdAmt, cashRefdAmt] = amounts.split(' ')
  const parts = { totlRefdAmt, psnAcctRefdAmt, fundRefdAmt, cashRefdAmt }
  return send('6203', {
    payOrdId: order.payOrdId,
    appRefdSn,
    appRefdTime: '20260310110000',
    ...parts,
    payAuthNo: 'A',
    refdType,
  })
}

test('upload, place, query: presettled, then settled with amounts that add up', async () => {
  const order = await send('6201', fees())
  expect(await query(order)).toMatchObject({ ordStas: '1', medOrgOrd: 'OURS-1' })
  const placed = await place(order)
  expect(placed).toMatchObject({
    ordStas: '6',
    feeSumamt: 600,
    ownPayAmt: 0,
    psnAcctPay: 405,
    fundPay: 195,
    acctMulaidPay: 0,
  })
  expect(await place(order)).toEqual(placed)
  expect(await query(order)).toMatchObject({
    ordStas: '6',
    setlType: 'ALL',
    feeSumamt: 600,
    psnAcctPay: 405,
    fundPay: 195,
  })
  expect(await standing(hospital)).toBe(SETTLED)
  expect(hospital.room.orders()).toMatchObject([{ ourOrderId: 'OURS-1', payOrdId: order.payOrdId, amountFen: 60000 }])
})

test('the patient’s own part leaves the order "insurance paid"', async () => {
  const order = await send('6201', fees())
  expect(await place(order, { acctUsedFlag: '0' })).toMatchObject({
    ordStas: '4',
    ownPayAmt: 405,
    psnAcctPay: 0,
    fundPay: 195,
  })
})

test('the same medOrgOrd is the same order, and no other', async () => {
  const order = await send('6201', fees())
  expect(await send('6201', fees())).toEqual(order)
  expect((await send('6201', fees({ chrgBchno: 'B2' }))).message).toMatch(/^\[PAY_ORDER_REUSED\]/)
})

test.each([
  ['a total that is not the sum', { medfeeSumamt: 600.01 }, 'TOTAL_WRONG'],
  ['a stranger’s name', { userName: '患者乙' }, 'PERSON_MISMATCH'],
  ['neither token nor authority', { payAuthNo: '' }, 'FIELD_MISSING'],
  ['another institution', { orgCodg: 'H99999999999' }, 'INSTITUTION_MISMATCH'],
  [
    'a wrong line',
    { feedetailList: [{ feedetlSn: '1', medListCodg: 'JIA', cnt: 1, pric: 60, detItemFeeSumamt: 600 }] },
    'LINE_AMOUNT_WRONG',
  ],
])('6201 refuses %s', async (_what, change, code) => {
  const answer = await send('6201', fees(change))
  expect(answer).toMatchObject({ success: false, message: expect.stringContaining(`[${code}]`) })
})

test('6203: everything back, once', async () => {
  const order = await send('6201', fees())
  await place(order)
  expect(await refund(order, 'ALL', '600.00 405.00 195.00 0.00')).toEqual({ refStatus: 'SUCC' })
  expect(await refund(order, 'ALL', '600.00 405.00 195.00 0.00')).toEqual({ refStatus: 'SUCC' })
  expect(await refund(order, 'ALL', '600.00 405.00 195.00 0.00', 'again')).toEqual({ refStatus: 'FAIL' })
  expect(await query(order)).toMatchObject({ ordStas: '7' })
  expect(await standing(hospital)).toBe(UNTOUCHED)
})

test('6203: cash in parts, then the insurance', async () => {
  const order = await send('6201', fees())
  await place(order, { acctUsedFlag: '0' })
  expect(await refund(order, 'CASH', '100.00 0.00 0.00 100.00', 'c1')).toEqual({ refStatus: 'SUCC' })
  expect(await query(order)).toMatchObject({ ordStas: '10' })
  expect(await refund(order, 'CASH', '305.01 0.00 0.00 305.01', 'c2')).toEqual({ refStatus: 'FAIL' })
  expect(await refund(order, 'HI', '195.00 0.00 195.00 0.00', 'h1')).toEqual({ refStatus: 'SUCC' })
  expect(await query(order)).toMatchObject({ ordStas: '11' })
  expect(await refund(order, 'CASH', '305.00 0.00 0.00 305.00', 'c3')).toEqual({ refStatus: 'SUCC' })
  expect(await query(order)).toMatchObject({ ordStas: '7' })
  expect(await standing(hospital)).toBe(UNTOUCHED)
})

test.each([
  ['less than the fund paid', 'HI', '194.99 0.00 194.99 0.00'],
  ['cash that was never paid', 'CASH', '0.01 0.00 0.00 0.01'],
  ['the insurance without the account', 'ALL', '195.00 0.00 195.00 0.00'],
])('6203 fails for %s', async (_what, refdType, amounts) => {
  const order = await send('6201', fees())
  await place(order)
  expect(await refund(order, refdType, amounts)).toEqual({ refStatus: 'FAIL' })
  expect(await standing(hospital)).toBe(SETTLED)
})

test('6203 wants a total that adds up and exactly one authority', async () => {
  const order = await send('6201', fees())
  await place(order)
  expect((await refund(order, 'ALL', '600.00 405.00 194.00 0.00')).message).toContain('[TOTAL_WRONG]')
  const both = { ecToken: 'E', payAuthNo: 'A', refdType: 'HI', appRefdTime: '20260310110000', appRefdSn: '1' }
  const amounts = { totlRefdAmt: '0', psnAcctRefdAmt: '0', fundRefdAmt: '0', cashRefdAmt: '0' }
  expect((await send('6203', { payOrdId: order.payOrdId, ...both, ...amounts })).message).toContain('必须且只能传一个')
})

test('6401 closes an unsettled order; a settled one needs 6203', async () => {
  const order = await send('6201', fees())
  const revoke = () => send('6401', { ...key(order), ...identity() })
  expect(await revoke()).toMatchObject({ success: true })
  expect(await revoke()).toMatchObject({ success: true })
  expect((await place(order)).message).toContain('[PAY_ORDER_CLOSED]')
  expect(await query(order)).toMatchObject({ ordStas: '12' })
  const other = await send('6201', fees({ medOrgOrd: 'OURS-2' }))
  await place(other)
  expect(await send('6401', { ...key(other), ...identity() })).toMatchObject({ success: false })
})

test('a query with a wrong token or a stranger’s number learns nothing', async () => {
  const order = await send('6201', fees())
  expect((await send('6301', { ...key(order), payToken: 'x', ...identity() })).message).toContain('[PAY_ORDER_UNKNOWN]')
  expect((await send('6301', { ...key(order), ...identity(), idNo: '0' })).message).toContain('[PERSON_MISMATCH]')
})

test('faults find what is inside the envelope', async () => {
  const order = await send('6201', fees())
  hospital.faults.add({
    channel: 'nhsa',
    operation: '6202',
    match: String(order.payOrdId),
    fault: { kind: 'drop-reply' },
    times: 1,
  })
  await expect(place(order)).rejects.toThrow('hang-up')
  expect(await query(order)).toMatchObject({ ordStas: '6' })
})

test('vouchers: shown, decoded, checked; with the switch, strangers’ tokens are refused', async () => {
  const shown = (await hospital.admin('/admin/vouchers', { psnNo: PATIENT.psnNo }))!
  const { ecToken, payAuthNo } = JSON.parse(String(shown.body))
  const decoded = await send('ecQuery', { orgId: hospital.config.fixmedinsCode, businessType: '01101' })
  expect(decoded).toMatchObject({ ecToken, idNo: PATIENT.certno, userName: PATIENT.name })
  expect(await send('authCheck', { authNo: payAuthNo })).toMatchObject({ idNo: PATIENT.certno })
  const byToken = await hospital.send('1101', { data: { mdtrt_cert_type: '01', mdtrt_cert_no: ecToken } })
  expect(byToken.output.baseinfo.psn_no).toBe(PATIENT.psnNo)
  await hospital.admin('/admin/nhsa/switches', { knownTokensOnly: true })
  expect((await send('6201', fees())).message).toContain('[CREDENTIAL_UNKNOWN]')
  expect(await send('6201', fees({ payAuthNo }))).toHaveProperty('payOrdId')
})
