import { formatYuan } from '@medsettle/money'
import type { PayOrder } from '../books/books.ts'
import type { Platform } from '../platform.ts'
import { PlatformRefusal } from '../refusal.ts'
import { adjudicateBatch } from '../transactions/adjudicate-batch.ts'
import { bookSettlement } from '../transactions/book-settlement.ts'
import { type Call, checkToken, personOf } from '../transactions/call.ts'
import { fieldTable, readFields } from '../wire/fields.ts'
import type { MobileTransaction } from './mobile-call.ts'
import { checkOrgCodg, orderAmounts, ordStasOf, payOrderOf, settlementOf } from './pay-order.ts'

const FIELDS = fieldTable([
  'payAuthNo 200 Y',
  'payOrdId 40 Y',
  'payToken 200 Y',
  'orgCodg 12 Y',
  'orgBizSer 40 Y',
  'chrgBchno 30 Y',
  'feeType 6',
  'mdtrtId 30',
  'acctUsedFlag 1 Y',
])

/**
 * 6202 支付下单: settles the insurance part; the patient's own part is paid elsewhere. An order that is settled answers
 * the same again.
 */
export const placeOrder: MobileTransaction = (platform, call) => {
  const asked = readFields(call.input, FIELDS, '6202')
  checkOrgCodg(call, asked.orgCodg)
  const order = payOrderOf(platform, call, asked)
  checkToken(platform, asked.payAuthNo, order.psnNo, 'payAuthNo')
  if (asked.chrgBchno !== order.chrgBchno || (asked.mdtrtId !== '' && asked.mdtrtId !== order.mdtrtId))
    throw new PlatformRefusal('PAY_ORDER_UNKNOWN', 'chrgBchno', '收费批次号或就诊ID与支付订单不符')
  if (asked.acctUsedFlag !== '0' && asked.acctUsedFlag !== '1')
    throw new PlatformRefusal('FIELD_MALFORMED', 'acctUsedFlag', '应为 0 或 1')
  if (order.revoked) throw new PlatformRefusal('PAY_ORDER_CLOSED', 'payOrdId', '该支付订单已撤销')
  const settled = settlementOf(platform, order) ?? settleOrder(platform, call, order, asked.acctUsedFlag === '1')
  return {
    payOrdId: order.payOrdId,
    ordStas: ordStasOf(platform, order),
    ...orderAmounts(platform, settled),
    extData: { setlId: settled.setlId },
  }
}

function settleOrder(platform: Platform, call: Call, order: PayOrder, useAccount: boolean) {
  const visit = platform.books.visits.get(order.mdtrtId)!
  const person = personOf(platform, order.psnNo, 'payOrdId')
  const lines = [...visit.lines.values()].filter((line) => line.chrgBchno === order.chrgBchno)
  const total = lines.reduce((whole, line) => whole + line.split.amount, 0)
  const split = adjudicateBatch(platform, {
    visit,
    person,
    hospitalLevel: call.institution.hospitalLevel,
    insutype: visit.insutype,
    chrgBchno: order.chrgBchno,
    medfeeSumamt: formatYuan(total as (typeof lines)[number]['split']['amount']),
    useAccount,
    place: '6202',
  })
  return bookSettlement(platform, call, {
    visit,
    person,
    split,
    chrgBchno: order.chrgBchno,
    msgid: order.payOrdId,
    medType: order.medType,
    certType: '01',
    invono: '',
    payOrdId: order.payOrdId,
  })
}
