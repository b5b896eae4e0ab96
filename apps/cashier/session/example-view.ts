import { type Fen, parseYuan, subtract } from '@medsettle/money'
import type { CashierView } from '../view.ts'

/** 2026-11-21 09:00 in China. */
export const NINE = '2026-11-21T01:00:00.000Z'

/** `NINE` plus seconds. */
export const later = (seconds: number): string => new Date(Date.parse(NINE) + seconds * 1000).toISOString()

/** A bill of 260.60 yuan: the pooled fund pays 80.00, the personal account 40.60, the patient 140.00. For tests. */
export function exampleView(changes: Partial<CashierView> = {}): CashierView {
  const cash = changes.cash ?? parseYuan('140.00')
  return {
    orderId: 'po_EXAMPLE',
    version: 1,
    status: 'quoted',
    institution: { name: '测试互联网医院' },
    patientMasked: '患*甲',
    bill: { hisBillNo: 'HIS-1', total: parseYuan('260.60'), lines: EXAMPLE_LINES },
    payers: payersWith(cash),
    reasons: [],
    cash,
    needsStepUp: false,
    channels: [
      offer('wechat-pay', '微信支付', ['native', 'jsapi', 'h5'], true),
      offer('alipay', '支付宝', ['native', 'h5'], false),
    ],
    chosenChannel: null,
    presentation: null,
    progress: [],
    receipt: null,
    refunded: parseYuan('0'),
    expiresAt: later(900),
    serverTime: NINE,
    ...changes,
  }
}

/** The same order with its wallet attempt open. */
export function chargingView(seconds: number, changes: Partial<CashierView> = {}): CashierView {
  return exampleView({
    status: 'charging',
    chosenChannel: 'wechat-pay',
    presentation: { kind: 'redirect', url: 'https://wallet.example/pay/1' },
    serverTime: later(seconds),
    ...changes,
  })
}

const EXAMPLE_LINES: CashierView['bill']['lines'] = [
  { name: '测试药片', quantity: '2.0000', unitPrice: '71.300000', amount: parseYuan('142.60'), itemClass: '甲' },
  { name: '测试复诊', quantity: '1', unitPrice: '118', amount: parseYuan('118.00'), itemClass: '丙' },
]

function payersWith(cash: Fen): CashierView['payers'] {
  const personalAccount = parseYuan('40.60')
  const pooledFund = subtract(subtract(parseYuan('260.60'), personalAccount), cash)
  const insured = [
    { tenderNo: 1, payer: 'pooledFund' as const, amount: pooledFund, channel: 'nhsa' },
    { tenderNo: 2, payer: 'personalAccount' as const, amount: personalAccount, channel: 'nhsa' },
  ]
  return cash === 0 ? insured : [...insured, { tenderNo: 3, payer: 'selfPay', amount: cash, channel: 'wechat-pay' }]
}

function offer(channel: string, title: string, products: readonly string[], recommended: boolean) {
  return { channel, title: { zh: title, en: channel }, products, recommended, healthy: true }
}
