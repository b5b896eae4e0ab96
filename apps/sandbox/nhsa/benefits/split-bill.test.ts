// Would catch: a deductible charged twice in a year, a fund paying past its ceiling, a ratio of the wrong level or age, an
// account paying what it may not or more than it has, any fen lost between the payers.
import { fen, formatYuan, parseYuan } from '@medsettle/money'
import { expect, test } from 'vitest'
import { SAMPLE_POLICY } from '../sample-world.ts'
import { parseExact } from '../wire/exact-json.ts'
import { type BenefitPolicy, readPolicy } from './policy.ts'
import { priceLine } from './price-line.ts'
import { findPlan, mirrored, splitBill } from './split-bill.ts'

const policy = readPolicy(parseExact(JSON.stringify(SAMPLE_POLICY))) as BenefitPolicy

const ITEMS = {
  甲: { listCode: 'JIA', name: '', itemClass: '甲', chargeCategory: '09', selfPayFirstRatio: '0', priceCeiling: null },
  乙: {
    listCode: 'YI',
    name: '',
    itemClass: '乙',
    chargeCategory: '09',
    selfPayFirstRatio: '0.10',
    priceCeiling: null,
  },
  丙: { listCode: 'B', name: '', itemClass: '丙', chargeCategory: '14', selfPayFirstRatio: '1', priceCeiling: null },
} as const

const WHO = {
  在职: { insutype: '310', psnType: '11', age: 40, hospitalLevel: '3' },
  在职一级: { insutype: '310', psnType: '11', age: 40, hospitalLevel: '1' },
  退休69: { insutype: '310', psnType: '12', age: 69, hospitalLevel: '3' },
  退休70: { insutype: '310', psnType: '12', age: 70, hospitalLevel: '3' },
  儿童17: { insutype: '390', psnType: '14', age: 17, hospitalLevel: '3' },
  居民18: { insutype: '390', psnType: '15', age: 18, hospitalLevel: '3' },
} as const

function paid(who: keyof typeof WHO, lines: string, deductible: string, pooled: string, account: string): string {
  const { plan, ratio } = findPlan(policy, WHO[who])!
  const splits = lines.split(' ').map((text) => priceLine('1', text.slice(1), ITEMS[text[0] as '甲']))
  const split = splitBill(splits, plan, ratio, {
    yearSoFar: { deductible: parseYuan(deductible), pooled: parseYuan(pooled) },
    usableAccount: parseYuan(account),
  })
  expect(split.pooled + split.account + split.cash).toBe(split.total)
  const { deductible: dedc, pooled: fund, aboveCeiling, account: acct, cash } = split
  return `起付 ${formatYuan(dedc)} 统筹 ${formatYuan(fund)} 超封顶 ${formatYuan(aboveCeiling)} 账户 ${formatYuan(acct)} 现金 ${formatYuan(cash)}`
}

test.each([
  // who          lines                    已付起付  已付统筹   账户余额
  ['在职', '甲100.00', '0', '0', '500', '起付 100.00 统筹 0.00 超封顶 0.00 账户 100.00 现金 0.00'],
  ['在职', '甲1000.00', '0', '0', '500', '起付 300.00 统筹 455.00 超封顶 0.00 账户 500.00 现金 45.00'],
  ['在职', '甲1000.00', '250.01', '0', '0', '起付 49.99 统筹 617.51 超封顶 0.00 账户 0.00 现金 382.49'],
  ['在职一级', '甲1000.00', '300', '0', '0', '起付 0.00 统筹 850.00 超封顶 0.00 账户 0.00 现金 150.00'],
  ['在职', '乙200.00 丙50.00', '300', '0', '500', '起付 0.00 统筹 117.00 超封顶 0.00 账户 83.00 现金 50.00'],
  ['在职', '甲100.00', '300', '4990.00', '500', '起付 0.00 统筹 10.00 超封顶 55.00 账户 90.00 现金 0.00'],
  ['在职', '甲100.00', '300', '5000.00', '0', '起付 0.00 统筹 0.00 超封顶 65.00 账户 0.00 现金 100.00'],
  ['在职', '甲0.10', '300', '0', '0', '起付 0.00 统筹 0.07 超封顶 0.00 账户 0.00 现金 0.03'],
  ['退休69', '甲33.33', '200', '0', '0', '起付 0.00 统筹 23.33 超封顶 0.00 账户 0.00 现金 10.00'],
  ['退休70', '甲33.33', '200', '0', '0', '起付 0.00 统筹 24.66 超封顶 0.00 账户 0.00 现金 8.67'],
  ['儿童17', '甲300.00', '0', '0', '999', '起付 200.00 统筹 45.00 超封顶 0.00 账户 0.00 现金 255.00'],
  ['居民18', '甲300.00', '0', '0', '999', '起付 200.00 统筹 40.00 超封顶 0.00 账户 0.00 现金 260.00'],
  ['在职', '甲100.00 甲-100.00', '0', '0', '500', '起付 0.00 统筹 0.00 超封顶 0.00 账户 0.00 现金 0.00'],
  ['在职', '丙100.00 甲-40.00', '300', '0', '500', '起付 0.00 统筹 -26.00 超封顶 0.00 账户 0.00 现金 86.00'],
] as const)('%s %s, paid so far %s and %s, account %s', (who, lines, deductible, pooled, account, expected) => {
  expect(paid(who, lines, deductible, pooled, account)).toBe(expected)
})

test('nobody outside the policy has a plan', () => {
  expect(findPlan(policy, { insutype: '310', psnType: '14', age: 30, hospitalLevel: '3' })).toBeNull()
  expect(findPlan(policy, { insutype: '390', psnType: '14', age: 30, hospitalLevel: '1' })).toBeNull()
})

test('a split and its mirror image leave nothing', () => {
  const { plan, ratio } = findPlan(policy, WHO.在职)!
  const insured = { yearSoFar: { deductible: fen(0), pooled: fen(0) }, usableAccount: fen(12_345) }
  const split = splitBill([priceLine('7', '123.457', ITEMS.乙)], plan, ratio, insured)
  const back = mirrored(split)
  const left = Object.keys(split).filter(
    (name) => name !== 'ratio' && Number(Reflect.get(split, name)) + Number(Reflect.get(back, name)) !== 0,
  )
  expect(left).toEqual([])
})
