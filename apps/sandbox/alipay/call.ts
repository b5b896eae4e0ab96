import type { BillShelf } from '../core/bill-shelf.ts'
import type { CallMisdeeds } from '../core/faulted-call.ts'
import type { LieBook } from '../core/lies.ts'
import type { Notifier } from '../core/notifier.ts'
import type { RoomDeps } from '../core/room.ts'
import type { Account, Accounts, Platform } from './accounts.ts'
import type { Business } from './business.ts'
import { businessFailed } from './refusal.ts'
import type { Trade } from './trade.ts'
import type { TradeBook } from './trade-book.ts'

/** What every operation of the room works with. */
export interface Shop extends RoomDeps {
  readonly accounts: Accounts
  readonly trades: TradeBook
  readonly notifier: Notifier
  readonly lies: LieBook
  readonly bills: BillShelf
  /** every new trade is paid by itself after so many ms; null = never */
  autoPayMs: number | null
}

/** An authenticated call, by either gateway. */
export interface Call {
  readonly shop: Shop
  readonly account: Account
  readonly platform: Platform
  readonly business: Business
  readonly notifyUrl: string | null
  readonly returnUrl: string | null
  readonly misdeeds: CallMisdeeds
}

/** The fields of a successful answer, without code and msg. */
export type Reply = Record<string, unknown>

/** The trade named by `trade_no` or `out_trade_no`. @throws AlipayRefusal ACQ.TRADE_NOT_EXIST */
export function namedTrade(call: Call): Trade {
  const { business, shop, account } = call
  const tradeNo = business.optionalText('trade_no', 64)
  const found =
    tradeNo === null
      ? shop.trades.byOutTradeNo(account.appId, business.text('out_trade_no', 64))
      : shop.trades.byAnyNumber(tradeNo)
  const trade = tradeNo === null || found?.tradeNo === tradeNo ? found : null
  const unseen = shop.settings.alipayTradeExistsOnScan && trade?.scanned === false
  if (trade === null || trade.appId !== account.appId || unseen)
    throw businessFailed('ACQ.TRADE_NOT_EXIST', '交易不存在')
  return trade
}
