import { type Fen, fen, ZERO } from '@medsettle/money'
import { isReversed, type PayOrder } from '../books/books.ts'
import type { SettlementRecord } from '../books/settlement.ts'
import { type Platform, yuan } from '../platform.ts'
import { PlatformRefusal } from '../refusal.ts'
import { type Call, checkToken } from '../transactions/call.ts'

/** The institution's own order; `payToken` is checked when the transaction carries one. @throws PlatformRefusal */
export function payOrderOf(platform: Platform, call: Call, asked: { payOrdId: string; payToken?: string }): PayOrder {
  const order = platform.books.payOrders.get(asked.payOrdId)
  if (!order || order.fixmedinsCode !== call.institution.fixmedinsCode)
    throw new PlatformRefusal('PAY_ORDER_UNKNOWN', 'payOrdId', '本机构没有该支付订单')
  if (asked.payToken !== undefined && asked.payToken !== order.payToken)
    throw new PlatformRefusal('PAY_ORDER_UNKNOWN', 'payToken', '支付订单令牌不符')
  return order
}

/** The identity a query carries must be the order's. @throws PlatformRefusal PERSON_MISMATCH */
export function checkIdentity(platform: Platform, psnNo: string, asked: { idNo: string; userName: string }): void {
  const registration = platform.books.persons.get(psnNo)?.registration
  if (asked.idNo !== registration?.certno) throw new PlatformRefusal('PERSON_MISMATCH', 'idNo', '证件号码与人员不符')
  if (asked.userName !== registration.name) throw new PlatformRefusal('PERSON_MISMATCH', 'userName', '姓名与人员不符')
}

/** @throws PlatformRefusal INSTITUTION_MISMATCH */
export function checkOrgCodg(call: Call, orgCodg: string): void {
  if (orgCodg !== call.institution.fixmedinsCode)
    throw new PlatformRefusal('INSTITUTION_MISMATCH', 'orgCodg', '机构编号与应用不符')
}

/** `ecToken` or `payAuthNo` of the person. @throws PlatformRefusal FIELD_MISSING, CREDENTIAL_UNKNOWN, PERSON_MISMATCH */
export function checkAuthority(platform: Platform, psnNo: string, asked: { ecToken: string; payAuthNo: string }): void {
  if (asked.ecToken === '' && asked.payAuthNo === '')
    throw new PlatformRefusal('FIELD_MISSING', 'payAuthNo', 'ecToken 与 payAuthNo 至少传一个')
  if (asked.ecToken !== '') checkToken(platform, asked.ecToken, psnNo, 'ecToken')
  if (asked.payAuthNo !== '') checkToken(platform, asked.payAuthNo, psnNo, 'payAuthNo')
}

export const settlementOf = (platform: Platform, order: PayOrder): SettlementRecord | null =>
  order.setlId === null ? null : (platform.books.records.get(order.setlId) ?? null)

/** Cash given back so far through 6203, fen. */
export const cashRefunded = (order: PayOrder): Fen =>
  fen(order.refunds.reduce((total, refund) => total + refund.cashFen, 0))

/** ordStas of §6.3 by what has happened to the order; insurance and cash are refunded apart. */
export function ordStasOf(platform: Platform, order: PayOrder): string {
  const { ordStas } = platform.switches
  const settled = settlementOf(platform, order)
  if (order.revoked) return ordStas.revoked
  if (settled === null) return ordStas.presettled
  // taken back by the platform itself: 5203 tells of it at the counter, and so does 6301 here
  if (order.refunds.length === 0 && isReversed(platform.books, settled.setlId)) return ordStas.insuranceRefunded
  const cash = cashRefunded(order)
  const allCash = cash >= settled.split.cash
  if (order.refunds.some((refund) => refund.refdType !== 'CASH')) {
    if (allCash) return ordStas.refunded
    return cash > 0 ? ordStas.insuranceAndPartOfCashRefunded : ordStas.insuranceRefunded
  }
  if (cash > 0) return allCash ? ordStas.cashRefunded : ordStas.cashPartlyRefunded
  return settled.split.cash === 0 ? ordStas.settled : ordStas.insurancePaid
}

/** The amounts of 6202 and 6301. ownPayAmt + psnAcctPay + fundPay = feeSumamt (§6.2). */
export const orderAmounts = (platform: Platform, settled: SettlementRecord): object => ({
  feeSumamt: yuan(platform, settled.split.total),
  ownPayAmt: yuan(platform, settled.split.cash),
  psnAcctPay: yuan(platform, settled.split.account),
  fundPay: yuan(platform, settled.split.pooled),
  deposit: yuan(platform, ZERO),
  acctMulaidPay: yuan(platform, ZERO),
  hospPartAmt: yuan(platform, ZERO),
  othFeeAmt: yuan(platform, ZERO),
  selfAcctPay: yuan(platform, settled.split.account),
})
