import { decodePart, type Handled, htmlAnswer, redirectTo, type SandboxRequest } from '../core/http.ts'
import type { PayableOrder, Room, Wallet } from '../core/room.ts'
import { messagePage, orderPage } from './page.ts'

const TITLES: Readonly<Record<string, string>> = { 'wechat-pay': '微信支付', alipay: '支付宝' }

/**
 * `/wallet/scan?code=…` finds the order of a scanned code; `/wallet/{channel}/{number}` shows it; its `/pay` and
 * `/cancel` take the buttons. WeChat's h5_url comes as `/wallet/wechat-pay?prepay_id=…&redirect_url=…`.
 */
export function handleWallet(rooms: readonly Room[], request: SandboxRequest): Handled {
  const query = new URLSearchParams(request.query)
  if (request.path === '/wallet/scan') return scan(rooms, query.get('code') ?? '')
  const [, , channel = '', inPath, verb] = request.path.split('/')
  const wallet = rooms.find((room) => room.name === channel)?.wallet
  const number = inPath ?? query.get('prepay_id') ?? ''
  const order = wallet?.find(decodePart(number)) ?? null
  if (wallet === undefined || order === null) return htmlAnswer(404, messagePage('收银台', '订单不存在'))
  if (request.method === 'GET') return show(channel, order, query.get('redirect_url'))
  const returnUrl = new URLSearchParams(request.body).get('return')
  if (verb === 'pay') return pay(channel, wallet, order, returnUrl)
  if (verb === 'cancel') return cancel(channel, order, returnUrl)
  return htmlAnswer(404, messagePage('收银台', '页面不存在'))
}

function scan(rooms: readonly Room[], code: string): Handled {
  for (const room of rooms) {
    const order = room.wallet?.scan(code)
    if (order) return redirectTo(`/wallet/${room.name}/${encodeURIComponent(order.walletId)}`)
  }
  return htmlAnswer(404, messagePage('收银台', '二维码无效或已过期'))
}

function show(channel: string, order: PayableOrder, redirectUrl: string | null): Handled {
  const returnUrl = safeUrl(redirectUrl) ?? order.returnUrl
  const action = `/wallet/${channel}/${encodeURIComponent(order.walletId)}`
  return htmlAnswer(200, orderPage({ walletTitle: TITLES[channel] ?? channel, order, action, returnUrl }))
}

function pay(channel: string, wallet: Wallet, before: PayableOrder, returnUrl: string | null): Handled {
  const order = wallet.pay(before.walletId) ?? before
  // The wallet signs its own return address once the money is paid, so it goes before the one the page carried.
  const back = order.returnUrl ?? safeUrl(returnUrl)
  return order.status === 'paid' && back !== null ? redirectTo(back) : show(channel, order, returnUrl)
}

function cancel(channel: string, order: PayableOrder, returnUrl: string | null): Handled {
  const back = safeUrl(returnUrl) ?? order.returnUrl
  return back === null ? show(channel, order, null) : redirectTo(back)
}

/** Only pages, never `javascript:` and the like. */
const safeUrl = (text: string | null): string | null =>
  text !== null && /^https?:\/\/[^\s]+$/.test(text) ? text : null
