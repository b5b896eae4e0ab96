import { requestBill } from './bill.ts'
import type { Call, Reply } from './call.ts'
import { cancelTrade, closeTrade } from './close-trade.ts'
import { payByBarCode, precreate } from './create-trade.ts'
import { queryTrade } from './query-trade.ts'
import { queryRefund, refund } from './refund-trade.ts'

export interface Method {
  /** by which the fault book names it */
  readonly operation: string
  readonly run: (call: Call) => Reply
}

/** alipay.md §3; the v3 path of a method is its name with slashes. */
export const METHODS: Readonly<Record<string, Method>> = {
  'alipay.trade.precreate': { operation: 'precreate', run: precreate },
  'alipay.trade.pay': { operation: 'pay', run: payByBarCode },
  'alipay.trade.query': { operation: 'query', run: queryTrade },
  'alipay.trade.refund': { operation: 'refund', run: refund },
  'alipay.trade.fastpay.refund.query': { operation: 'refund-query', run: queryRefund },
  'alipay.trade.close': { operation: 'close', run: closeTrade },
  'alipay.trade.cancel': { operation: 'cancel', run: cancelTrade },
  'alipay.data.dataservice.bill.downloadurl.query': { operation: 'statement', run: requestBill },
}

/** Methods that are opened in the payer's browser instead of being answered. */
export const PAGES: Readonly<Record<string, 'page' | 'wap'>> = {
  'alipay.trade.page.pay': 'page',
  'alipay.trade.wap.pay': 'wap',
}
