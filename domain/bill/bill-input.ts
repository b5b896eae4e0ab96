import { z } from 'zod'
import type { ChargeLine, InsuranceCover, Patient, Visit } from './bill.ts'
import { PRICE_SCALE, QUANTITY_SCALE } from './decimal-text.ts'
import { chinaDay, chinaSecond, decimalText, optionalText, text } from './input-fields.ts'

/** A charge line as it came in, with the amount the hospital itself computed when it says one. */
export interface StatedLine extends ChargeLine {
  /** det_item_fee_sumamt in yuan; checked against quantity × price, never used */
  readonly statedAmount?: string
}

/** What every input shape (API, JSON lines, feedetail) is read into. Not priced yet. */
export interface BillInput {
  readonly hisBillNo: string
  readonly chargeBatchNo: string
  readonly visit: Visit
  readonly patient: Patient
  readonly cover: InsuranceCover | null
  readonly lines: readonly StatedLine[]
  /** China date; null = the day it is taken in */
  readonly businessDate: string | null
  /** yuan; null when the hospital states no total */
  readonly statedTotal: string | null
}

/** Lengths are those of the insurer's own fields (facts/nhsa.md §10, 2204), so that an accepted bill can be sent. */
export const lineSchema = z.strictObject({
  lineNo: text(30),
  refundsLineNo: text(30).optional(),
  listCode: text(50),
  hospitalCode: text(150),
  name: text(200),
  quantity: decimalText(QUANTITY_SCALE, { negative: true }),
  unitPrice: decimalText(PRICE_SCALE, { negative: false }),
  statedAmount: decimalText(2, { negative: true }).optional(),
  prescriptionNo: text(30).optional(),
  occurredAt: chinaSecond,
  departmentCode: text(30),
  departmentName: text(100),
  doctorCode: text(30),
  doctorName: text(50),
})

const visitSchema = z.strictObject({
  visitNo: text(30),
  medicalType: text(6),
  insurerVisitId: text(30).optional(),
})

const patientSchema = z.strictObject({
  patientId: text(64),
  name: text(50),
  idNumber: text(50),
  phone: text(20).optional(),
})

/** An age may come as a JSON number or, from the lossless reader, as its text. */
const age = z.union([
  z.int().min(0).max(200),
  z
    .string()
    .regex(/^(\d{1,2}|1\d\d|200)$/)
    .transform(Number),
])

const coverSchema = z.strictObject({
  personNo: text(30),
  insuranceType: z.enum(['310', '390']),
  personType: text(6),
  insuredArea: z.string().regex(/^\d{6}$/, 'six digits'),
  certificateType: z.enum(['01', '02', '03']),
  /** an electronic voucher token is longer than an id number */
  certificateNo: text(500),
  usePersonalAccount: z.boolean(),
  age,
})

/** 10,000 lines are more than a month of inpatient care; a longer list is a mistake, not a bill. */
const MOST_LINES = 10_000

/** Our JSON bill, for the HTTP API and the JSON-lines file. Rows of `feedetail` are read by `read-feedetail.ts`. */
export const billSchema = z.strictObject({
  hisBillNo: text(30),
  chargeBatchNo: text(30).optional(),
  visit: visitSchema,
  patient: patientSchema,
  cover: coverSchema.nullable(),
  lines: z.array(lineSchema).max(MOST_LINES).optional(),
  feedetail: z.array(z.record(z.string(), z.unknown())).max(MOST_LINES).optional(),
  businessDate: chinaDay.optional(),
  statedTotal: decimalText(2, { negative: true }).optional(),
})

/** What a caller may send. */
export type BillJson = z.input<typeof billSchema>

/** One row of 2204 `feedetail[]` by the insurer's names; unknown provincial fields are let through. */
export const feedetailRowSchema = z.looseObject({
  feedetl_sn: text(30),
  init_feedetl_sn: optionalText(30).optional(),
  mdtrt_id: optionalText(30).optional(),
  psn_no: optionalText(30).optional(),
  chrg_bchno: text(30),
  rxno: optionalText(30).optional(),
  fee_ocur_time: chinaSecond,
  med_list_codg: text(50),
  medins_list_codg: text(150),
  medins_list_name: optionalText(200).optional(),
  det_item_fee_sumamt: decimalText(2, { negative: true }),
  cnt: decimalText(QUANTITY_SCALE, { negative: true }),
  pric: decimalText(PRICE_SCALE, { negative: false }),
  bilg_dept_codg: text(30),
  bilg_dept_name: text(100),
  bilg_dr_codg: text(30),
  bilg_dr_name: text(50),
})
