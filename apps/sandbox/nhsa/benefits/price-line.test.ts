// Would catch: a line cut so that its parts do not add up, a ceiling applied to the amount instead of the unit price, a
// rounding toward zero or to even, a refund line that does not mirror its positive line, an unknown code paid by the fund.
import { formatYuan } from '@medsettle/money'
import { expect, test } from 'vitest'
import { type CatalogueEntry, priceLine } from './price-line.ts'

const item = (
  itemClass: '甲' | '乙' | '丙',
  selfPayFirstRatio: string,
  priceCeiling: string | null = null,
): CatalogueEntry => ({
  listCode: 'X',
  name: '测试项目',
  itemClass,
  chargeCategory: '09',
  selfPayFirstRatio,
  priceCeiling,
})

test.each([
  // item                            cnt        pric         amount    全自费    超限价   先行自付  范围内
  [item('甲', '0'), '2', '12.50', '25.00', '0.00', '0.00', '0.00', '25.00'],
  [item('甲', '0'), '3', '0.335', '1.01', '0.00', '0.00', '0.00', '1.01'],
  [item('甲', '0'), '1.5', '0.01', '0.02', '0.00', '0.00', '0.00', '0.02'],
  [item('乙', '0.10'), '1', '99.95', '99.95', '0.00', '0.00', '10.00', '89.95'],
  [item('乙', '0.05', '80.00'), '2', '100.00', '200.00', '0.00', '40.00', '8.00', '152.00'],
  [item('乙', '0.05', '80.00'), '2', '80.00', '160.00', '0.00', '0.00', '8.00', '152.00'],
  [item('甲', '0', '0.333333'), '3', '0.50', '1.50', '0.00', '0.50', '0.00', '1.00'],
  [item('丙', '1'), '1', '88.88', '88.88', '88.88', '0.00', '0.00', '0.00'],
  [null, '1', '5.00', '5.00', '5.00', '0.00', '0.00', '0.00'],
  [item('乙', '0.05', '80.00'), '-2', '100.00', '-200.00', '0.00', '-40.00', '-8.00', '-152.00'],
  [item('甲', '0'), '-1.5', '0.01', '-0.02', '0.00', '0.00', '0.00', '-0.02'],
  [null, '-1', '5.00', '-5.00', '-5.00', '0.00', '0.00', '0.00'],
] as const)('%j × %s at %s yuan', (entry, cnt, pric, amount, ownExpense, overLimit, selfPayFirst, inScope) => {
  const split = priceLine(cnt, pric, entry)
  expect(Object.values(split).map(formatYuan)).toEqual([amount, ownExpense, overLimit, selfPayFirst, inScope])
})
