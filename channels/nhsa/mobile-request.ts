import { formatYuan } from '@medsettle/money'
import { type WireObject, wireNumber, wireTime } from '@medsettle/nhsa'
import type { SettleRequest } from '../contract/channel.ts'
import type { Institution } from './institution.ts'
import { chargeLine, type InsuredBill } from './map-request.ts'

/** Facts §7: an authorisation begins with AUTH, anything else that opens a person's voucher is an ecToken. */
export function voucher({ cover }: InsuredBill): WireObject {
  return cover.certificateNo.startsWith('AUTH') ? { payAuthNo: cover.certificateNo } : { ecToken: cover.certificateNo }
}

/** 6201: uploads the lines; `medOrgOrd` is our attempt. */
export function uploadContent(
  institution: Institution,
  bill: InsuredBill,
  request: SettleRequest,
  visitId: string,
): WireObject {
  const { config, io } = institution
  const { expected } = request
  const first = bill.lines[0]!
  return {
    ...voucher(bill),
    mdtrtId: visitId,
    orgCodg: config.fixmedinsCode,
    psnNo: bill.cover.personNo,
    insutype: bill.cover.insuranceType,
    medOrgOrd: request.attemptId,
    begntime: wireTime(io.now()),
    idNo: bill.patient.idNumber,
    userName: bill.patient.name,
    idType: config.switches.mobileIdType,
    insuCode: bill.cover.insuredArea,
    iptOtpNo: bill.visit.visitNo,
    deptName: first.departmentName,
    deptCode: first.departmentCode,
    caty: config.switches.category ?? first.departmentCode,
    medType: bill.visit.medicalType,
    feeType: config.switches.mobileFeeType,
    psnSetlway: config.switches.personalSettlementWay,
    chrgBchno: bill.chargeBatchNo,
    pubHospRfomFlag: '0',
    medfeeSumamt: wireNumber(formatYuan(bill.total)),
    fulamtOwnpayAmt: wireNumber(formatYuan(expected.ownExpense)),
    preselfpayAmt: wireNumber(formatYuan(expected.selfPayFirst)),
    inscpScpAmt: wireNumber(formatYuan(expected.inScope)),
    feedetailList: bill.lines.map((line) => camelFields(chargeLine(line, bill, visitId, config))),
  }
}

/** 6202: asks the person's insurance to pay the order of 6201. */
export function payContent(
  institution: Institution,
  bill: InsuredBill,
  request: SettleRequest,
  order: { readonly payOrderId: string; readonly payToken: string; readonly visitId: string },
): WireObject {
  const { config } = institution
  return {
    ...voucher(bill),
    payOrdId: order.payOrderId,
    payToken: order.payToken,
    orgCodg: config.fixmedinsCode,
    orgBizSer: request.attemptId,
    chrgBchno: bill.chargeBatchNo,
    feeType: config.switches.mobileFeeType,
    mdtrtId: order.visitId,
    acctUsedFlag: bill.cover.usePersonalAccount ? '1' : '0',
  }
}

/** Mobile payment spells the fields of 2204 in camel case (facts 6.1). */
const camelFields = (row: WireObject): WireObject =>
  Object.fromEntries(
    Object.entries(row).map(([field, value]) => [
      field.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  )
