// Catches: a patient or a fund charged another amount than the policy says, on any level, age, plan or limit.
// Expected amounts were computed outside this code, with exact fractions, from the arithmetic of facts/nhsa.md §4 and the
// sample policy.
import { formatYuan, parseYuan } from '@medsettle/money'
import { describe, expect, it } from 'vitest'
import { RefusalError } from '../identity/refusal.ts'
import { adjudicate } from './adjudicate.ts'
import type { Adjudication } from './adjudication.ts'
import { compilePolicy } from './compile-policy.ts'
import { billOf, coverOf, linesOf } from './fixtures/bill-of.ts'
import sample from './policies/sample-330100.json' with { type: 'json' }
import type { HospitalLevel } from './policy.ts'

const policy = compilePolicy(sample)

/**
 * who: insurance, person type, hospital level, age | the lines | deductible and pooled fund already used, account balance
 * (`-`: account not used) | total, 全自费, 超限价, 先行自付, 符合范围, 起付线, 统筹基金, 个人账户, 个人现金. Yuan.
 */
const BOOK: readonly (readonly [who: string, lines: string, before: string, after: string])[] = [
  ['310 11 1 45', '甲 10×20.00', '0 0 -', '200.00 0.00 0.00 0.00 200.00 200.00 0.00 0.00 200.00'],
  ['310 11 1 45', '甲 10×50.00', '0 0 -', '500.00 0.00 0.00 0.00 500.00 300.00 170.00 0.00 330.00'],
  ['310 11 2 45', '甲 10×50.00', '0 0 -', '500.00 0.00 0.00 0.00 500.00 300.00 150.00 0.00 350.00'],
  ['310 11 3 45', '甲 10×50.00', '0 0 -', '500.00 0.00 0.00 0.00 500.00 300.00 130.00 0.00 370.00'],
  ['310 11 3 45', '甲 10×50.00', '0 0 1000.00', '500.00 0.00 0.00 0.00 500.00 300.00 130.00 370.00 0.00'],
  ['310 11 3 45', '甲 10×50.00', '0 0 120.50', '500.00 0.00 0.00 0.00 500.00 300.00 130.00 120.50 249.50'],
  ['310 11 3 45', '甲 10×50.00', '100.00 0 -', '500.00 0.00 0.00 0.00 500.00 200.00 195.00 0.00 305.00'],
  ['310 11 3 45', '甲 10×50.00', '300.00 1000.00 -', '500.00 0.00 0.00 0.00 500.00 0.00 325.00 0.00 175.00'],
  ['310 11 3 45', '甲 10×50.00', '450.00 1000.00 -', '500.00 0.00 0.00 0.00 500.00 0.00 325.00 0.00 175.00'],
  ['310 12 1 69', '甲 10×50.00', '0 0 -', '500.00 0.00 0.00 0.00 500.00 200.00 270.00 0.00 230.00'],
  ['310 12 1 70', '甲 10×50.00', '0 0 -', '500.00 0.00 0.00 0.00 500.00 200.00 276.00 0.00 224.00'],
  ['310 12 2 69', '甲 10×50.00', '0 0 -', '500.00 0.00 0.00 0.00 500.00 200.00 240.00 0.00 260.00'],
  ['310 12 2 70', '甲 10×50.00', '0 0 -', '500.00 0.00 0.00 0.00 500.00 200.00 252.00 0.00 248.00'],
  ['310 12 3 69', '甲 10×50.00', '0 0 -', '500.00 0.00 0.00 0.00 500.00 200.00 210.00 0.00 290.00'],
  ['310 12 3 70', '甲 10×50.00', '0 0 -', '500.00 0.00 0.00 0.00 500.00 200.00 222.00 0.00 278.00'],
  ['390 14 1 17', '甲 10×50.00', '0 0 -', '500.00 0.00 0.00 0.00 500.00 200.00 195.00 0.00 305.00'],
  ['390 14 1 18', '甲 10×50.00', '0 0 -', '500.00 0.00 0.00 0.00 500.00 200.00 180.00 0.00 320.00'],
  ['390 15 2 17', '甲 10×50.00', '0 0 -', '500.00 0.00 0.00 0.00 500.00 200.00 165.00 0.00 335.00'],
  ['390 15 2 18', '甲 10×50.00', '0 0 -', '500.00 0.00 0.00 0.00 500.00 200.00 150.00 0.00 350.00'],
  ['390 16 3 17', '甲 10×50.00', '0 0 -', '500.00 0.00 0.00 0.00 500.00 200.00 135.00 0.00 365.00'],
  ['390 16 3 18', '甲 10×50.00', '0 0 -', '500.00 0.00 0.00 0.00 500.00 200.00 120.00 0.00 380.00'],
  ['390 14 3 60', '甲 10×50.00', '0 0 800.00', '500.00 0.00 0.00 0.00 500.00 200.00 120.00 0.00 380.00'],
  ['310 11 3 45', '乙20% 1×1000.00', '300.00 0 -', '1000.00 0.00 0.00 200.00 800.00 0.00 520.00 0.00 480.00'],
  [
    '310 11 3 45',
    '乙20% 1×1000.00；丙 1×88.80',
    '300.00 0 150.00',
    '1088.80 88.80 0.00 200.00 800.00 0.00 520.00 150.00 418.80',
  ],
  ['310 11 3 45', '丙 3×66.66', '0 0 500.00', '199.98 199.98 0.00 0.00 0.00 0.00 0.00 0.00 199.98'],
  ['310 11 3 45', '甲≤18.00 1×50.00', '300.00 0 500.00', '50.00 0.00 32.00 0.00 18.00 0.00 11.70 6.30 32.00'],
  [
    '310 11 3 45',
    '乙10%≤180.00 2×200.00',
    '300.00 0 500.00',
    '400.00 0.00 40.00 36.00 324.00 0.00 210.60 149.40 40.00',
  ],
  ['310 11 3 45', '乙10%≤180.00 2×180.00', '300.00 0 -', '360.00 0.00 0.00 36.00 324.00 0.00 210.60 0.00 149.40'],
  ['310 11 2 45', '甲 1×6000.00', '0 4000.00 -', '6000.00 0.00 0.00 0.00 6000.00 300.00 1000.00 0.00 5000.00'],
  ['310 11 2 45', '甲 1×6000.00', '0 5000.00 900.00', '6000.00 0.00 0.00 0.00 6000.00 300.00 0.00 900.00 5100.00'],
  ['310 11 2 45', '甲 1×6000.00', '0 5200.00 -', '6000.00 0.00 0.00 0.00 6000.00 300.00 0.00 0.00 6000.00'],
  ['390 14 1 30', '甲 1×3000.00', '200.00 0 -', '3000.00 0.00 0.00 0.00 3000.00 0.00 1500.00 0.00 1500.00'],
  [
    '310 12 1 72',
    '甲 1×8000.00；乙5% 1×1580.00',
    '200.00 0 -',
    '9580.00 0.00 0.00 79.00 9501.00 0.00 7000.00 0.00 2580.00',
  ],
  ['310 11 3 45', '甲 3×100.00；甲 -1×100.00', '0 0 -', '200.00 0.00 0.00 0.00 200.00 200.00 0.00 0.00 200.00'],
  [
    '310 11 3 45',
    '乙15% 4×33.33；乙15% -1×33.33；丙 1×10.00',
    '300.00 0 20.00',
    '109.99 10.00 0.00 15.00 84.99 0.00 55.24 20.00 34.75',
  ],
  ['310 11 3 45', '甲≤3.50 10×4.20；甲≤3.50 -4×4.20', '300.00 0 -', '25.20 0.00 4.20 0.00 21.00 0.00 13.65 0.00 11.55'],
  ['310 11 3 45', '甲 3×0.335；甲 1×0.01', '300.00 0 -', '1.02 0.00 0.00 0.00 1.02 0.00 0.66 0.00 0.36'],
  ['310 12 1 72', '甲 1×0.01', '200.00 0 -', '0.01 0.00 0.00 0.00 0.01 0.00 0.01 0.00 0.00'],
  ['310 12 1 72', '乙50% 1×0.01', '200.00 0 -', '0.01 0.00 0.00 0.01 0.00 0.00 0.00 0.00 0.01'],
  [
    '390 14 3 10',
    '甲 7×14.29；乙30% 2.5×9.99；丙 1×0.99',
    '150.00 100.00 30.00',
    '126.00 0.99 0.00 7.49 117.52 50.00 30.38 0.00 95.62',
  ],
]

function settle(who: string, lines: string, before: string): Adjudication {
  const [insurance, personType, level, age] = who.split(' ')
  const [deductible, pooled, balance] = before.split(' ')
  const cover = coverOf(`${insurance} ${personType} ${age}`, balance !== '-')
  return adjudicate(
    billOf(linesOf(lines), cover),
    policy,
    { deductible: parseYuan(deductible!), pooled: parseYuan(pooled!) },
    {
      hospitalLevel: level as HospitalLevel,
      accountBalance: parseYuan(balance === '-' ? '1000000.00' : balance!),
      date: '2026-11-21',
    },
  )
}

const show = (a: Adjudication): string =>
  [a.total, a.ownExpense, a.overLimit, a.selfPayFirst, a.inScope, a.deductible, a.pooledFund, a.personalAccount, a.cash]
    .map(formatYuan)
    .join(' ')

describe('the account book', () => {
  it.each(BOOK)('%s | %s | %s', (who, lines, before, after) => {
    expect(show(settle(who, lines, before))).toBe(after)
  })

  it('has the lines a reader can check by head', () => {
    expect(BOOK.length).toBeGreaterThanOrEqual(30)
  })
})

const CLAUSE = "依据：MedSettle sample policy, not any city's（sample-330100，版本 2026.1，2026-01-01 起）"

describe('reasons', () => {
  it('say who pays what and why, with the clause', () => {
    const a = settle('310 11 3 45', '乙10%≤180.00 2×200.00；丙 1×88.80；甲 1×100.00', '100.00 0 150.00')
    expect(a.reasons.map((reason) => `${reason.title} ${formatYuan(reason.amount)} ${reason.because}`)).toEqual([
      `全自费 88.80 1 条丙类或目录外明细，由个人全额负担。${CLAUSE}`,
      `超限价 40.00 1 条明细的单价高于医保限价，高出部分由个人负担。${CLAUSE}`,
      `先行自付 36.00 1 条乙类明细，按目录比例由个人先行负担。${CLAUSE}`,
      `符合政策范围 424.00 总额减去全自费、超限价和先行自付。${CLAUSE}`,
      `起付线 200.00 年度起付线 300.00 元，此前已累计 100.00 元。${CLAUSE}`,
      `统筹基金 145.60 （424.00 − 200.00）× 65%（职工医保、人员类别 11、45 岁、三级医院）。${CLAUSE}`,
      `按比例自付 78.40 起付线以上符合政策范围的费用中，统筹基金支付 65% 之外的部分。${CLAUSE}`,
      `个人账户 150.00 账户余额 150.00 元，可支付：起付线、先行自付、按比例自付、超封顶线。${CLAUSE}`,
      `个人现金 293.20 个人负担 443.20 元减去个人账户支付 150.00 元。${CLAUSE}`,
    ])
  })

  it('tell a patient why the fund pays nothing', () => {
    const a = settle('310 11 1 45', '甲 10×20.00', '0 0 -')
    expect(a.reasons.find((reason) => reason.title === '统筹基金')).toMatchObject({
      amount: 0,
      because: `符合政策范围的费用未超过起付线，统筹基金不支付。${CLAUSE}`,
    })
  })

  it('name the ceiling that cut the fund', () => {
    const a = settle('310 11 2 45', '甲 1×6000.00', '0 4000.00 -')
    expect(a.reasons.find((reason) => reason.title === '超封顶线')).toMatchObject({
      amount: 327500,
      because: `年度封顶线 5,000.00 元，此前已支付 4,000.00 元，超出额度由个人负担。${CLAUSE}`,
    })
  })

  it('carry the policy they rest on', () => {
    expect(settle('310 11 1 45', '甲 1×1.00', '0 0 -').policy).toEqual({
      id: 'sample-330100',
      version: '2026.1',
      source: "MedSettle sample policy, not any city's",
    })
  })
})

describe('without cover', () => {
  it('everything is own expense, in cash', () => {
    const bill = billOf(linesOf('甲 1×100.00；乙20% 1×50.00'), null)
    const nothing = { deductible: parseYuan('0'), pooled: parseYuan('0') }
    const a = adjudicate(bill, policy, nothing, {
      hospitalLevel: '1',
      accountBalance: parseYuan('0'),
      date: '2026-11-21',
    })
    expect([a.by, show(a)]).toEqual(['selfPay', '150.00 150.00 0.00 0.00 0.00 0.00 0.00 0.00 150.00'])
  })
})

describe('refusals', () => {
  const attempt = (change: { who?: string; date?: string; pooled?: string }): string => {
    try {
      const bill = billOf(linesOf('甲 1×100.00'), coverOf(change.who ?? '310 11 45'))
      const used = { deductible: parseYuan('0'), pooled: parseYuan(change.pooled ?? '0') }
      const date = change.date ?? '2026-11-21'
      adjudicate(bill, policy, used, { hospitalLevel: '3', accountBalance: parseYuan('0'), date })
    } catch (error) {
      if (error instanceof RefusalError) return error.refusal.code
      throw error
    }
    return 'accepted'
  }
  it.each([
    [{}, 'accepted'],
    [{ who: '310 14 45' }, 'ADJUDICATION_NO_PLAN'],
    [{ who: '310 11 201' }, 'ADJUDICATION_NO_PLAN'],
    [{ date: '2025-12-31' }, 'ADJUDICATION_POLICY_NOT_IN_FORCE'],
    [{ date: '2026-01-01' }, 'accepted'],
    [{ pooled: '-0.01' }, 'ADJUDICATION_BAD_FACTS'],
  ])('%j is %s', (change, code) => expect(attempt(change)).toBe(code))
})
