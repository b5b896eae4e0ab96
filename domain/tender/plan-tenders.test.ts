// Catches: tenders that do not add up to the bill, a wallet charged for the insurer's part, a fen nobody bears.
import { type Fen, fen, formatYuan, parseYuan, sum, ZERO } from '@medsettle/money'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Adjudication } from '../adjudication/adjudication.ts'
import { BrokenInvariant, RefusalError } from '../identity/refusal.ts'
import { planTenders, type WalletShare } from './plan-tenders.ts'

fc.configureGlobal({ seed: 20261121 })

const NO_FUNDS = {
  cvlserv_pay: ZERO,
  hifes_pay: ZERO,
  hifmi_pay: ZERO,
  hifob_pay: ZERO,
  hifdm_pay: ZERO,
  maf_pay: ZERO,
  oth_pay: ZERO,
}

interface Parts {
  readonly pooled: Fen
  readonly aid: Fen
  readonly account: Fen
  readonly hospital: Fen
  readonly cash: Fen
}

function adjudicationOf({ pooled, aid, account, hospital, cash }: Parts): Adjudication {
  const total = sum([pooled, aid, account, hospital, cash])
  return {
    by: 'insurer',
    total,
    ownExpense: ZERO,
    overLimit: ZERO,
    selfPayFirst: ZERO,
    inScope: total,
    deductible: ZERO,
    pooledFund: pooled,
    pooledFundRatio: '0.65',
    supplementary: { ...NO_FUNDS, maf_pay: aid },
    fundTotal: sum([pooled, aid]),
    personPart: sum([account, cash]),
    personalAccount: account,
    familyAccount: ZERO,
    cash,
    hospitalPart: hospital,
    reasons: [],
  }
}

/** `pooled aid account hospital cash` in yuan */
const partsOf = (text: string): Parts => {
  const [pooled = ZERO, aid = ZERO, account = ZERO, hospital = ZERO, cash = ZERO] = text.split(' ').map(parseYuan)
  return { pooled, aid, account, hospital, cash }
}
/** `wechat-pay=10.00 alipay` */
const walletsOf = (text: string): WalletShare[] =>
  text === ''
    ? []
    : text.split(' ').map((each) => {
        const [channel = '', amount] = each.split('=')
        return amount === undefined ? { channel } : { channel, amount: parseYuan(amount) }
      })
const plan = (parts: string, wallets: string) =>
  planTenders(adjudicationOf(partsOf(parts)), { insuranceChannel: 'nhsa', wallets: walletsOf(wallets) })

const show = (parts: string, wallets: string): string =>
  plan(parts, wallets)
    .tenders.map((each) => `${each.tenderNo} ${each.payer}@${each.channel} ${formatYuan(each.amount)}`)
    .join(' | ')

const PLANS = [
  ['65.00 0 0 0 35.00', 'wechat-pay', '1 pooledFund@nhsa 65.00 | 2 selfPay@wechat-pay 35.00'],
  ['0 0 0 0 35.00', 'alipay', '1 selfPay@alipay 35.00'],
  ['65.00 0 35.00 0 0', '', '1 pooledFund@nhsa 65.00 | 2 personalAccount@nhsa 35.00'],
  ['65.00 0 35.00 0 0', 'wechat-pay', '1 pooledFund@nhsa 65.00 | 2 personalAccount@nhsa 35.00'],
  [
    '50.00 10.00 20.00 5.00 15.00',
    'wechat-pay=4.99 alipay',
    '1 pooledFund@nhsa 50.00 | 2 supplementaryFund@nhsa 10.00 | 3 personalAccount@nhsa 20.00 | 4 hospital@nhsa 5.00 | 5 selfPay@wechat-pay 4.99 | 6 selfPay@alipay 10.01',
  ],
  ['0 0 0 0 10.00', 'alipay wechat-pay=10.00', '1 selfPay@wechat-pay 10.00'],
  ['0 0 0 0 10.00', 'wechat-pay=3.00 wechat-pay=7.00', '1 selfPay@wechat-pay 3.00 | 2 selfPay@wechat-pay 7.00'],
] as const

describe('planTenders', () => {
  it.each(PLANS)('%s by %s', (parts, wallets, expected) => expect(show(parts, wallets)).toBe(expected))

  it.each([
    ['0 0 0 0 10.00', '', 'TENDER_NO_WALLET'],
    ['0 0 0 0 10.00', 'alipay=9.99', 'TENDER_AMOUNT_MISMATCH'],
    ['0 0 0 0 10.00', 'alipay=10.01', 'TENDER_AMOUNT_MISMATCH'],
    ['0 0 0 0 10.00', 'alipay=10.01 wechat-pay', 'TENDER_AMOUNT_MISMATCH'],
    ['65.00 0 0 0 0', 'alipay=0.01', 'TENDER_AMOUNT_MISMATCH'],
    ['0 0 0 0 10.00', 'alipay=10.00 wechat-pay=0.00', 'TENDER_AMOUNT_NOT_POSITIVE'],
    ['0 0 0 0 10.00', 'alipay=11.00 wechat-pay=-1.00', 'TENDER_AMOUNT_NOT_POSITIVE'],
    ['0 0 0 0 10.00', 'alipay wechat-pay', 'TENDER_REST_TWICE'],
    ['65.00 0 0 0 10.00', 'nhsa', 'TENDER_WALLET_IS_INSURANCE'],
  ])('%s by "%s" is refused: %s', (parts, wallets, code) => {
    expect(() => plan(parts, wallets)).toThrowError(RefusalError)
    expect(() => plan(parts, wallets)).toThrowError(code)
  })

  it('stops an insurer answer that does not add up before anybody is charged', () => {
    const lying = { ...adjudicationOf(partsOf('65.00 0 0 0 35.00')), fundTotal: parseYuan('64.00') }
    expect(() => planTenders(lying, { insuranceChannel: 'nhsa', wallets: [{ channel: 'alipay' }] })).toThrowError(
      BrokenInvariant,
    )
  })

  it('always adds up, numbers from one, drops what is zero', () => {
    const amount = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 10_000_000 })).map(fen)
    const parts = fc.record({ pooled: amount, aid: amount, account: amount, hospital: amount, cash: amount })
    fc.assert(
      fc.property(parts, fc.array(fc.integer({ min: 1, max: 3_000_000 }).map(fen), { maxLength: 4 }), (each, given) => {
        const fixed = given.filter((_, index) => sum(given.slice(0, index + 1)) <= each.cash)
        const wallets = [...fixed.map((amount) => ({ channel: 'alipay', amount })), { channel: 'wechat-pay' }]
        const made = planTenders(adjudicationOf(each), { insuranceChannel: 'nhsa', wallets })
        expect(sum(made.tenders.map((tender) => tender.amount))).toBe(made.total)
        expect(made.tenders.map((tender) => tender.tenderNo)).toEqual(made.tenders.map((_, index) => index + 1))
        expect(made.tenders.every((tender) => tender.amount > 0)).toBe(true)
        const cash = made.tenders.filter((tender) => tender.payer === 'selfPay')
        expect(sum(cash.map((tender) => tender.amount))).toBe(each.cash)
      }),
    )
  })
})
