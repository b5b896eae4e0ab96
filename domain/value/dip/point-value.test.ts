// Would catch: a settlement value that forgets the reimbursement ratio, a budget value that does not, a weight of a year lost.
import { parseYuan } from '@medsettle/money'
import { ratioOf, ratioText } from '@medsettle/money/ratio'
import { expect, test } from 'vitest'
import { budgetPointValue, settlementPointValue } from './point-value.ts'

const YEARS = [
  ['1000000', '1'],
  ['1100000', '2'],
  ['1200000', '7'],
].map(([total, weight]) => ({ total: parseYuan(total!), weight: ratioOf(weight!) }))

test('budget: total cost weighted 1 : 2 : 7 ÷ points', () =>
  // (1,000,000 + 2 × 1,100,000 + 7 × 1,200,000) ÷ 10 ÷ 100,000
  expect(ratioText(budgetPointValue(YEARS, ratioOf('100000'), null))).toBe('11.6'))

test('settlement: fund ÷ reimbursement ratio ÷ points', () =>
  expect(ratioText(settlementPointValue(parseYuan('700000'), ratioOf('0.7'), ratioOf('100000'), null))).toBe('10'))

test('exact unless the rules round', () => {
  const value = (round: Parameters<typeof settlementPointValue>[3]): string =>
    ratioText(settlementPointValue(parseYuan('100'), ratioOf('1'), ratioOf('3'), round))
  expect([value(null), value({ decimals: 4, mode: 'halfUp' }), value({ decimals: 4, mode: 'up' })]).toEqual([
    '100/3',
    '33.3333',
    '33.3334',
  ])
})

test('no points have no value', () =>
  expect(() => settlementPointValue(parseYuan('1'), ratioOf('1'), ratioOf('0'), null)).toThrow('DIP_NO_POINTS'))
