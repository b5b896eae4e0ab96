import { isChinaDate } from '../../identity/china-date.ts'
import { invariant } from '../../identity/refusal.ts'
import type { Pricing } from './condition.ts'
import { isOrdinary, learnOrdinary, looksUpByNumbers, type OrdinaryRange } from './ordinary-range.ts'
import { type CasePrice, type PricedCase, type PublishedStandard, priceWith, standardOf } from './price-case.ts'
import type { Condition, Lookup, Tariff } from './tariff.ts'
import type { ValueCase } from './value-case.ts'

/** Standards remembered of one tariff; a tariff of a region has some thousands. */
const MOST_REMEMBERED = 100_000

interface Remembered extends PublishedStandard {
  /** undefined: no ordinary case was seen yet; null: there is no telling */
  ordinary: OrdinaryRange | null | undefined
}

/**
 * The same as `priceCase` of this tariff, faster. Most tariffs' standards follow from a few columns of a case (group, level,
 * insurance type), so each is computed once; and most cases are ordinary, which two comparisons of whole numbers tell. Whatever is
 * not plainly so goes the long way. Where a formula looks at numbers of the case, nothing is remembered.
 */
export function compilePricing(tariff: Tariff): (one: ValueCase) => CasePrice {
  if (formulaLooksAtNumbers(tariff)) return (one) => priceWith(tariff, one, standardOf)
  const memory = createMemory(columnsOf(tariff))
  const isSound = createSoundness()
  const isLearnt = !looksUpByNumbers(tariff)
  return (one) => {
    const known = memory.find(one)
    if (known?.ordinary && isSound(one) && isOrdinary(known.ordinary, one)) return ordinaryPrice(tariff, one, known)
    let seen: Pricing | null = null
    let used = known
    const price = priceWith(tariff, one, (pricing) => {
      seen = pricing
      used = known === undefined ? memory.keep(one, standardOf(pricing)) : recall(pricing, known)
      return used
    })
    if (isLearnt && used !== undefined && used.ordinary === undefined && seen !== null && isPlain(price))
      used.ordinary = learnOrdinary(seen, used.standard.yuan)
    return price
  }
}

const isPlain = (price: CasePrice): boolean =>
  price.outcome === 'priced' && price.outlier === null && price.notJudged.length === 0

/** Days of a year, and a year before and after it. */
const MOST_DATES = 1100

/** What is asked of every case whatever the tariff says; dates repeat and are looked at once. */
function createSoundness(): (one: ValueCase) => boolean {
  const sound = new Set([''])
  return ({ id, group, columns }) => {
    if (id === '' || group === '') return false
    const date = columns.get('date') ?? ''
    if (sound.has(date)) return true
    if (!isChinaDate(date)) return false
    if (sound.size < MOST_DATES) sound.add(date)
    return true
  }
}

/** Bands may compare factors, such as the weight. */
function recall({ facts }: Pricing, known: Remembered): Remembered {
  for (const { name, value } of known.standard.steps) facts.factors.set(name, value)
  return known
}

function ordinaryPrice(tariff: Tariff, { id, group }: ValueCase, { standard, standardFen }: Remembered): PricedCase {
  invariant(standardFen >= 0, 'a hospital would owe the fund money for a case it treated')
  const priceFen = standardFen
  return { outcome: 'priced', id, group, tariff, standard, standardFen, priceFen, outlier: null, notJudged: [] }
}

type Branch = Map<string, Branch | Remembered>

/** By the columns as the case says them, the group first: what they mean under the tariff follows from that. */
function createMemory(columns: readonly string[]) {
  let root: Branch = new Map()
  let count = 0
  const find = ({ group, columns: said }: ValueCase): Remembered | undefined => {
    let found = root.get(group)
    for (const column of columns) {
      if (found === undefined) return undefined
      found = (found as Branch).get(said.get(column) ?? '')
    }
    return found as Remembered | undefined
  }
  const keep = ({ group, columns: said }: ValueCase, published: PublishedStandard): Remembered => {
    if (++count > MOST_REMEMBERED) [root, count] = [new Map(), 1]
    const path = [group, ...columns.map((column) => said.get(column) ?? '')]
    let branch = root
    for (const word of path.slice(0, -1)) {
      const below = (branch.get(word) as Branch | undefined) ?? new Map()
      branch.set(word, below)
      branch = below
    }
    const remembered = { ...published, ordinary: undefined }
    branch.set(path.at(-1)!, remembered)
    return remembered
  }
  return { find, keep }
}

function formulaLooksAtNumbers({ formula, measures }: Tariff): boolean {
  const conditions = formula.flatMap(({ lookup, addends }) => [lookup, ...addends].flatMap(conditionsOf))
  return conditions.flat().some((test) => test.kind === 'range' && measures.has(test.name))
}

/** Every column besides the group that some rule of the tariff looks at, numbers left out. */
function columnsOf({ formula, exclusions, outliers }: Tariff): string[] {
  const bands = outliers.flatMap((set) => set.bands)
  const rates = bands.flatMap(({ pay }) => (pay.form === 'perDay' ? [pay.rate] : []))
  const lookups = [
    ...formula.flatMap(({ lookup, addends }) => [lookup, ...addends]),
    ...outliers.flatMap(({ average }) => average ?? []),
    ...rates,
  ]
  const conditions = [
    ...lookups.flatMap(conditionsOf),
    ...exclusions.map(({ when }) => when),
    ...bands.map((band) => band.where),
  ]
  const asked = conditions.flat().flatMap((test) => (test.kind === 'range' ? [] : [test.name]))
  const names = new Set([...lookups.flatMap(dimensionsOf), ...asked])
  names.delete('group')
  return [...names].sort()
}

const conditionsOf = ({ exceptions }: Lookup): Condition[] => exceptions.map(({ when }) => when)
const dimensionsOf = ({ by, exceptions }: Lookup): string[] => [...by, ...exceptions.flatMap((one) => one.by)]
