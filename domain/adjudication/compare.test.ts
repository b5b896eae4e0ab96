// Catches: a difference between the insurer's answer and our expectation that nobody hears of, and an own result that does
// not add up and is used all the same.
import { fen, parseYuan, ZERO } from '@medsettle/money'
import { describe, expect, it } from 'vitest'
import { BrokenInvariant } from '../identity/refusal.ts'
import { lowerAccumulators } from './accumulators.ts'
import type { Adjudication } from './adjudication.ts'
import { checkIdentities, findIdentityBreaks } from './check-identities.ts'
import { compareAdjudications } from './compare.ts'
import { billOf, linesOf } from './fixtures/bill-of.ts'
import { adjudicateSelfPay, NO_FUNDS } from './self-pay.ts'

const ours: Adjudication = {
  ...adjudicateSelfPay(billOf(linesOf('甲 1×100.00'), null)),
  by: 'engine',
  ownExpense: ZERO,
  inScope: parseYuan('100.00'),
  pooledFund: parseYuan('65.00'),
  pooledFundRatio: '0.65',
  fundTotal: parseYuan('65.00'),
  personPart: parseYuan('35.00'),
  cash: parseYuan('35.00'),
}

describe('the shadow check', () => {
  it('says nothing when both agree, however the ratio is written', () => {
    expect(compareAdjudications({ ...ours, by: 'insurer', pooledFundRatio: '0.6500' }, ours)).toEqual([])
  })

  it('names each field by both names, with the amounts and the gap', () => {
    const insurer: Adjudication = {
      ...ours,
      pooledFund: parseYuan('60.00'),
      supplementary: { ...NO_FUNDS, maf_pay: parseYuan('5.01') },
      pooledFundRatio: '',
    }
    expect(compareAdjudications(insurer, ours)).toEqual([
      {
        field: 'pooledFund',
        wireField: 'hifp_pay',
        insurer: '60.00',
        ours: '65.00',
        offBy: -500,
        message: '统筹基金：医保返回 60.00 元，本地计算 65.00 元，差 -5.00 元',
      },
      {
        field: 'supplementary.maf_pay',
        wireField: 'maf_pay',
        insurer: '5.01',
        ours: '0.00',
        offBy: 501,
        message: 'maf_pay：医保返回 5.01 元，本地计算 0.00 元，差 5.01 元',
      },
      {
        field: 'pooledFundRatio',
        wireField: 'pool_prop_selfpay',
        insurer: '',
        ours: '0.65',
        offBy: null,
        message: '统筹支付比例：医保返回 （空），本地 0.65',
      },
    ])
  })

  it('sees a single fen in every amount field', () => {
    const amounts = Object.entries(ours).filter(([, value]) => typeof value === 'number')
    for (const [field, value] of amounts) {
      const insurer = { ...ours, [field]: fen((value as number) + 1) }
      expect(compareAdjudications(insurer, ours).map((each) => [each.field, each.offBy])).toEqual([[field, 1]])
    }
    expect(amounts.length).toBe(13)
  })
})

describe('identities', () => {
  it.each([
    ['I1', { inScope: parseYuan('99.99') }, 1],
    ['I2', { personPart: parseYuan('35.01'), cash: parseYuan('35.01') }, -1],
    ['I3', { personalAccount: parseYuan('1.00') }, -100],
    ['I4', { supplementary: { ...NO_FUNDS, oth_pay: parseYuan('0.01') } }, -1],
    ['NOT_NEGATIVE', { cash: parseYuan('-1.00'), personalAccount: parseYuan('36.00') }, -100],
  ])('%s is found broken, with the fen', (identity, change, offBy) => {
    const broken = { ...ours, ...change }
    expect(findIdentityBreaks(broken).map((each) => [each.identity, each.offBy])).toEqual([[identity, offBy]])
    expect(() => checkIdentities(broken)).toThrowError(BrokenInvariant)
  })

  it('a hospital share belongs to I2', () => {
    const shared = {
      ...ours,
      hospitalPart: parseYuan('5.00'),
      personPart: parseYuan('30.00'),
      cash: parseYuan('30.00'),
    }
    expect(findIdentityBreaks(shared)).toEqual([])
  })
})

describe('accumulators', () => {
  it('a cancel of what was never counted is stopped', () => {
    expect(() => lowerAccumulators({ deductible: ZERO, pooled: ZERO }, ours)).toThrowError(BrokenInvariant)
  })
})
