import type { Fen } from '@medsettle/money'
import type { BillId, InstitutionId } from '../identity/ids.ts'

/** 甲 fully covered, 乙 the patient first pays a share, 丙 not covered. */
export type ItemClass = '甲' | '乙' | '丙'

/** One charge line as the hospital information system sends it, before pricing. Numbers stay text until exact. */
export interface ChargeLine {
  /** feedetl_sn, unique within the visit */
  readonly lineNo: string
  /** init_feedetl_sn: the line a negative line takes back */
  readonly refundsLineNo?: string
  /** med_list_codg, the national catalogue code */
  readonly listCode: string
  /** medins_list_codg, the hospital's own code */
  readonly hospitalCode: string
  readonly name: string
  /** cnt: up to 4 decimals, negative takes back */
  readonly quantity: string
  /** pric in yuan: up to 6 decimals */
  readonly unitPrice: string
  /** rxno */
  readonly prescriptionNo?: string
  /** `yyyy-MM-dd HH:mm:ss`, China */
  readonly occurredAt: string
  readonly departmentCode: string
  readonly departmentName: string
  readonly doctorCode: string
  readonly doctorName: string
}

/** A catalogue entry valid from `validFrom` up to and including `validTo`. */
export interface CatalogueItem {
  readonly listCode: string
  readonly name: string
  readonly itemClass: ItemClass
  /** med_chrgitm_type 01…14 */
  readonly chargeCategory: string
  /** selfpay_prop: the share paid first by the patient, decimal text; "0" for 甲, "1" for 丙 */
  readonly selfPayFirstRatio: string
  /** pric_uplmt_amt in yuan, null when there is no ceiling */
  readonly priceCeiling: string | null
  readonly validFrom: string
  readonly validTo: string | null
  /** the document this entry comes from */
  readonly source: string
}

export interface PricedLine extends ChargeLine {
  /** round2(quantity × unitPrice), half up (facts: I7) */
  readonly amount: Fen
  readonly itemClass: ItemClass
  readonly chargeCategory: string
  readonly selfPayFirstRatio: string
  readonly priceCeiling: string | null
}

export type InsuranceType = '310' | '390'

/** Who is treated. Names and numbers never enter the ledger; they travel encrypted beside the bill. */
export interface Patient {
  /** our opaque id, safe in logs */
  readonly patientId: string
  readonly name: string
  readonly idNumber: string
  readonly phone?: string
}

export interface InsuranceCover {
  /** psn_no */
  readonly personNo: string
  readonly insuranceType: InsuranceType
  /** psn_type: 11 in work, 12 retired, 14/15 resident, … */
  readonly personType: string
  /** insuplc_admdvs */
  readonly insuredArea: string
  readonly certificateType: '01' | '02' | '03'
  readonly certificateNo: string
  /** acct_used_flag */
  readonly usePersonalAccount: boolean
  readonly age: number
}

export interface Visit {
  /** ipt_otp_no */
  readonly visitNo: string
  /** med_type */
  readonly medicalType: string
  /** mdtrt_id when the visit is already registered with the insurer */
  readonly insurerVisitId?: string
}

/** A priced bill: what the patient owes before anybody decides who pays. Σ lines.amount = total. */
export interface Bill {
  readonly billId: BillId
  readonly institutionId: InstitutionId
  readonly hisBillNo: string
  /** chrg_bchno */
  readonly chargeBatchNo: string
  readonly visit: Visit
  readonly patient: Patient
  readonly cover: InsuranceCover | null
  readonly lines: readonly PricedLine[]
  readonly total: Fen
  /** China date the bill belongs to */
  readonly businessDate: string
}
