import { feedetailRowSchema, type StatedLine } from './bill-input.ts'
import { billRefusal } from './bill-refusal.ts'
import { readFields } from './read-fields.ts'

/** The lines of a 2204 upload and what its rows say of the whole. */
export interface FeedetailReading {
  readonly lines: readonly StatedLine[]
  /** chrg_bchno, the same on every row */
  readonly chargeBatchNo: string
  /** mdtrt_id, null when no row has one */
  readonly insurerVisitId: string | null
  /** psn_no, null when no row has one */
  readonly personNo: string | null
}

/**
 * Reads the insurer's 2204 `feedetail[]` (facts/nhsa.md §10), which many hospital systems can already produce. Numbers must
 * have arrived as text (`parseLossless`). A row has no item name; the hospital's own `medins_list_name` is taken when it is
 * there, otherwise the name stays empty and the catalogue gives it at pricing.
 * @throws RefusalError BILL_NO_LINES, BILL_FIELD_…, BILL_NUMBER_…, BILL_DATE_INVALID, BILL_FEEDETAIL_MIXED
 */
export function readFeedetail(rows: unknown): FeedetailReading {
  if (!Array.isArray(rows) || rows.length === 0) throw billRefusal('BILL_NO_LINES', 'feedetail', 'the list has no rows')
  const read = rows.map((row, index) => readFields(feedetailRowSchema, row, `feedetail[${index}]`))
  return {
    lines: read.map(toLine),
    chargeBatchNo: sameOnEveryRow(read, 'chrg_bchno')!,
    insurerVisitId: sameOnEveryRow(read, 'mdtrt_id'),
    personNo: sameOnEveryRow(read, 'psn_no'),
  }
}

type Row = ReturnType<typeof feedetailRowSchema.parse>

function toLine(row: Row): StatedLine {
  return {
    lineNo: row.feedetl_sn,
    ...(row.init_feedetl_sn ? { refundsLineNo: row.init_feedetl_sn } : {}),
    listCode: row.med_list_codg,
    hospitalCode: row.medins_list_codg,
    name: row.medins_list_name ?? '',
    quantity: row.cnt,
    unitPrice: row.pric,
    statedAmount: row.det_item_fee_sumamt,
    ...(row.rxno ? { prescriptionNo: row.rxno } : {}),
    occurredAt: row.fee_ocur_time,
    departmentCode: row.bilg_dept_codg,
    departmentName: row.bilg_dept_name,
    doctorCode: row.bilg_dr_codg,
    doctorName: row.bilg_dr_name,
  }
}

/** Rows of two visits or persons under one bill would settle one person's care on another's cover. */
function sameOnEveryRow(rows: readonly Row[], field: 'chrg_bchno' | 'mdtrt_id' | 'psn_no'): string | null {
  const first = rows[0]![field] ?? ''
  const other = rows.findIndex((row) => (row[field] ?? '') !== first)
  if (other >= 0)
    throw billRefusal('BILL_FEEDETAIL_MIXED', `feedetail[${other}].${field}`, `${field} differs from the first row`)
  return first === '' ? null : first
}
