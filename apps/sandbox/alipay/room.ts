import { createBillShelf } from '../core/bill-shelf.ts'
import { faultedCall } from '../core/faulted-call.ts'
import { type Handled, jsonAnswer, type SandboxRequest } from '../core/http.ts'
import { createLieBook } from '../core/lies.ts'
import { createNotifier } from '../core/notifier.ts'
import type { AuditedOrder, Room, RoomDeps } from '../core/room.ts'
import { type Account, createAccounts, type Platform } from './accounts.ts'
import { downloadBill } from './bill.ts'
import type { Shop } from './call.ts'
import { handleGateway } from './gateway.ts'
import { resumeRefunds } from './refund-trade.ts'
import { handleRest } from './rest.ts'
import { statusOf, type Trade } from './trade.ts'
import { createTradeBook } from './trade-book.ts'
import { createWallet } from './wallet.ts'

/** Alipay's OpenAPI on loopback, v2 and v3, written from alipay.md alone. */
export function createAlipayRoom(deps: RoomDeps): Room {
  const shop: Shop = {
    ...deps,
    accounts: createAccounts(deps.world, deps.journal),
    trades: createTradeBook(deps.journal),
    notifier: createNotifier(deps),
    lies: createLieBook('alipay', deps.faults, deps.journal),
    bills: createBillShelf(deps.world),
    autoPayMs: null,
  }
  resumeRefunds(shop)
  return {
    name: 'alipay',
    credentials: async (institution, query) =>
      toConfig(await shop.accounts.open(institution, query.get('name')), deps.origin()),
    handle: (request) => handle(shop, request),
    orders: () => [...shop.trades.all()].map((trade) => audited(trade, deps.world.now())),
    wallet: createWallet(shop),
    close: () => shop.notifier.close(),
  }
}

async function handle(shop: Shop, request: SandboxRequest): Promise<Handled> {
  if (request.path === '/gateway.do') return handleGateway(shop, request)
  if (request.path.startsWith('/v3/alipay/')) return handleRest(shop, request)
  if (request.path !== '/alipay/billdownload') return jsonAnswer(404, { message: `Alipay has no ${request.path}` })
  return faultedCall(shop, { channel: 'alipay', operation: 'download', text: request.query }, () =>
    downloadBill(shop, request),
  )
}

const toConfig = ({ account, platform }: { account: Account; platform: Platform }, origin: string): unknown => ({
  gateway: `${origin}/gateway.do`,
  endpoint: origin,
  appId: account.appId,
  sellerId: account.sellerId,
  privateKey: account.keys.privatePem,
  alipayPublicKey: platform.publicPem,
})

const audited = (trade: Trade, now: Date): AuditedOrder => ({
  channel: 'alipay',
  institution: trade.institution,
  ourOrderId: trade.outTradeNo,
  channelOrderId: trade.tradeNo,
  amountFen: trade.total,
  status: statusOf(trade, now),
  paidAt: trade.paidAt,
  refunds: trade.refunds.map(({ outRequestNo, amount, refundedAt }) => ({
    ourRefundId: outRequestNo,
    amountFen: amount,
    status: refundedAt === null ? 'REFUND_PROCESSING' : 'REFUND_SUCCESS',
  })),
  description: trade.subject,
})
