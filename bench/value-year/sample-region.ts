import { createRandom } from '@medsettle/seeded'

/** A made-up region: 60 that treat, 20 by themselves and 40 in four consortia of ten; two ways of paying. It follows no region. */
export interface SampleRegion {
  readonly hospitals: readonly SampleHospital[]
  readonly groups: readonly { readonly id: string; readonly weight: string }[]
  /** JSON of docs/value/tariffs.md, by method */
  readonly tariffs: Readonly<Record<SampleMethod, string>>
}

export type SampleMethod = 'drg' | 'dip'

export interface SampleHospital {
  readonly id: string
  /** null: by itself */
  readonly consortium: string | null
  readonly tier: 'lead' | 'township' | 'village'
  readonly level: '一级' | '二级' | '三级'
  readonly method: SampleMethod
  /** of all cases, relative */
  readonly size: number
  /** its costs beside those of others */
  readonly costliness: number
}

const GROUPS = 618
export const RATE = 9000
export const LEVELS = { 一级: 0.75, 二级: 0.92, 三级: 1.08 } as const

export function sampleRegion(seed: number): SampleRegion {
  const random = createRandom(seed).fork('region')
  const groups = Array.from({ length: GROUPS }, (_, no) => ({
    id: `G${String(no + 1).padStart(3, '0')}`,
    weight: (0.25 + 3.2 * random.next() ** 3).toFixed(4),
  }))
  const alone = Array.from({ length: 20 }, (_, no) => hospital(random, { no, consortium: null, tier: 'lead' }))
  const members = ['EAST', 'NORTH', 'SOUTH', 'WEST'].flatMap((consortium) =>
    Array.from({ length: 10 }, (_, no) =>
      hospital(random, { no, consortium, tier: no === 0 ? 'lead' : no < 5 ? 'township' : 'village' }),
    ),
  )
  return {
    hospitals: [...alone, ...members],
    groups,
    tariffs: { drg: tariff('drg', groups), dip: tariff('dip', groups) },
  }
}

const LEVEL_OF = { lead: '三级', township: '二级', village: '一级' } as const
const SIZE_OF = { lead: 10, township: 2, village: 1 } as const

function hospital(
  random: ReturnType<typeof createRandom>,
  { no, consortium, tier }: Pick<SampleHospital, 'consortium' | 'tier'> & { readonly no: number },
): SampleHospital {
  const id = `${consortium ?? 'CITY'}-${String(no + 1).padStart(2, '0')}`
  return {
    id,
    consortium,
    tier,
    level: consortium === null && no % 2 === 1 ? '二级' : LEVEL_OF[tier],
    method: consortium === null && no % 3 === 0 ? 'dip' : 'drg',
    size: SIZE_OF[tier] * (0.7 + 0.6 * random.next()),
    costliness: 0.85 + 0.3 * random.next(),
  }
}

/** Weight × rate × level, outliers by cost and stay; points × point value for DIP. */
function tariff(method: SampleMethod, groups: SampleRegion['groups']): string {
  const isPoints = method === 'dip'
  const weights = Object.fromEntries(
    groups.map(({ id, weight }) => [id, isPoints ? String(Number(weight) * 1000) : weight]),
  )
  return JSON.stringify({
    id: `bench-${method}`,
    version: '2026.1',
    source: 'made up for the bench',
    validFrom: '2026-01-01',
    dimensions: { level: { values: Object.keys(LEVELS) }, insuranceType: { values: ['职工', '居民'] } },
    formula: [
      { name: isPoints ? 'score' : 'weight', by: ['group'], table: weights },
      {
        name: isPoints ? 'point value' : 'rate',
        by: ['insuranceType'],
        table: isPoints ? { 职工: '9', 居民: '8.7' } : { 职工: String(RATE), 居民: '8700' },
      },
      {
        name: 'level',
        by: ['level'],
        table: Object.fromEntries(Object.entries(LEVELS).map(([name, value]) => [name, String(value)])),
      },
    ],
    round: { decimals: 2, mode: 'halfUp' },
    toFen: 'halfUp',
    excluded: [{ name: 'stay over 60 days', when: { stayDays: { above: '60' } }, pays: 'cost' }],
    outliers: [
      {
        measure: 'costRatio',
        bands: [
          { name: 'low', below: '0.4', pay: { form: 'cost' } },
          { name: 'high', above: '3', pay: { form: 'excess', beyond: '3', share: '0.8' } },
        ],
      },
    ],
  })
}
