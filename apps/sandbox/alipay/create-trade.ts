import { chinaDate } from '../core/china-time.ts'
import { ALPHANUMERIC, DIGITS, randomText } from '../core/world.ts'
import { OUT_TRADE_NO } from './business.ts'
import type { Call, Reply } from './call.ts'
import { payTrade } from './pay-trade.ts'
import { AlipayRefusal, businessFailed, invalidParameter } from './refusal.ts'
import { type Product, statusOf, type Trade, tradeBody } from './trade.ts'

/** alipay.trade.precreate: a code for the payer to scan. */
export function precreate(call: Call): Reply {
  const trade = createTrade(call, 'precreate')
  return { out_trade_no: trade.outTradeNo, qr_code: trade.qrCode }
}

/** alipay.trade.pay: the payer's bar code has been read, so the money moves at once unless the payer must confirm. */
export function payByBarCode(call: Call): Reply {
  call.business.text('auth_code', 64)
  const trade = createTrade(call, 'pay')
  if (call.misdeeds.declineCode === '10003') throw new AlipayRefusal('10003', '', '等待用户付款')
  payTrade(call.shop, trade)
  return {
    ...tradeBody(trade, call.shop.world.now()),
    gmt_payment: tradeBody(trade, call.shop.world.now()).send_pay_date,
  }
}

/** The same trade again is the same trade; the same number for something else is refused. */
export function createTrade(call: Call, product: Product): Trade {
  const { shop, account } = call
  const wanted = readTrade(call, product)
  const known = shop.trades.byOutTradeNo(account.appId, wanted.outTradeNo)
  if (known !== null) return repeat(call, known, wanted)
  const trade: Trade = { ...wanted, ...newIdentity(call, product) }
  shop.trades.keep(trade)
  if (shop.autoPayMs !== null && product !== 'pay') shop.world.after(shop.autoPayMs, () => payTrade(shop, trade))
  return trade
}

function repeat(call: Call, known: Trade, wanted: Wanted): Trade {
  if (known.total !== wanted.total || known.subject !== wanted.subject || known.product !== wanted.product)
    throw businessFailed('ACQ.CONTEXT_INCONSISTENT', '交易信息被篡改，与原交易不一致')
  const status = statusOf(known, call.shop.world.now())
  if (known.paidAt !== null) throw businessFailed('ACQ.TRADE_HAS_SUCCESS', '交易已被支付')
  if (status === 'TRADE_CLOSED') throw businessFailed('ACQ.TRADE_HAS_CLOSE', '交易已经关闭')
  return known
}

type Wanted = Omit<Trade, 'tradeNo' | 'buyerId' | 'qrCode'>

function readTrade(call: Call, product: Product): Wanted {
  const { business, account, shop } = call
  const outTradeNo = business.text('out_trade_no', 64)
  if (!OUT_TRADE_NO.test(outTradeNo)) throw invalidParameter('参数 out_trade_no 只能是字母、数字、下划线与减号')
  checkProductCode(call, product)
  const now = shop.world.now()
  return {
    institution: account.institution,
    appId: account.appId,
    sellerId: account.sellerId,
    outTradeNo,
    product,
    subject: business.text('subject', 256),
    passback: business.optionalText('passback_params', 512),
    total: business.fen('total_amount'),
    notifyUrl: readUrl(call.notifyUrl, 'notify_url'),
    returnUrl: readUrl(call.returnUrl, 'return_url'),
    expiresAt: readExpiry(call, now),
    createdAt: now.toISOString(),
    scanned: product !== 'precreate',
    status: 'WAIT_BUYER_PAY',
    paidAt: null,
    refunds: [],
  }
}

/** alipay.md §3 */
const PRODUCT_CODES: Partial<Record<Product, string>> = { page: 'FAST_INSTANT_TRADE_PAY', wap: 'QUICK_WAP_WAY' }

function checkProductCode(call: Call, product: Product): void {
  const expected = PRODUCT_CODES[product]
  const given = call.business.optionalText('product_code', 64)
  if (expected !== undefined && given !== null && given !== expected)
    throw invalidParameter(`参数 product_code 应为 ${expected}`)
}

function readUrl(url: string | null, name: string): string | null {
  if (url !== null && !/^https?:\/\/\S+$/.test(url)) throw invalidParameter(`参数 ${name} 不是有效的网址`)
  return url
}

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** `time_expire` in China time, or `timeout_express` such as `90m`, `2h`, `1d` [R] */
function readExpiry(call: Call, now: Date): string | null {
  const at = call.business.optionalText('time_expire', 32)
  if (at !== null) {
    const millis = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(at)
      ? Date.parse(`${at.replace(' ', 'T')}+08:00`)
      : Number.NaN
    if (!(millis > now.getTime())) throw invalidParameter('参数 time_expire 应为晚于当前时间的 yyyy-MM-dd HH:mm:ss')
    return new Date(millis).toISOString()
  }
  const span = call.business.optionalText('timeout_express', 8)
  if (span === null) return null
  const match = /^([1-9]\d{0,4})([mhd])$/.exec(span)
  if (match === null) throw invalidParameter('参数 timeout_express 应为 90m、2h、1d 的形式')
  return new Date(now.getTime() + Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS]).toISOString()
}

/** tradeNo: China date 8, `22001`, sequence 10, chance 5 = 28 digits */
function newIdentity(call: Call, product: Product): Pick<Trade, 'tradeNo' | 'buyerId' | 'qrCode'> {
  const { world, trades } = call.shop
  const sequence = trades.nextSequence()
  const date = chinaDate(world.now()).replaceAll('-', '')
  const code = `${sequence.toString(36).padStart(6, '0')}${randomText(world, 10, ALPHANUMERIC.toLowerCase())}`
  return {
    tradeNo: `${date}22001${sequence.toString().padStart(10, '0')}${randomText(world, 5, DIGITS)}`,
    buyerId: `2088${randomText(world, 12, DIGITS)}`,
    qrCode: product === 'precreate' ? `https://qr.alipay.com/bax${code}` : null,
  }
}
