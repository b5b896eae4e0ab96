import { compilePricing } from '../../domain/value/tariff/compile-pricing.ts'
import { type CasePrice, priceCase } from '../../domain/value/tariff/price-case.ts'
import { readTariff } from '../../domain/value/tariff/read-tariff.ts'
import type { ValueCase } from '../../domain/value/tariff/value-case.ts'
import { casesOfBlock } from './case-stream.ts'
import type { SampleMethod, SampleRegion } from './sample-region.ts'

export interface Block {
  readonly seed: number
  readonly name: string
  readonly cases: number
}

/** Sums of a block: hospital × quarter × insurance type → fen priced. Their size does not grow with the cases. */
export interface BlockSums {
  readonly priced: Float64Array
  readonly cases: number
  readonly refused: number
}

/** Cells of a hospital: four quarters, each employees and residents. */
export const CELLS = 8

export type BlockPricer = (block: Block) => BlockSums

/** `compiled` is what is measured, `naive` the baseline: the same arithmetic case by case. */
export type PricingWay = 'compiled' | 'naive'

export function pricersOf(
  { tariffs }: SampleRegion,
  way: PricingWay,
): Readonly<Record<SampleMethod, (one: ValueCase) => CasePrice>> {
  const pricerOf = (json: string): ((one: ValueCase) => CasePrice) => {
    const tariff = readTariff(json)
    return way === 'compiled' ? compilePricing(tariff) : (one) => priceCase(tariff, one)
  }
  return { drg: pricerOf(tariffs.drg), dip: pricerOf(tariffs.dip) }
}

export function createBlockPricer(region: SampleRegion, way: PricingWay): BlockPricer {
  const price = pricersOf(region, way)
  return (block) => {
    const cells = region.hospitals.length * CELLS
    const sums = { priced: new Float64Array(cells), cases: 0, refused: 0 }
    for (const { hospital, hospitalNo, quarter, isEmployee, one } of casesOfBlock(region, block)) {
      const answer = price[hospital.method](one)
      sums.cases++
      if (answer.outcome === 'refused' || answer.priceFen === null) {
        sums.refused++
        continue
      }
      sums.priced[hospitalNo * CELLS + quarter * 2 + (isEmployee ? 0 : 1)]! += answer.priceFen
    }
    return sums
  }
}

/** Fen are whole and far below 2^53, so that sums in any order are the same and exact. */
export function addSums(sums: readonly BlockSums[], hospitals: number): BlockSums {
  const cells = hospitals * CELLS
  const total = { priced: new Float64Array(cells), cases: 0, refused: 0 }
  for (const one of sums) {
    for (let cell = 0; cell < cells; cell++) total.priced[cell]! += one.priced[cell]!
    total.cases += one.cases
    total.refused += one.refused
  }
  if (!total.priced.every(Number.isSafeInteger)) throw new RangeError('a sum of fen is not exact any more')
  return total
}
