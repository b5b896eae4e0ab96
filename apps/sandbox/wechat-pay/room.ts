import { createBillShelf } from '../core/bill-shelf.ts'
import { type CallMisdeeds, faultedCall } from '../core/faulted-call.ts'
import type { Handled, SandboxAnswer, SandboxRequest } from '../core/http.ts'
import { jsonAnswer } from '../core/http.ts'
import { createLieBook, type LieBook } from '../core/lies.ts'
import { createNotifier } from '../core/notifier.ts'
import type { AuditedOrder, Room, RoomDeps } from '../core/room.ts'
import { ApiError } from './api-error.ts'
import { downloadBill, requestFundFlowBill, requestTradeBill } from './bill.ts'
import type { Call, Reply, Shop } from './call.ts'
import { listCertificates } from './certificates.ts'
import { closeOrder } from './close-order.ts'
import { createOrder } from './create-order.ts'
import { createMerchants, type Merchant, type Platform } from './merchants.ts'
import { type Order, stateOf } from './order.ts'
import { createOrderBook } from './order-book.ts'
import { queryOrder } from './pay-order.ts'
import { createRefund, queryRefund, REFUND_ENDINGS, resumeRefunds } from './refund-order.ts'
import { findRoute, type Operation } from './routes.ts'
import { answerSerial, authenticate, signedHeaders, wrongPrefix } from './signature.ts'
import { createWallet } from './wallet.ts'

/** WeChat Pay APIv3 on loopback, written from wechat-pay.md alone. */
export function createWechatPayRoom(deps: RoomDeps): Room {
  const shop: Shop = {
    ...deps,
    merchants: createMerchants(deps.world, deps.journal),
    orders: createOrderBook(deps.journal),
    notifier: createNotifier(deps),
    bills: createBillShelf(deps.world),
    autoPayMs: null,
  }
  const lies = createLieBook('wechat-pay', deps.faults, deps.journal)
  resumeRefunds(shop)
  return {
    name: 'wechat-pay',
    credentials: async (institution, query) => toConfig(await shop.merchants.open(institution, query), deps.origin()),
    handle: (request) => handle(shop, lies, request),
    orders: () => [...shop.orders.all()].map((order) => audited(order, deps.world.now())),
    wallet: createWallet(shop),
    close: () => shop.notifier.close(),
  }
}

async function handle(shop: Shop, lies: LieBook, request: SandboxRequest): Promise<Handled> {
  const route = findRoute(request)
  if (route === null) return jsonAnswer(404, { code: 'RESOURCE_NOT_EXISTS', message: '接口不存在', detail: {} })
  const text = `${request.path}?${request.query}\n${request.body}`
  const faulted = { channel: 'wechat-pay', operation: route.operation, text } as const
  return faultedCall(shop, faulted, (misdeeds) => {
    try {
      const merchant = authenticate(request, shop.merchants, shop.world.now(), shop.settings.requestToleranceSeconds)
      return perform({ shop, merchant, request, misdeeds, captured: route.captured }, route.operation, lies)
    } catch (error) {
      if (error instanceof ApiError) return jsonAnswer(error.status, error.body)
      throw error
    }
  })
}

function perform(call: Call, operation: Operation, lies: LieBook): SandboxAnswer {
  refuseIfTold(call.misdeeds, operation)
  if (operation === 'download') return downloadBill(call)
  return signed(call, replyTo(call, operation, lies))
}

function refuseIfTold(misdeeds: CallMisdeeds, operation: Operation): void {
  const code = misdeeds.declineCode
  if (code === null || (operation === 'refund' && REFUND_ENDINGS.includes(code))) return
  throw new ApiError(code, '业务被拒绝')
}

function replyTo(call: Call, operation: Operation, lies: LieBook): Reply {
  switch (operation) {
    case 'query':
      return queryOrder(call)
    case 'close':
      return closeOrder(call)
    case 'refund':
      return createRefund(call)
    case 'refund-query':
      return queryRefund(call)
    case 'certificates':
      return listCertificates(call)
    case 'statement':
      return requestTradeBill(call, lies)
    case 'fund-flow':
      return requestFundFlowBill(call)
    default:
      return createOrder(call)
  }
}

/** Answers of 2xx are signed, also an empty one (wechat-pay.md §8.2). */
function signed(call: Call, reply: Reply): SandboxAnswer {
  const platform = call.shop.merchants.platform()
  const body = reply.body === null ? '' : JSON.stringify(reply.body)
  const serial = answerSerial(call.merchant, platform, call.request.headers['wechatpay-serial'])
  const headers = signedHeaders(call.shop.world, body, {
    platform,
    serial,
    wrongPrefix: wrongPrefix(call.shop, call.misdeeds.badSignature),
  })
  return { status: reply.status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body }
}

function toConfig({ merchant, platform }: { merchant: Merchant; platform: Platform }, origin: string): unknown {
  const certificate = merchant.keyForm === 'certificate'
  return {
    baseUrl: origin,
    mchid: merchant.mchid,
    appid: merchant.appid,
    merchantSerial: merchant.serial,
    merchantPrivateKey: merchant.keys.privatePem,
    apiV3Key: merchant.apiV3Key,
    platformSerial: certificate ? platform.serial : platform.publicKeyId,
    platformPublicKey: certificate ? platform.certificatePem : platform.publicPem,
  }
}

function audited(order: Order, now: Date): AuditedOrder {
  return {
    channel: 'wechat-pay',
    institution: order.institution,
    ourOrderId: order.outTradeNo,
    channelOrderId: order.transactionId ?? order.prepayId,
    amountFen: order.total,
    status: stateOf(order, now),
    paidAt: order.paidAt,
    refunds: order.refunds.map(({ outRefundNo, amount, status }) => ({
      ourRefundId: outRefundNo,
      amountFen: amount,
      status,
    })),
    description: order.description,
  }
}
