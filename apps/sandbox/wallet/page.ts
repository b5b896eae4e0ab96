import { type Fen, showYuan } from '@medsettle/money'
import type { PayableOrder } from '../core/room.ts'

/** Text for HTML, also inside quoted attributes. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

export interface PageOptions {
  readonly walletTitle: string
  readonly order: PayableOrder
  /** form target of the two buttons, without the verb: `/wallet/alipay/…` */
  readonly action: string
  /** where to go afterwards; null stays on the page */
  readonly returnUrl: string | null
}

/** What the payer sees before and after pressing 确认支付; one plain page, readable at arm's length. */
export function orderPage(options: PageOptions): string {
  const { order } = options
  const body = `
<p class="merchant">${escapeHtml(order.merchantName)}</p>
<p class="goods">${escapeHtml(order.description)}</p>
<p class="amount"><span>¥</span>${showYuan(order.amountFen as Fen)}</p>
${order.status === 'open' ? buttons(options) : ending(options)}`
  return frame(options.walletTitle, body)
}

function buttons({ action, returnUrl }: PageOptions): string {
  const hidden = returnUrl === null ? '' : `<input type="hidden" name="return" value="${escapeHtml(returnUrl)}">`
  const form = (verb: string, label: string) =>
    `<form method="post" action="${escapeHtml(action)}/${verb}">${hidden}<button class="${verb}">${label}</button></form>`
  return form('pay', '确认支付') + form('cancel', '取消')
}

function ending({ order, returnUrl }: PageOptions): string {
  const word = order.status === 'paid' ? '支付成功' : '订单已关闭，无法支付'
  const back = returnUrl === null ? '' : `<p><a href="${escapeHtml(returnUrl)}">返回商家</a></p>`
  return `<p class="ending" role="status">${word}</p>${back}`
}

export const messagePage = (title: string, message: string): string =>
  frame(title, `<p class="ending" role="status">${escapeHtml(message)}</p>`)

const STYLE = `
body{margin:0;background:#f5f5f5;color:#1a1a1a;font:16px/1.5 system-ui,sans-serif}
main{max-width:26rem;margin:0 auto;padding:2rem 1.25rem;text-align:center}
h1{font-size:1rem;font-weight:400;color:#555;margin:0 0 2rem}
p{margin:.25rem 0}.merchant{font-size:1.125rem}.goods{color:#555}
.amount{font-size:2.75rem;font-weight:600;margin:1rem 0 2rem}.amount span{font-size:1.5rem}
button{width:100%;padding:.9rem;margin:.4rem 0;border:0;border-radius:.5rem;font-size:1.125rem}
.pay{background:#0b6e3b;color:#fff}.cancel{background:#fff;color:#1a1a1a}
.ending{font-size:1.25rem;margin:1.5rem 0}small{color:#666}`

const frame = (title: string, body: string): string => `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body><main><h1>${escapeHtml(title)}</h1>${body}
<p><small>沙箱环境，不发生真实扣款</small></p></main></body></html>`
