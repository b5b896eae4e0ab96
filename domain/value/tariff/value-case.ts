import { MoneyError } from '@medsettle/money'
import { type Ratio, ratioOf } from '@medsettle/money/ratio'
import { isChinaDate } from '../../identity/china-date.ts'
import type { Dimension } from './tariff.ts'
import { CaseRefused } from './tariff-refusal.ts'

/** A grouped case as it comes: every column is text, an empty one says nothing. */
export interface ValueCase {
  readonly id: string
  readonly group: string
  /** by header name: level, insuranceType, hospital, cost (yuan), stayDays, date (of discharge), … */
  readonly columns: ReadonlyMap<string, string>
}

/** What the rules of a tariff may ask of one case. */
export interface CaseFacts {
  readonly dimensions: Map<string, string>
  /** cost in yuan, stayDays, …; a number the case does not give is absent */
  readonly measures: ReadonlyMap<string, Ratio>
  /** values of the factors found so far */
  readonly factors: Map<string, Ratio>
  /** measures some rule wanted in vain: the case was priced as if that rule did not hold, which the result must say */
  readonly notJudged: Set<string>
}

const ALWAYS_READ = ['cost', 'stayDays']

/** @throws CaseRefused VALUE_NUMBER_INVALID, VALUE_NEGATIVE, VALUE_DATE_INVALID, VALUE_ID_MISSING, VALUE_GROUP_MISSING */
export function factsOf(one: ValueCase, measureNames: ReadonlySet<string>): CaseFacts {
  if (one.id === '') throw new CaseRefused('VALUE_ID_MISSING', 'id')
  if (one.group === '') throw new CaseRefused('VALUE_GROUP_MISSING', 'group')
  const measures = new Map<string, Ratio>()
  for (const name of [...ALWAYS_READ, ...measureNames]) {
    const text = one.columns.get(name)
    if (text !== undefined && text !== '') measures.set(name, measureOf(text, name))
  }
  const date = one.columns.get('date') ?? ''
  if (date !== '' && !isChinaDate(date)) throw new CaseRefused('VALUE_DATE_INVALID', 'date', `"${date.slice(0, 40)}"`)
  return { dimensions: new Map([['group', one.group]]), measures, factors: new Map(), notJudged: new Set() }
}

function measureOf(text: string, name: string): Ratio {
  const value = readNumber(text, name)
  if (value.n < 0n) throw new CaseRefused('VALUE_NEGATIVE', name, text)
  return value
}

function readNumber(text: string, name: string): Ratio {
  try {
    return ratioOf(text)
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error
    throw new CaseRefused('VALUE_NUMBER_INVALID', name, `"${text.slice(0, 40)}"`)
  }
}

/** The case's value of a dimension, by the tariff's own name for it. @throws CaseRefused when missing or not known */
export function dimensionOf(facts: CaseFacts, one: ValueCase, dimension: Dimension): string {
  const { name } = dimension
  const known = facts.dimensions.get(name)
  if (known !== undefined && name !== 'group') return known
  const value = knownValue(dimension, name === 'group' ? one.group : (one.columns.get(name) ?? ''))
  if (value === null) throw new CaseRefused('VALUE_DIMENSION_MISSING', name)
  facts.dimensions.set(name, value)
  return value
}

/** null: neither the case nor the tariff says. @throws CaseRefused VALUE_DIMENSION_UNKNOWN */
export function knownValue({ name, values, aliases, fallback }: Dimension, said: string): string | null {
  if (said === '') return fallback
  const value = aliases.get(said) ?? said
  if (values !== null && !values.has(value))
    throw new CaseRefused(
      'VALUE_DIMENSION_UNKNOWN',
      name,
      `"${value.slice(0, 40)}"; known are ${[...values].join(', ')}`,
    )
  return value
}
