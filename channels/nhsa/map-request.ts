import { type Fen, formatYuan } from '@medsettle/money'
import { type WireNumber, type WireObject, wireNumber, wireTime } from '@medsettle/nhsa'
import type { Adjudication } from '../../domain/adjudication/adjudication.ts'
import type { Bill, InsuranceCover, PricedLine } from '../../domain/bill/bill.ts'
import { RefusalError } from '../../domain/identity/refusal.ts'
import type { NhsaConfig } from './config.ts'

/** A bill of an insured person; the platform is never called for anybody else. */
export interface InsuredBill extends Bill {
  readonly cover: InsuranceCover
}

/** @throws RefusalError ADJUDICATION_NO_COVER, BILL_WITHOUT_LINES */
export function requireInsured(bill: Bill): InsuredBill {
  const { cover } = bill
  if (cover === null) throw refuse('ADJUDICATION_NO_COVER', 'cover', 'the bill names no insurance cover')
  if (bill.lines.length === 0) throw refuse('BILL_WITHOUT_LINES', 'lines', 'the bill has no lines to upload')
  return { ...bill, cover }
}

const refuse = (code: string, place: string, sentence: string) =>
  new RefusalError({
    code,
    stage: 'adjudication',
    moneyMoved: 'none',
    retrySameKey: false,
    message: `insurance platform: ${sentence}`,
    place,
  })

const yuan = (amount: Fen): WireNumber => wireNumber(formatYuan(amount))

const certificate = ({ cover }: InsuredBill): WireObject => ({
  mdtrt_cert_type: cover.certificateType,
  mdtrt_cert_no: cover.certificateNo,
})

/** 2201. The first line tells department and doctor: a bill has no visit header of its own. */
export function registerInput(bill: InsuredBill, config: NhsaConfig, at: Date): WireObject {
  const line = bill.lines[0]!
  return {
    data: {
      psn_no: bill.cover.personNo,
      insutype: bill.cover.insuranceType,
      begntime: wireTime(at),
      ...certificate(bill),
      ipt_otp_no: bill.visit.visitNo,
      atddr_no: line.doctorCode,
      dr_name: line.doctorName,
      dept_code: line.departmentCode,
      dept_name: line.departmentName,
      caty: config.switches.category ?? line.departmentCode,
    },
  }
}

/** 2204. */
export function chargeLinesInput(bill: InsuredBill, visitId: string, config: NhsaConfig): WireObject {
  return { feedetail: bill.lines.map((line) => chargeLine(line, bill, visitId, config)) }
}

export function chargeLine(line: PricedLine, bill: InsuredBill, visitId: string, config: NhsaConfig): WireObject {
  const refunded = line.refundsLineNo === undefined ? {} : { init_feedetl_sn: line.refundsLineNo }
  return {
    feedetl_sn: line.lineNo,
    ...refunded,
    mdtrt_id: visitId,
    psn_no: bill.cover.personNo,
    chrg_bchno: bill.chargeBatchNo,
    rxno: line.prescriptionNo ?? '',
    rx_circ_flag: '0',
    fee_ocur_time: line.occurredAt,
    med_list_codg: line.listCode,
    medins_list_codg: line.hospitalCode,
    det_item_fee_sumamt: yuan(line.amount),
    cnt: wireNumber(line.quantity),
    pric: wireNumber(line.unitPrice),
    bilg_dept_codg: line.departmentCode,
    bilg_dept_name: line.departmentName,
    bilg_dr_codg: line.doctorCode,
    bilg_dr_name: line.doctorName,
    hosp_appr_flag: config.switches.hospitalApproval,
  }
}

/** 2205: takes the unsettled lines of this batch back, so that a second presettlement can send them anew. */
export const withdrawLinesInput = (bill: InsuredBill, visitId: string): WireObject => ({
  data: { mdtrt_id: visitId, chrg_bchno: bill.chargeBatchNo, psn_no: bill.cover.personNo },
})

/** 2206. */
export const presettleInput = (bill: InsuredBill, visitId: string, config: NhsaConfig): WireObject => ({
  data: {
    psn_no: bill.cover.personNo,
    ...certificate(bill),
    med_type: bill.visit.medicalType,
    medfee_sumamt: yuan(bill.total),
    psn_setlway: config.switches.personalSettlementWay,
    mdtrt_id: visitId,
    chrg_bchno: bill.chargeBatchNo,
    acct_used_flag: bill.cover.usePersonalAccount ? '1' : '0',
    insutype: bill.cover.insuranceType,
  },
})

/** 2207: the presettlement's fields and the split it announced. */
export function settleInput(
  bill: InsuredBill,
  visitId: string,
  expected: Adjudication,
  config: NhsaConfig,
): WireObject {
  const { data } = presettleInput(bill, visitId, config)
  return {
    data: {
      ...(data as WireObject),
      fulamt_ownpay_amt: yuan(expected.ownExpense),
      overlmt_selfpay: yuan(expected.overLimit),
      preselfpay_amt: yuan(expected.selfPayFirst),
      inscp_scp_amt: yuan(expected.inScope),
    },
  }
}

/** 5203. Without a settlement id the visit answers. */
export const queryInput = (bill: InsuredBill, visitId: string, settlementId: string | undefined): WireObject => ({
  data: { psn_no: bill.cover.personNo, setl_id: settlementId ?? '', mdtrt_id: visitId },
})

/** 2208. */
export const cancelInput = (bill: InsuredBill, visitId: string, settlementId: string): WireObject => ({
  data: { setl_id: settlementId, mdtrt_id: visitId, psn_no: bill.cover.personNo },
})

/** 2601 names the original msgid and transaction. */
export const reverseInput = (bill: InsuredBill, messageId: string, infno: string): WireObject => ({
  data: { psn_no: bill.cover.personNo, omsgid: messageId, oinfno: infno },
})
