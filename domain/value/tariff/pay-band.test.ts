// Would catch: an outlier of one hospital level or weight paid by the band of another, a boundary value that is no ordinary case any
// more, days beyond a limit counted once too often, a review flag that gets lost.
import { formatYuan } from '@medsettle/money'
import { expect, test } from 'vitest'
import { reasonOf } from './explain-price.ts'
import { priceCase } from './price-case.ts'
import { readTariff } from './read-tariff.ts'

const excess = (beyond: string, share = '1') => ({ form: 'excess', beyond, share })

/** Low, high and extreme, by weight at level 三级 and for every weight at level 二级; days beyond 60 by level; G9 by points. */
const TARIFF = readTariff(
  JSON.stringify({
    id: 'bands',
    version: '1',
    source: 'test',
    validFrom: '2026-01-01',
    dimensions: { level: { values: ['二级', '三级'] } },
    formula: [
      { name: 'weight', by: ['group'], table: { G1: '1', G5: '5', G9: '1' } },
      { name: 'rate', value: '10000' },
    ],
    toFen: 'halfUp',
    outliers: [
      {
        measure: 'stayDays',
        bands: [
          {
            name: 'days beyond 60',
            above: '60',
            pay: {
              form: 'perDay',
              beyond: '60',
              rate: { name: 'day', by: ['level'], table: { 二级: '200', 三级: '300' } },
            },
          },
        ],
      },
      {
        measure: 'costRatio',
        average: { name: 'average', by: ['group'], table: { G9: '8000', '*': '10000' } },
        bands: [
          { name: 'low points', where: { group: 'G9' }, below: '0.5', pay: { form: 'points' } },
          {
            name: 'high points',
            where: { group: 'G9' },
            above: '2',
            atMost: '6',
            pay: { form: 'points', beyond: '2' },
          },
          {
            name: 'extreme points',
            where: { group: 'G9' },
            above: '6',
            pay: { form: 'points', beyond: '2' },
            review: true,
          },
        ],
      },
      {
        measure: 'costRatio',
        bands: [
          { name: 'low', below: '0.4', pay: { form: 'cost' } },
          { name: 'high', where: { level: '二级' }, above: '2', atMost: '5', pay: excess('2') },
          {
            name: 'high',
            where: { level: '三级', weight: { below: '2' } },
            above: '3',
            atMost: '5',
            pay: excess('3', '0.8'),
          },
          {
            name: 'high',
            where: { level: '三级', weight: { atLeast: '2' } },
            above: '2.5',
            atMost: '5',
            pay: excess('2.5', '0.7'),
          },
          { name: 'extreme', where: { level: '二级' }, above: '5', pay: { form: 'standard' }, review: true },
          { name: 'extreme', where: { level: '三级' }, above: '5', pay: excess('3', '0.5'), review: true },
        ],
      },
    ],
  }),
)

const rows: [group: string, level: string, cost: string, days: string, paid: string][] = [
  ['G1', '三级', '4000.00', '9', '10000.00 ordinary'],
  ['G1', '三级', '3999.99', '9', '3999.99 low'],
  ['G1', '三级', '30000.00', '9', '10000.00 ordinary'],
  ['G1', '三级', '30000.01', '9', '10000.01 high'],
  ['G1', '三级', '40000.00', '9', '18000.00 high'],
  ['G1', '二级', '40000.00', '9', '30000.00 high'],
  ['G5', '三级', '130000.00', '9', '53500.00 high'],
  ['G5', '二级', '130000.00', '9', '80000.00 high'],
  ['G1', '三级', '50000.00', '9', '26000.00 high'],
  ['G1', '三级', '50000.01', '9', '20000.01 extreme, for review'],
  ['G1', '二级', '50000.01', '9', '10000.00 extreme, for review'],
  ['G1', '三级', '50000.01', '60', '20000.01 extreme, for review'],
  ['G1', '三级', '50000.01', '61', '10300.00 days beyond 60'],
  ['G1', '二级', '1.00', '63', '10600.00 days beyond 60'],
  ['G9', '三级', '4000.00', '9', '10000.00 ordinary'],
  ['G9', '三级', '3200.00', '9', '4000.00 low points'],
  ['G9', '三级', '24000.00', '9', '20000.00 high points'],
  ['G9', '三级', '48000.00', '9', '50000.00 high points'],
  ['G9', '三级', '48008.00', '9', '50010.00 extreme points, for review'],
]
test.each(rows)('%s %s cost %s, %s days: %s', (group, level, cost, stayDays, paid) => {
  const price = priceCase(TARIFF, { id: 'x', group, columns: new Map(Object.entries({ level, cost, stayDays })) })
  if (price.outcome === 'refused') throw new Error(price.refusal.message)
  expect(`${formatYuan(price.priceFen!)} ${reasonOf(price)}`).toBe(paid)
})
