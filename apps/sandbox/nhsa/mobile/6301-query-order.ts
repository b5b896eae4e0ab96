import { chinaDateTime } from '../../core/china-time.ts'
import { fieldTable, readFields } from '../wire/fields.ts'
import type { MobileTransaction } from './mobile-call.ts'
import { checkIdentity, checkOrgCodg, orderAmounts, ordStasOf, payOrderOf, settlementOf } from './pay-order.ts'

export const ORDER_FIELDS = fieldTable([
  'payOrdId 40 Y',
  'orgCodg 12 Y',
  'payToken 200 Y',
  'idNo 50 Y',
  'userName 50 Y',
  'idType 6 Y',
])

/** 6301 结算结果查询: state of an order, with amounts once its insurance part is settled. */
export const queryOrder: MobileTransaction = (platform, call) => {
  const asked = readFields(call.input, ORDER_FIELDS, '6301')
  checkOrgCodg(call, asked.orgCodg)
  const order = payOrderOf(platform, call, asked)
  checkIdentity(platform, order.psnNo, asked)
  const settled = settlementOf(platform, order)
  return {
    payOrdId: order.payOrdId,
    ordStas: ordStasOf(platform, order),
    callType: '',
    // The platform moves the insurance part only; with nothing left to pay that is all of it.
    setlType: settled?.split.cash === 0 ? 'ALL' : 'HI',
    medOrgOrd: order.medOrgOrd,
    traceTime: chinaDateTime(settled ? new Date(settled.at) : new Date(order.at)),
    revsToken: '',
    ...(settled ? { ...orderAmounts(platform, settled), extData: { setlId: settled.setlId } } : {}),
  }
}
