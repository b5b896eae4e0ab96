import type { Journal } from '../core/journal.ts'
import type { Trade } from './trade.ts'

/** Every trade of every merchant, found by each name it goes by. `keep` writes it to the journal as it stands. */
export interface TradeBook {
  all(): Iterable<Trade>
  byOutTradeNo(appId: string, outTradeNo: string): Trade | null
  /** Alipay's number, or the merchant's for callers who know no application */
  byAnyNumber(number: string): Trade | null
  byCode(qrCode: string): Trade | null
  keep(trade: Trade): void
  /** 1, 2, 3 …: makes numbers unique across restarts */
  nextSequence(): number
}

export function createTradeBook(journal: Journal): TradeBook {
  const trades = new Map<string, Trade>()
  const byNumber = new Map<string, Trade>()
  const codes = new Map<string, Trade>()
  let sequence = 0

  const index = (trade: Trade) => {
    trades.set(`${trade.appId} ${trade.outTradeNo}`, trade)
    byNumber.set(trade.outTradeNo, trade)
    byNumber.set(trade.tradeNo, trade)
    if (trade.qrCode !== null) codes.set(trade.qrCode, trade)
  }
  for (const entry of journal.past as { t: string; trade: Trade }[]) {
    if (entry.t !== 'trade') continue
    sequence += 1
    index(entry.trade)
  }
  return {
    all: () => trades.values(),
    byOutTradeNo: (appId, outTradeNo) => trades.get(`${appId} ${outTradeNo}`) ?? null,
    byAnyNumber: (number) => byNumber.get(number) ?? null,
    byCode: (qrCode) => codes.get(qrCode) ?? null,
    keep(trade) {
      index(trade)
      journal.append({ t: 'trade', trade })
    },
    nextSequence: () => ++sequence,
  }
}
