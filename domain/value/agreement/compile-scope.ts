import { MoneyError } from '@medsettle/money'
import { compareRatios, type Ratio, type RoundingRule, ratioOf } from '@medsettle/money/ratio'
import { type AgreementProblem, agreementProblem } from './agreement-problem.ts'
import type { AgreementDocument, Column, SimpleFact } from './agreement-schema.ts'
import { signOfRatio } from './language/divisors.ts'
import type { Unit } from './language/expression.ts'
import type { BandTable, LookupTable, Named } from './language/scope.ts'

type Tables = { readonly [Name in keyof AgreementDocument['tables']]: LookupTable }

/** Tables, bands and roundings of a document as formulas use them, and what is wrong with them. */
export function compileTables(document: AgreementDocument): {
  readonly lookups: Tables
  readonly bands: Readonly<Record<string, BandTable>>
  readonly roundings: Readonly<Record<string, RoundingRule>>
  readonly problems: readonly AgreementProblem[]
} {
  const problems: AgreementProblem[] = []
  const lookups = mapEntries(document.tables, (table, key) => compileLookup(table, `tables.${key}`, problems))
  const bands = mapEntries(document.bands, (table, key) => compileBands(table, `bands.${key}`, problems))
  return { lookups, bands, roundings: document.roundings, problems }
}

const mapEntries = <A, B>(record: Readonly<Record<string, A>>, make: (value: A, key: string) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, make(value, key)]))

function compileLookup(
  table: AgreementDocument['tables'][string],
  place: string,
  problems: AgreementProblem[],
): LookupTable {
  if (table.match === 'atLeast' && table.by === 'text')
    problems.push(agreementProblem('AGREEMENT_TABLE', `${place}.match`, 'text has no order'))
  const rows = table.rows.map(({ key, is }, index) => {
    const at = `${place}.rows[${index}]`
    if (table.gives === 'share' && !isShare(is))
      problems.push(agreementProblem('AGREEMENT_TABLE', `${at}.is`, 'no share'))
    return { key: table.by === 'text' ? key : numberOf(key, `${at}.key`, problems), is }
  })
  rows.slice(1).forEach(({ key }, index) => {
    const isTwice = rows.slice(0, index + 1).some((row) => keyText(row.key) === keyText(key))
    const before = rows[index]!.key
    const falls = table.match === 'atLeast' && typeof key === 'object' && compareRatios(key, before as Ratio) <= 0
    if (isTwice || falls) problems.push(agreementProblem('AGREEMENT_TABLE', `${place}.rows[${index + 1}].key`))
  })
  return { match: table.match, by: table.by, gives: table.gives, rows, otherwise: table.otherwise ?? null }
}

const keyText = (key: string | Ratio): string => (typeof key === 'string' ? key : `${key.n}/${key.d}`)

function numberOf(text: string, place: string, problems: AgreementProblem[]): Ratio {
  try {
    return ratioOf(text)
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error
    problems.push(agreementProblem('AGREEMENT_TABLE', place, `"${text.slice(0, 40)}" is no number`))
    return { n: 0n, d: 1n }
  }
}

function compileBands(
  table: AgreementDocument['bands'][string],
  place: string,
  problems: AgreementProblem[],
): BandTable {
  const rows = table.rows.map(({ upTo, share }) => ({ upTo: upTo ?? null, share }))
  rows.forEach(({ upTo }, index) => {
    const isLast = index === rows.length - 1
    const before = rows[index - 1]?.upTo ?? { n: 0n, d: 1n }
    if (isLast ? upTo !== null : upTo === null || compareRatios(upTo, before) <= 0)
      problems.push(agreementProblem('AGREEMENT_BANDS', `${place}.rows[${index}].upTo`))
  })
  return { of: table.of, rows }
}

const isShare = ({ n, d }: Ratio): boolean => n >= 0n && n <= d

const UNITS: Readonly<Record<Column['type'], Unit>> = { amount: 'yuan', number: 'number', share: 'share', text: 'text' }

/** What a fact or column is to a formula: its unit, and what its bounds say of its sign. */
export function namedOf({ type, atLeast, above }: SimpleFact | Column): Named {
  const isPositive = (above && above.n >= 0n) || (atLeast && signOfRatio(atLeast) === 'positive')
  const isNotNegative = type === 'share' || (atLeast && atLeast.n >= 0n)
  return { unit: UNITS[type], sign: isPositive ? 'positive' : isNotNegative ? 'notNegative' : 'any' }
}
