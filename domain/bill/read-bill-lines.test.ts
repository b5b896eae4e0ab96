// Catches: a number bent by a binary double on its way in, a bad line that stops the file or vanishes, personal data or
// broken text that goes further than the door.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BILL_REFUSALS } from './bill-refusal.ts'
import { readBillLine, readBillText } from './read-bill-lines.ts'

fc.configureGlobal({ seed: 20261121 })

const LINE = {
  lineNo: '1',
  listCode: 'SAMPLE-XJ01CAA040E001-35',
  hospitalCode: 'H-0001',
  name: '阿莫西林胶囊',
  quantity: '2',
  unitPrice: '12.50',
  occurredAt: '2026-11-21 08:30:00',
  departmentCode: 'D01',
  departmentName: '全科',
  doctorCode: 'DR01',
  doctorName: '测试医师',
}
const BILL = {
  hisBillNo: 'B0001',
  visit: { visitNo: 'V0001', medicalType: '11' },
  patient: { patientId: 'p-0001', name: '患者0001', idNumber: 'TEST000000000001' },
  cover: null,
  lines: [LINE],
}
const COVER = {
  personNo: 'P0001',
  insuranceType: '310',
  personType: '11',
  insuredArea: '330100',
  certificateType: '02',
  certificateNo: 'TEST000000000001',
  usePersonalAccount: true,
  age: 45,
}
const ROW = {
  feedetl_sn: '1',
  mdtrt_id: 'M0001',
  psn_no: 'P0001',
  chrg_bchno: 'C0001',
  fee_ocur_time: '2026-11-21 08:30:00',
  med_list_codg: 'SAMPLE-XJ01CAA040E001-35',
  medins_list_codg: 'H-0001',
  det_item_fee_sumamt: '25.00',
  cnt: '2',
  pric: '12.50',
  bilg_dept_codg: 'D01',
  bilg_dept_name: '全科',
  bilg_dr_codg: 'DR01',
  bilg_dr_name: '测试医师',
  hosp_appr_flag: '1',
}
const { lines: _lines, ...HEAD } = BILL
const withLine = (change: object) => ({ ...BILL, lines: [{ ...LINE, ...change }] })
const withRows = (...changes: object[]) => ({
  ...HEAD,
  cover: COVER,
  feedetail: changes.map((change, i) => ({ ...ROW, feedetl_sn: String(i + 1), ...change })),
})
const json = (value: unknown) => JSON.stringify(value)
/** JSON in which the quantity stands as the given bare characters, quotes and all. */
const rawQuantity = (raw: string) => json(withLine({ quantity: '@' })).replace('"@"', raw)
const rawPrice = (raw: string) => json(withLine({ unitPrice: '@' })).replace('"@"', raw)

const verdict = (text: string): string => {
  const reading = readBillLine(text, 7)
  return reading.kind === 'bill' ? 'accepted' : `${reading.record.code} @ ${reading.record.place}`
}

const VERDICTS: readonly [string, string][] = [
  [json(BILL), 'accepted'],
  [rawQuantity('2.5000'), 'accepted'],
  [rawPrice('0.100000'), 'accepted'],
  ['', 'BILL_TEXT_NOT_JSON @ (whole text)'],
  [json(BILL).slice(0, -1), 'BILL_TEXT_NOT_JSON @ (whole text)'],
  ['[]', 'BILL_FIELD_INVALID @ (whole text)'],
  ['null', 'BILL_FIELD_INVALID @ (whole text)'],
  [`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'BILL_TEXT_NOT_JSON @ (whole text)'],
  [`{"a":${'['.repeat(50)}${']'.repeat(50)}}`, 'BILL_FIELD_INVALID @ a'],
  [json({ ...BILL, patient: { ...BILL.patient, name: '患者\u0000' } }), 'BILL_TEXT_CONTROL @ patient.name'],
  [json({ ...BILL, hisBillNo: 'A\nB' }), 'BILL_TEXT_CONTROL @ hisBillNo'],
  [json({ ...BILL, visit: { ...BILL.visit, visitNo: 'V\u200b1' } }), 'BILL_TEXT_CONTROL @ visit.visitNo'],
  [json({ ...BILL, patient: { ...BILL.patient, name: '患者\u202e甲' } }), 'BILL_TEXT_CONTROL @ patient.name'],
  [json({ ...BILL, patient: { ...BILL.patient, name: '鎮ｈ€呯敳' } }), 'BILL_TEXT_MISDECODED @ patient.name'],
  [json({ ...BILL, patient: { ...BILL.patient, name: '患\ufffd' } }), 'BILL_TEXT_MISDECODED @ patient.name'],
  [json({ ...BILL, patient: { ...BILL.patient, name: '患\ud800' } }), 'BILL_TEXT_MISDECODED @ patient.name'],
  [json({ ...BILL, patient: undefined }), 'BILL_FIELD_MISSING @ patient'],
  [json({ ...BILL, cover: undefined }), 'BILL_FIELD_MISSING @ cover'],
  [json({ ...BILL, cover: { ...COVER, age: undefined } }), 'BILL_FIELD_MISSING @ cover.age'],
  [json({ ...BILL, cover: { ...COVER, insuranceType: '320' } }), 'BILL_FIELD_INVALID @ cover.insuranceType'],
  [json({ ...BILL, cover: { ...COVER, age: '201' } }), 'BILL_FIELD_INVALID @ cover.age'],
  [json({ ...BILL, hisBillNo: 'B0001 ' }), 'BILL_FIELD_INVALID @ hisBillNo'],
  [json(BILL).replace('"unitPrice":', '"unitPrice":"1.00","unitPrice":'), 'BILL_FIELD_TWICE @ lines.unitPrice'],
  [json(BILL).replace('{', '{"hisBillNo":"B0002",'), 'BILL_FIELD_TWICE @ hisBillNo'],
  [json(withLine({ name: '"name":"name":{' })), 'accepted'],
  [json({ ...BILL, discount: '1.00' }), 'BILL_FIELD_UNKNOWN @ discount'],
  [json(withLine({ refundLineNo: '1' })), 'BILL_FIELD_UNKNOWN @ lines[0].refundLineNo'],
  [json({ ...BILL, lines: [] }), 'BILL_NO_LINES @ lines'],
  [json(HEAD), 'BILL_NO_LINES @ lines'],
  [json({ ...withRows({}), lines: [LINE] }), 'BILL_LINES_TWICE @ feedetail'],
  [rawQuantity('1e2'), 'BILL_NUMBER_NOT_DECIMAL @ lines[0].quantity'],
  [rawQuantity('1E-7'), 'BILL_NUMBER_NOT_DECIMAL @ lines[0].quantity'],
  [rawQuantity('"1,000"'), 'BILL_NUMBER_NOT_DECIMAL @ lines[0].quantity'],
  [rawQuantity('"１"'), 'BILL_NUMBER_NOT_DECIMAL @ lines[0].quantity'],
  [rawQuantity('"NaN"'), 'BILL_NUMBER_NOT_DECIMAL @ lines[0].quantity'],
  [rawQuantity('"+1"'), 'BILL_NUMBER_NOT_DECIMAL @ lines[0].quantity'],
  [rawQuantity('true'), 'BILL_FIELD_INVALID @ lines[0].quantity'],
  [rawQuantity('0.30000000000000004'), 'BILL_NUMBER_TOO_FINE @ lines[0].quantity'],
  [rawQuantity('1.00000'), 'BILL_NUMBER_TOO_FINE @ lines[0].quantity'],
  [rawPrice('0.1000001'), 'BILL_NUMBER_TOO_FINE @ lines[0].unitPrice'],
  [json(withLine({ statedAmount: '25.000' })), 'BILL_NUMBER_TOO_FINE @ lines[0].statedAmount'],
  [rawPrice('900719925474099.3'), 'BILL_NUMBER_TOO_LARGE @ lines[0].unitPrice'],
  [rawPrice('-12.50'), 'BILL_PRICE_NEGATIVE @ lines[0].unitPrice'],
  [json(withLine({ occurredAt: '2026-02-29 08:00:00' })), 'BILL_DATE_INVALID @ lines[0].occurredAt'],
  [json(withLine({ occurredAt: '2026-11-21T08:00:00' })), 'BILL_DATE_INVALID @ lines[0].occurredAt'],
  [json(withLine({ occurredAt: '2026-11-21 24:00:00' })), 'BILL_DATE_INVALID @ lines[0].occurredAt'],
  [json({ ...BILL, businessDate: '21/11/2026' }), 'BILL_DATE_INVALID @ businessDate'],
  [json(withRows({}, {})), 'accepted'],
  [json(withRows({}, { psn_no: 'P0002' })), 'BILL_FEEDETAIL_MIXED @ feedetail[1].psn_no'],
  [json({ ...withRows({}), cover: { ...COVER, personNo: 'P0009' } }), 'BILL_FEEDETAIL_MIXED @ feedetail[0].psn_no'],
  [json({ ...withRows({}), chargeBatchNo: 'C0009' }), 'BILL_FEEDETAIL_MIXED @ feedetail[0].chrg_bchno'],
  [json(withRows({ pric: '-1' })), 'BILL_PRICE_NEGATIVE @ feedetail[0].pric'],
  [json(withRows({}, { det_item_fee_sumamt: undefined })), 'BILL_FIELD_MISSING @ feedetail[1].det_item_fee_sumamt'],
  [json({ ...HEAD, feedetail: [] }), 'BILL_NO_LINES @ feedetail'],
]

describe('readBillLine', () => {
  it.each(VERDICTS.map(([text, expected]) => [expected, text] as const))('%s', (expected, text) => {
    expect(verdict(text)).toBe(expected)
  })

  it('knows every code it gives', () => {
    const given = VERDICTS.map(([, expected]) => expected.split(' @ ')[0]!).filter((code) => code !== 'accepted')
    expect(given.filter((code) => !(code in BILL_REFUSALS))).toEqual([])
  })

  it('keeps the line number and never repeats the text it could not read', () => {
    const reading = readBillLine('{"patient": {"name": "患者0001"', 42)
    expect(reading).toEqual({
      kind: 'quarantined',
      record: {
        lineNumber: 42,
        code: 'BILL_TEXT_NOT_JSON',
        place: '(whole text)',
        message: 'the text is not one complete JSON object',
      },
    })
  })

  it('reads past a byte order mark on the first line only', () => {
    expect(readBillLine(`\ufeff${json(BILL)}`, 1).kind).toBe('bill')
    expect(readBillLine(`\ufeff${json(BILL)}`, 2).kind).toBe('quarantined')
  })

  it('never throws, whatever stands on the line', () => {
    const anything = fc.oneof(
      fc.string(),
      fc.json(),
      fc.anything().map((value) => json(value) ?? ''),
    )
    fc.assert(fc.property(anything, (text) => readBillLine(text, 1).kind !== undefined))
  })
})

describe('what is read', () => {
  it('numbers are the characters that were written', () => {
    const input = readBillText(rawPrice('0.100000'))
    expect(input.lines[0]!.unitPrice).toBe('0.100000')
    expect(readBillText(rawQuantity('12345678901.2345')).lines[0]!.quantity).toBe('12345678901.2345')
  })

  it('a feedetail upload becomes the same lines', () => {
    const input = readBillText(json(withRows({}, { init_feedetl_sn: '1', cnt: '-1', det_item_fee_sumamt: '-12.50' })))
    expect(input).toMatchObject({ chargeBatchNo: 'C0001', visit: { insurerVisitId: 'M0001' } })
    expect(input.lines[0]).not.toHaveProperty('refundsLineNo')
    expect(input.lines[1]).toMatchObject({
      lineNo: '2',
      refundsLineNo: '1',
      quantity: '-1',
      statedAmount: '-12.50',
      name: '',
    })
  })

  it('an age may come as number or text', () => {
    for (const age of [45, '45']) {
      expect(readBillText(json({ ...BILL, cover: { ...COVER, age } })).cover!.age).toBe(45)
    }
  })

  it('the batch number defaults to the bill number', () => {
    expect(readBillText(json(BILL)).chargeBatchNo).toBe('B0001')
  })
})
