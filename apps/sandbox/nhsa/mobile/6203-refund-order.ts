import { add, type Fen, parseYuan, subtract } from '@medsettle/money'
import { isReversed, type MobileRefund, type PayOrder } from '../books/books.ts'
import type { SettlementRecord } from '../books/settlement.ts'
import type { Platform } from '../platform.ts'
import { PlatformRefusal } from '../refusal.ts'
import type { Call } from '../transactions/call.ts'
import { reverseRecord } from '../transactions/reverse-record.ts'
import { fieldTable, readFields } from '../wire/fields.ts'
import type { MobileTransaction } from './mobile-call.ts'
import { cashRefunded, checkAuthority, payOrderOf, settlementOf } from './pay-order.ts'

const FIELDS = fieldTable([
  'payOrdId 40 Y',
  'appRefdSn 40 Y',
  'appRefdTime 14 Y',
  'totlRefdAmt 16,2 Y',
  'psnAcctRefdAmt 16,2 Y',
  'fundRefdAmt 16,2 Y',
  'cashRefdAmt 16,2 Y',
  'ecToken 200',
  'payAuthNo 200',
  'refdType 4 Y',
])

interface Amounts {
  readonly account: Fen
  readonly fund: Fen
  readonly cash: Fen
}

/**
 * 6203 医保退费: HI takes the insurance part back in full, CASH notes money given back elsewhere, ALL does both for what
 * is left. The same appRefdSn answers the same again; what does not fit the order is refStatus FAIL and books nothing.
 */
export const refundOrder: MobileTransaction = (platform, call) => {
  const asked = readFields(call.input, FIELDS, '6203')
  const order = payOrderOf(platform, call, asked)
  if ((asked.ecToken === '') === (asked.payAuthNo === ''))
    throw new PlatformRefusal('FIELD_MALFORMED', 'payAuthNo', 'ecToken 与 payAuthNo 必须且只能传一个')
  checkAuthority(platform, order.psnNo, asked)
  if (!/^\d{14}$/.test(asked.appRefdTime))
    throw new PlatformRefusal('FIELD_MALFORMED', 'appRefdTime', '应为 yyyyMMddHHmmss')
  const refdType = refundType(asked.refdType)
  const amounts = {
    account: parseYuan(asked.psnAcctRefdAmt),
    fund: parseYuan(asked.fundRefdAmt),
    cash: parseYuan(asked.cashRefdAmt),
  }
  if (add(add(amounts.account, amounts.fund), amounts.cash) !== parseYuan(asked.totlRefdAmt))
    throw new PlatformRefusal('TOTAL_WRONG', 'totlRefdAmt', '退费总额不等于账户、基金、现金之和')
  const content = [refdType, amounts.account, amounts.fund, amounts.cash].join('|')
  const earlier = order.refunds.find((refund) => refund.appRefdSn === asked.appRefdSn)
  if (earlier) return { refStatus: earlier.content === content ? 'SUCC' : 'FAIL' }
  const settled = settlementOf(platform, order)
  if (settled === null || !fits(platform, order, settled, refdType, amounts)) return { refStatus: 'FAIL' }
  bookRefund(platform, call, order, { appRefdSn: asked.appRefdSn, refdType, cashFen: amounts.cash, content })
  return { refStatus: 'SUCC' }
}

function refundType(text: string): MobileRefund['refdType'] {
  if (text === 'ALL' || text === 'CASH' || text === 'HI') return text
  throw new PlatformRefusal('FIELD_MALFORMED', 'refdType', '应为 ALL、CASH 或 HI')
}

function fits(
  platform: Platform,
  order: PayOrder,
  settled: SettlementRecord,
  refdType: MobileRefund['refdType'],
  amounts: Amounts,
): boolean {
  const { account, pooled, cash } = settled.split
  const cashLeft = subtract(cash, cashRefunded(order))
  if (refdType === 'CASH')
    return amounts.account === 0 && amounts.fund === 0 && amounts.cash > 0 && amounts.cash <= cashLeft
  const insuranceInFull = amounts.account === account && amounts.fund === pooled
  const cashFits = refdType === 'HI' ? amounts.cash === 0 : amounts.cash === cashLeft
  return insuranceInFull && cashFits && !isReversed(platform.books, settled.setlId)
}

function bookRefund(platform: Platform, call: Call, order: PayOrder, refund: MobileRefund): void {
  if (refund.refdType !== 'CASH') {
    // the envelope carries no msgid: both records of an order go by its number
    const settled = settlementOf(platform, order)!
    reverseRecord(platform, settled, { infno: call.infno, msgid: order.payOrdId, area: call.institution.area })
  }
  platform.record({ kind: 'pay-order-refunded', payOrdId: order.payOrdId, refund })
}
