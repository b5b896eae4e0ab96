import { createRandom } from '@medsettle/seeded'
import type { ValueCase } from '../../domain/value/tariff/value-case.ts'
import { LEVELS, RATE, type SampleHospital, type SampleRegion } from './sample-region.ts'

export interface YearCase {
  readonly hospital: SampleHospital
  /** place of the hospital in the region */
  readonly hospitalNo: number
  /** 0 to 3 */
  readonly quarter: number
  readonly isEmployee: boolean
  readonly one: ValueCase
}

/** Cases of a block: it depends on seed, year and number alone, so any thread may make any block. */
export function* casesOfBlock(
  region: SampleRegion,
  block: { readonly seed: number; readonly name: string; readonly cases: number },
): Generator<YearCase> {
  const random = createRandom(block.seed).fork(block.name)
  const { hospitals, groups } = region
  const upTo = cumulated(hospitals.map(({ size }) => size))
  for (let no = 0; no < block.cases; no++) {
    const hospitalNo = placeIn(upTo, random.next())
    const hospital = hospitals[hospitalNo]!
    const group = groups[Math.floor(groups.length * random.next() ** 1.5)]!
    const isEmployee = random.happens(0.45)
    const quarter = random.below(4)
    const usual = Number(group.weight) * RATE * LEVELS[hospital.level] * hospital.costliness
    const stay = Math.max(1, Math.round(7 * logNormal(random, 0.55)))
    // statistics become money here and nowhere else: rounded half up to a fen
    const costFen = Math.round(usual * logNormal(random, 0.5) * 100)
    const columns = new Map([
      ['level', hospital.level],
      ['insuranceType', isEmployee ? '职工' : '居民'],
      ['cost', `${Math.floor(costFen / 100)}.${String(costFen % 100).padStart(2, '0')}`],
      ['stayDays', String(stay)],
      ['date', `2026-${MONTHS[quarter * 3 + random.below(3)]}-15`],
    ])
    yield { hospital, hospitalNo, quarter, isEmployee, one: { id: `${block.name}-${no}`, group: group.id, columns } }
  }
}

const MONTHS = Array.from({ length: 12 }, (_, month) => String(month + 1).padStart(2, '0'))

/** Mean 1; Box–Muller. */
function logNormal(random: { next(): number }, sigma: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
  return Math.exp(sigma * normal - (sigma * sigma) / 2)
}

function cumulated(sizes: readonly number[]): Float64Array {
  const sums = Float64Array.from(sizes)
  for (let index = 1; index < sums.length; index++) sums[index]! += sums[index - 1]!
  return sums.map((value) => value / sums.at(-1)!)
}

function placeIn(upTo: Float64Array, value: number): number {
  let place = 0
  while (upTo[place]! < value) place++
  return place
}
