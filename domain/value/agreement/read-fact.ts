import { MoneyError } from '@medsettle/money'
import { compareRatios, type Ratio, ratioOf, ratioText } from '@medsettle/money/ratio'
import type { Refusal } from '../../identity/refusal.ts'
import { agreementRefusal } from './agreement-problem.ts'
import type { AgreementDocument, Column, SimpleFact, TableFact } from './agreement-schema.ts'
import { canonicalText } from './canonical.ts'
import type { Value } from './language/expression.ts'
import { own } from './language/scope.ts'

export type Row = Readonly<Record<string, Value>>

/** A fact that fits its agreement. */
export interface ReadFact {
  readonly value: Value | readonly Row[]
  /** what is signed and hashed: numbers as shortest exact text, rows in the order of their text, so that equal facts are one */
  readonly canonical: FactContent
}
export type FactContent = string | readonly Readonly<Record<string, string>>[]

const MOST_ROWS = 20_000

/** Carries a fault of one value up to `readFact`. */
class Unfit extends Error {
  override name = 'Unfit'
  readonly place: string
  constructor(place: string, message: string) {
    super(message)
    this.place = place
  }
}

/**
 * Checks one fact against what the agreement says of it: type, bounds, decimals, columns, rows that stand twice.
 * @param given JSON with numbers as text, as `parseDocument` gives it
 */
export function readFact(document: AgreementDocument, name: string, given: unknown): ReadFact | Refusal {
  const fact = own(document.facts, name)
  if (!fact) return agreementRefusal('AGREEMENT_FACT_UNKNOWN', `facts.${name}`)
  const { amountDecimals } = document.currency
  try {
    if (fact.type === 'table') return readTable(fact, given, { place: `facts.${name}`, amountDecimals })
    const value = readValue(fact, given, { place: `facts.${name}`, amountDecimals })
    return { value, canonical: contentOf(value) }
  } catch (error) {
    if (!(error instanceof Unfit)) throw error
    return agreementRefusal('AGREEMENT_FACT_INVALID', error.place, error.message)
  }
}

export const isRefused = <T extends object>(read: T | Refusal): read is Refusal => 'moneyMoved' in read

interface At {
  readonly place: string
  /** decimals of amounts that say no own */
  readonly amountDecimals: number
}

function readTable(fact: TableFact, given: unknown, at: At): ReadFact {
  if (!Array.isArray(given)) throw new Unfit(at.place, 'a list of rows belongs here')
  if (given.length > MOST_ROWS) throw new Unfit(at.place, `${given.length} rows; ${MOST_ROWS} at most`)
  const rows = given.map((row, index) => readRow(fact, row, { ...at, place: `${at.place}[${index}]` }))
  refuseTwice(fact, rows, at.place)
  const content = rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([column, value]) => [column, contentOf(value)])),
  )
  const sorted = content
    .map((row) => ({ row, text: canonicalText(row) }))
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
  return { value: rows, canonical: sorted.map(({ row }) => row) }
}

function readRow({ columns }: TableFact, given: unknown, at: At): Row {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new Unfit(at.place, 'a row belongs here')
  for (const key of Object.keys(given))
    if (!Object.hasOwn(columns, key)) throw new Unfit(`${at.place}.${key}`, 'the table has no such column')
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [
      name,
      readValue(column, own(given as Record<string, unknown>, name), { ...at, place: `${at.place}.${name}` }),
    ]),
  )
}

function refuseTwice({ unique }: TableFact, rows: readonly Row[], place: string): void {
  if (!unique) return
  const seen = new Set<string>()
  for (const [index, row] of rows.entries()) {
    const key = JSON.stringify(unique.map((column) => contentOf(row[column]!)))
    if (seen.has(key)) throw new Unfit(`${place}[${index}].${unique[0]}`, `this row stands twice: ${key}`)
    seen.add(key)
  }
}

function readValue(fact: SimpleFact | Column, given: unknown, at: At): Value {
  if (typeof given !== 'string')
    throw new Unfit(at.place, given === undefined ? 'nothing is given' : 'one value belongs here')
  if (fact.oneOf && !fact.oneOf.includes(given))
    throw new Unfit(at.place, `"${given}" is none of ${fact.oneOf.join(', ')}`)
  if (fact.type === 'text') {
    if (given.trim() === '' || given.length > 200) throw new Unfit(at.place, 'text of 1 to 200 characters belongs here')
    return given
  }
  const value = numberOf(given, at.place)
  const most = fact.decimals ?? (fact.type === 'amount' ? at.amountDecimals : 20)
  if (decimalsOf(value) > most) throw new Unfit(at.place, `${given} has more than ${most} decimals`)
  checkBounds(fact, value, at.place)
  return value
}

function numberOf(text: string, place: string): Ratio {
  try {
    return ratioOf(text)
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error
    throw new Unfit(place, error.message)
  }
}

const decimalsOf = (value: Ratio): number => (ratioText(value).split('.')[1] ?? '').length

function checkBounds({ type, atLeast, above, atMost }: SimpleFact | Column, value: Ratio, place: string): void {
  const text = ratioText(value)
  if (type === 'share' && (value.n < 0n || value.n > value.d)) throw new Unfit(place, `${text} is no share from 0 to 1`)
  if (atLeast && compareRatios(value, atLeast) < 0) throw new Unfit(place, `${text} is below ${ratioText(atLeast)}`)
  if (above && compareRatios(value, above) <= 0) throw new Unfit(place, `${text} is not above ${ratioText(above)}`)
  if (atMost && compareRatios(value, atMost) > 0) throw new Unfit(place, `${text} is above ${ratioText(atMost)}`)
}

const contentOf = (value: Value): string => (typeof value === 'object' ? ratioText(value) : String(value))
