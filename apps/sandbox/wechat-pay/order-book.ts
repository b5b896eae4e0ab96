import type { Journal } from '../core/journal.ts'
import type { Order, Refund } from './order.ts'

/** Every order of every merchant, found by each name it goes by. `keep` writes it to the journal as it stands. */
export interface OrderBook {
  all(): Iterable<Order>
  byOutTradeNo(mchid: string, outTradeNo: string): Order | null
  byTransactionId(mchid: string, transactionId: string): Order | null
  /** for the payer, who knows no merchant number: prepay_id, transaction_id or out_trade_no */
  byAnyNumber(number: string): Order | null
  byCode(codeUrl: string): Order | null
  refund(mchid: string, outRefundNo: string): { readonly order: Order; readonly refund: Refund } | null
  keep(order: Order): void
  /** 1, 2, 3 …: makes numbers unique across restarts */
  nextSequence(): number
}

export function createOrderBook(journal: Journal): OrderBook {
  const orders = new Map<string, Order>()
  const byNumber = new Map<string, Order>()
  const codes = new Map<string, Order>()
  const refunds = new Map<string, { order: Order; refund: Refund }>()
  let sequence = 0

  const index = (order: Order) => {
    orders.set(`${order.mchid} ${order.outTradeNo}`, order)
    for (const number of [order.outTradeNo, order.prepayId, order.transactionId])
      if (number) byNumber.set(number, order)
    if (order.codeUrl !== null) codes.set(order.codeUrl, order)
    for (const refund of order.refunds) refunds.set(`${order.mchid} ${refund.outRefundNo}`, { order, refund })
  }
  for (const entry of journal.past as { t: string; order: Order }[]) {
    if (entry.t !== 'order') continue
    // Every snapshot of earlier runs counts: an order took at most one number between two of them.
    sequence += 1
    index(entry.order)
  }
  return {
    all: () => orders.values(),
    byOutTradeNo: (mchid, outTradeNo) => orders.get(`${mchid} ${outTradeNo}`) ?? null,
    byTransactionId(mchid, transactionId) {
      const order = byNumber.get(transactionId)
      return order?.mchid === mchid && order.transactionId === transactionId ? order : null
    },
    byAnyNumber: (number) => byNumber.get(number) ?? null,
    byCode: (codeUrl) => codes.get(codeUrl) ?? null,
    refund: (mchid, outRefundNo) => refunds.get(`${mchid} ${outRefundNo}`) ?? null,
    keep(order) {
      index(order)
      journal.append({ t: 'order', order })
    },
    nextSequence: () => ++sequence,
  }
}
