// Would catch: any answer whose amounts do not add up to the fen (I1–I5, I7, I8), for random bills with negative lines,
// unknown codes and every kind of item; and a cancel that leaves anything behind.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lineRows, openHospital, register, type SampleHospital, settleBatch, standing } from '../sample-hospital.ts'
import { PATIENT } from '../sample-world.ts'

/** Whole fen from the characters of the answer: no floating point on the judge's side either. */
const fenOf = (text: string): bigint => {
  const match = /^(-?)(\d+)\.(\d\d)$/.exec(text)
  if (!match) throw new Error(`${text} is not written with two decimals`)
  return BigInt(`${match[1]}${match[2]}${match[3]}`)
}
const amountIn = (node: string) => (name: string) => fenOf(new RegExp(`"${name}":(-?[0-9.]+)`).exec(node)![1]!)
const total = (amounts: readonly bigint[]) => amounts.reduce((a, b) => a + b, 0n)

/** cnt in 1/100, pric in 1/1000 yuan; the hospital rounds half away from zero by itself. */
const line = fc.record({
  code: fc.constantFrom('JIA', 'YI', 'CAP', 'BING', 'NOT-IN-CATALOGUE'),
  cnt: fc.integer({ min: -300, max: 3000 }).filter((cnt) => cnt !== 0),
  pric: fc.integer({ min: 0, max: 400_000 }),
})

const written = ({ code, cnt, pric }: { code: string; cnt: number; pric: number }) => {
  const exact = BigInt(cnt) * BigInt(pric)
  const magnitude = ((exact < 0n ? -exact : exact) + 500n) / 1000n
  return [
    code,
    decimal(BigInt(cnt), 2),
    decimal(BigInt(pric), 3),
    decimal(exact < 0n ? -magnitude : magnitude, 2),
  ] as const
}

function decimal(value: bigint, scale: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0')
  return `${value < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

function checkLines(text: string): void {
  for (const row of text.match(/\{"feedetl_sn"[^}]*\}/g) ?? []) {
    const of = amountIn(row)
    const parts = ['fulamt_ownpay_amt', 'overlmt_amt', 'preselfpay_amt', 'inscp_scp_amt'].map(of)
    expect(total(parts), `I7 in ${row}`).toBe(of('det_item_fee_sumamt'))
  }
}

function checkSettlement(text: string, cash: string, billed: bigint): void {
  const of = amountIn(/"setlinfo":(\{[^}]*\})/.exec(text)![1]!)
  const fee = of('medfee_sumamt')
  expect(fee, 'I8').toBe(billed)
  expect(total(['fulamt_ownpay_amt', 'overlmt_selfpay', 'preselfpay_amt', 'inscp_scp_amt'].map(of)), 'I1').toBe(fee)
  expect(of('fund_pay_sumamt') + of('psn_part_amt') + of('hosp_part_amt'), 'I2').toBe(fee)
  expect(of('acct_pay') + of(cash), 'I3').toBe(of('psn_part_amt'))
  const funds = ['hifp_pay', 'cvlserv_pay', 'hifes_pay', 'hifmi_pay', 'hifob_pay', 'maf_pay', 'oth_pay'].map(of)
  expect(total(funds), 'I4').toBe(of('fund_pay_sumamt'))
  const rows = [...text.matchAll(/"fund_payamt":(-?[0-9.]+)/g)].map((match) => fenOf(match[1]!))
  expect(total(rows), 'I5').toBe(of('fund_pay_sumamt'))
}

/** 5203 has other names for two amounts and none for the hospital's part (trap 6). */
const inSettlingNames = (text: string) =>
  text.replace('"psn_pay":', '"hosp_part_amt":0.00,"psn_part_amt":').replace('"cash_payamt":', '"psn_cash_pay":')

async function oneBill(
  hospital: SampleHospital,
  lines: readonly (readonly [string, string, string, string])[],
  useAccount: boolean,
) {
  const billed = total(lines.map((row) => fenOf(row[3])))
  const sum = decimal(billed, 2)
  const mdtrtId = await register(hospital)
  const uploaded = await hospital.send('2204', { feedetail: lineRows(mdtrtId, 'B1', lines) })
  expect(uploaded.infcode, uploaded.err_msg).toBe(0)
  checkLines(uploaded.text)
  const before = await standing(hospital)
  const settled = await settleBatch(hospital, { mdtrtId, batch: 'B1', total: sum, useAccount })
  if (billed < 0n) {
    expect(settled.err_msg).toContain('[TOTAL_NEGATIVE]')
    return
  }
  expect(settled.infcode, settled.err_msg).toBe(0)
  checkSettlement(settled.text, 'psn_cash_pay', billed)
  const data = { setl_id: settled.output.setlinfo.setl_id, mdtrt_id: mdtrtId, psn_no: PATIENT.psnNo }
  checkSettlement(inSettlingNames((await hospital.send('5203', { data })).text), 'psn_cash_pay', billed)
  const cancelled = await hospital.send('2208', { data })
  checkSettlement(cancelled.text, 'pdn_cash_pay', -billed)
  expect(await standing(hospital)).toBe(before)
}

test('every answer adds up, and a cancel leaves nothing behind', async () => {
  const hospital = await openHospital()
  const bill = fc.tuple(fc.array(line, { minLength: 1, maxLength: 8 }), fc.boolean())
  await fc.assert(
    fc.asyncProperty(bill, ([lines, useAccount]) => oneBill(hospital, lines.map(written), useAccount)),
    { seed: 20260310, numRuns: 150 },
  )
})

test('with text amounts the same holds', async () => {
  const hospital = await openHospital({ switches: { amounts: 'text' } })
  const mdtrtId = await register(hospital)
  await hospital.send('2204', { feedetail: lineRows(mdtrtId, 'B1', [['YI', '3', '33.335', '100.01']]) })
  const settled = await settleBatch(hospital, { mdtrtId, batch: 'B1', total: '100.01' })
  expect(settled.output.setlinfo).toMatchObject({
    medfee_sumamt: '100.01',
    preselfpay_amt: '10.00',
    inscp_scp_amt: '90.01',
  })
})
