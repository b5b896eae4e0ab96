import { readFields } from '../wire/fields.ts'
import { ORDER_FIELDS } from './6301-query-order.ts'
import type { MobileTransaction } from './mobile-call.ts'
import { checkIdentity, checkOrgCodg, payOrderOf } from './pay-order.ts'

/** 6401 明细上传撤销: takes the lines of an unsettled order back and closes it. A settled order needs 6203. */
export const revokeOrder: MobileTransaction = (platform, call) => {
  const asked = readFields(call.input, ORDER_FIELDS, '6401')
  checkOrgCodg(call, asked.orgCodg)
  const order = payOrderOf(platform, call, asked)
  checkIdentity(platform, order.psnNo, asked)
  if (order.setlId !== null) return { success: false, message: '该订单已结算，请使用医保退费' }
  if (!order.revoked) {
    const lines = [...platform.books.visits.get(order.mdtrtId)!.lines.values()]
    const feedetlSns = lines.filter((line) => line.chrgBchno === order.chrgBchno).map((line) => line.feedetlSn)
    platform.record({ kind: 'lines-removed', mdtrtId: order.mdtrtId, feedetlSns })
    platform.record({ kind: 'pay-order-revoked', payOrdId: order.payOrdId })
  }
  return { success: true, message: '' }
}
