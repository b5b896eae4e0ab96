// Would catch: a bench whose two ways of pricing do not agree, or whose year depends on which thread prices which block.
import { expect, test } from 'vitest'
import { addSums, createBlockPricer } from './price-block.ts'
import { blocksOf } from './price-year.ts'
import { sampleRegion } from './sample-region.ts'

test('both ways, and blocks in any order, give the same year', () => {
  const region = sampleRegion(7)
  const blocks = blocksOf(7, '2026', 52_000).map((block) => ({ ...block, cases: block.cases / 50 }))
  expect(blocks.map(({ cases }) => cases)).toEqual([500, 500, 40])
  const [compiled, naive] = (['compiled', 'naive'] as const).map((way) => blocks.map(createBlockPricer(region, way)))
  const year = addSums(compiled!, region.hospitals.length)
  expect([year.cases, year.refused]).toEqual([1040, 0])
  expect(addSums(naive!.toReversed(), region.hospitals.length)).toEqual(year)
})
