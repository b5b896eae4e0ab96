// Catches: more given back than was taken, a part of an insurance settlement taken back, the hospital's own share paid out.
import { type Fen, fen, formatYuan, parseYuan, sum } from '@medsettle/money'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BrokenInvariant, RefusalError } from '../identity/refusal.ts'
import type { Payer } from './tender.ts'
import { type TakenTender, walkBack } from './walk-back.ts'

fc.configureGlobal({ seed: 20261121 })

const PAYERS: Record<string, Payer> = {
  统筹: 'pooledFund',
  账户: 'personalAccount',
  医院: 'hospital',
  微信: 'selfPay',
  支付宝: 'selfPay',
}

/** `统筹 65.00, 微信 35.00-10.00`: taken minus already given back */
const takenOf = (text: string): TakenTender[] =>
  text.split(', ').map((each, index) => {
    const [who = '', amounts = ''] = each.split(' ')
    const [amount = '', refunded = '0'] = amounts.split('-')
    const channel = { 微信: 'wechat-pay', 支付宝: 'alipay' }[who] ?? 'nhsa'
    return {
      tenderNo: index + 1,
      payer: PAYERS[who]!,
      channel,
      amount: parseYuan(amount),
      refunded: parseYuan(refunded),
    }
  })

const show = (amount: string, taken: string): string => {
  const back = walkBack(parseYuan(amount), takenOf(taken))
  const wallet = back.wallet.map((part) => `${part.tenderNo} ${part.channel} ${formatYuan(part.amount)}`)
  return [...wallet, `insurance ${back.insurance}`].join(' | ')
}

const BOOK = [
  ['35.00', '微信 35.00', '1 wechat-pay 35.00 | insurance none'],
  ['0.01', '微信 35.00-34.99', '1 wechat-pay 0.01 | insurance none'],
  ['10.00', '统筹 65.00, 微信 35.00', '2 wechat-pay 10.00 | insurance none'],
  ['35.00', '统筹 65.00, 微信 35.00', '2 wechat-pay 35.00 | insurance none'],
  ['100.00', '统筹 65.00, 微信 35.00', '2 wechat-pay 35.00 | insurance whole'],
  ['90.00', '统筹 65.00, 微信 35.00-10.00', '2 wechat-pay 25.00 | insurance whole'],
  ['65.00', '统筹 65.00, 微信 35.00-35.00', 'insurance whole'],
  ['65.00', '统筹 40.00, 账户 25.00', 'insurance whole'],
  ['12.00', '统筹 65.00, 微信 30.00, 支付宝 5.00', '3 alipay 5.00 | 2 wechat-pay 7.00 | insurance none'],
  ['12.00', '微信 30.00, 支付宝 5.00-5.00', '1 wechat-pay 12.00 | insurance none'],
  ['35.00', '统筹 65.00-65.00, 微信 35.00', '2 wechat-pay 35.00 | insurance none'],
  ['90.00', '统筹 60.00, 医院 10.00, 微信 30.00', '3 wechat-pay 30.00 | insurance whole'],
] as const

const REFUSED = [
  ['0.00', '微信 35.00', 'REFUND_NOT_POSITIVE: 退款金额须大于零；可退 35.00 元'],
  ['-1.00', '微信 35.00', 'REFUND_NOT_POSITIVE'],
  ['35.01', '微信 35.00', 'REFUND_EXCEEDS_TAKEN: 申请退款 35.01 元；可退 35.00 元'],
  ['0.01', '微信 35.00-35.00', 'REFUND_EXCEEDS_TAKEN: 申请退款 0.01 元；可退 0.00 元'],
  ['100.00', '统筹 60.00, 医院 10.00, 微信 30.00', 'REFUND_EXCEEDS_TAKEN'],
  [
    '35.01',
    '统筹 65.00, 微信 35.00',
    'REFUND_NEEDS_WHOLE_INSURANCE: 申请退款 35.01 元超过自付部分，医保部分只能整单退；自付部分可退 35.00 元，整单可退 100.00 元',
  ],
  ['65.00', '统筹 65.00, 微信 35.00', 'REFUND_NEEDS_WHOLE_INSURANCE'],
  ['1.00', '统筹 65.00, 账户 35.00', 'REFUND_NEEDS_WHOLE_INSURANCE'],
  ['35.01', '统筹 65.00-65.00, 微信 35.00', 'REFUND_EXCEEDS_TAKEN'],
] as const

describe('walkBack', () => {
  it.each(BOOK)('%s of %s', (amount, taken, expected) => expect(show(amount, taken)).toBe(expected))

  it.each(REFUSED)('%s of %s is refused', (amount, taken, message) => {
    expect(() => show(amount, taken)).toThrowError(RefusalError)
    expect(() => show(amount, taken)).toThrowError(message)
  })

  it.each(['微信 35.00-35.01', '统筹 65.00-1.00, 微信 35.00'])('stops on tenders that cannot be: %s', (taken) => {
    expect(() => show('1.00', taken)).toThrowError(BrokenInvariant)
  })

  const wallet = fc
    .tuple(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 0, max: 100 }))
    .map(([amount, percent]) => ({ amount, refunded: Math.floor((amount * percent) / 100) }))
  const tenders = fc
    .tuple(fc.nat(100_000), fc.boolean(), fc.array(wallet, { maxLength: 4 }))
    .map(([fund, back, list]) => {
      const insured =
        fund === 0 ? [] : [{ payer: 'pooledFund' as const, channel: 'nhsa', amount: fund, refunded: back ? fund : 0 }]
      const wallets = list.map((each) => ({ payer: 'selfPay' as const, channel: 'alipay', ...each }))
      return [...insured, ...wallets].map(
        (each, index): TakenTender => ({
          ...each,
          tenderNo: index + 1,
          amount: fen(each.amount),
          refunded: fen(each.refunded),
        }),
      )
    })

  it('gives exactly what was asked, to nobody more than is left, or refuses', () => {
    fc.assert(
      fc.property(tenders, fc.integer({ min: -10, max: 300_000 }).map(fen), (taken, amount) => {
        const back = attempt(amount, taken)
        if (back === null) return
        const insured = sum(
          taken.filter((each) => each.payer !== 'selfPay').map((each) => fen(each.amount - each.refunded)),
        )
        const given = sum(back.wallet.map((part) => part.amount)) + (back.insurance === 'whole' ? insured : 0)
        expect(given).toBe(amount)
        for (const part of back.wallet) {
          const tender = taken.find((each) => each.tenderNo === part.tenderNo)!
          expect(part.amount).toBeLessThanOrEqual(tender.amount - tender.refunded)
        }
        expect(back.wallet.map((part) => part.tenderNo)).toEqual(
          [...back.wallet.map((part) => part.tenderNo)].sort((a, b) => b - a),
        )
      }),
    )
  })

  it('one refund after another never gives more than the wallets took', () => {
    fc.assert(
      fc.property(
        tenders,
        fc.array(fc.integer({ min: 1, max: 50_000 }).map(fen), { maxLength: 12 }),
        (taken, wishes) => {
          let state = taken
          for (const wish of wishes) {
            const back = attempt(wish, state)
            if (back === null) continue
            state = state.map((tender): TakenTender => {
              if (tender.payer !== 'selfPay')
                return back.insurance === 'whole' ? { ...tender, refunded: tender.amount } : tender
              const part = back.wallet.find((each) => each.tenderNo === tender.tenderNo)
              return part ? { ...tender, refunded: fen(tender.refunded + part.amount) } : tender
            })
          }
          expect(state.every((tender) => tender.refunded <= tender.amount)).toBe(true)
        },
      ),
    )
  })
})

function attempt(amount: Fen, taken: readonly TakenTender[]) {
  try {
    return walkBack(amount, taken)
  } catch (error) {
    if (error instanceof RefusalError) return null
    throw error
  }
}
