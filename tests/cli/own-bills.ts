import type { BillJson } from '../../domain/bill/bill-input.ts'

const LINE = {
  lineNo: '1',
  listCode: 'SAMPLE-001102000010000-03',
  hospitalCode: 'H0003',
  name: '普通门诊诊察费',
  quantity: '1',
  unitPrice: '18.00',
  occurredAt: '2026-03-02 09:00:00',
  departmentCode: '0300',
  departmentName: '内科门诊',
  doctorCode: 'D100',
  doctorName: '测试医师',
} as const

/** A self-paid bill of 18.00 yuan; `line` changes its only line. */
export function billLine(billNo: string, line: Record<string, unknown> = {}, bill: Record<string, unknown> = {}) {
  const whole = {
    hisBillNo: billNo,
    visit: { visitNo: `V${billNo}`, medicalType: '11' },
    patient: { patientId: `P${billNo}`, name: '患者甲', idNumber: `TEST${billNo}` },
    cover: null,
    lines: [{ ...LINE, ...line }],
    ...bill,
  } satisfies Record<string, unknown>
  return JSON.stringify(whole)
}

/** Cover under basic insurance for employees, unknown to the insurer until the demo registers the person. */
export const COVER: NonNullable<BillJson['cover']> = {
  personNo: 'TESTPSN0001',
  insuranceType: '310',
  personType: '11',
  insuredArea: '330100',
  certificateType: '02',
  certificateNo: 'TEST0001',
  usePersonalAccount: true,
  age: 45,
}

/** The same charge as a row of the insurer's 2204 upload, of a visit that only the hospital's insurer knows. */
export const feedetailRow = (billNo: string): Record<string, unknown> => ({
  feedetl_sn: '1',
  mdtrt_id: `M${billNo}`,
  psn_no: COVER.personNo,
  chrg_bchno: billNo,
  rxno: '',
  fee_ocur_time: LINE.occurredAt,
  med_list_codg: LINE.listCode,
  medins_list_codg: LINE.hospitalCode,
  det_item_fee_sumamt: '18.00',
  cnt: '1',
  pric: '18.00',
  bilg_dept_codg: LINE.departmentCode,
  bilg_dept_name: LINE.departmentName,
  bilg_dr_codg: LINE.doctorCode,
  bilg_dr_name: LINE.doctorName,
})
