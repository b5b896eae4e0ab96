import { add, type Fen, MoneyError, ZERO } from '@medsettle/money'
import { ratioOf, ratioToFen } from '@medsettle/money/ratio'
import { type CasePrice, priceCase } from '../tariff/price-case.ts'
import type { Tariff } from '../tariff/tariff.ts'
import { priceByBook } from '../tariff/tariff-book.ts'
import type { ValueCase } from '../tariff/value-case.ts'
import { type NotCompared, PAID_ELSEWHERE, type Side } from './what-if-refusal.ts'

export interface Policies {
  readonly before: readonly Tariff[]
  readonly after: readonly Tariff[]
}

/** One case under both policies; amounts in fen. */
export interface ComparedCase {
  readonly outcome: 'compared'
  readonly one: ValueCase
  readonly before: Fen
  readonly after: Fen
  /** the standards before outlier rules; of a case paid at cost, its cost */
  readonly standardBefore: Fen
  readonly standardAfter: Fen
  /** null when the case gives no cost */
  readonly cost: Fen | null
}

/** @param after what the case becomes under the second policy; the case itself unless behaviour changes it */
export function compareCase(
  policies: Policies,
  one: ValueCase,
  after: readonly ValueCase[] = [one],
): ComparedCase | NotCompared {
  const before = amountOf(policies.before, one, 'before')
  if ('outcome' in before) return before
  let [paid, standard] = [ZERO, ZERO]
  for (const part of after) {
    const amount = amountOf(policies.after, part, 'after')
    if ('outcome' in amount) return amount
    paid = add(paid, amount.paid)
    standard = add(standard, amount.standard)
  }
  const standards = { standardBefore: before.standard, standardAfter: standard }
  return { outcome: 'compared', one, before: before.paid, after: paid, ...standards, cost: costOf(one) }
}

/** What a policy pays, as if it were in force on the day of the case: the question is what it would do. */
export function priceAsIfInForce(tariffs: readonly Tariff[], one: ValueCase): CasePrice {
  if (tariffs.length === 1) return priceCase(tariffs[0]!, one)
  const columns = new Map(one.columns)
  columns.delete('date')
  return priceByBook(tariffs, { ...one, columns })
}

interface Amount {
  readonly paid: Fen
  readonly standard: Fen
}

function amountOf(tariffs: readonly Tariff[], one: ValueCase, side: Side): Amount | NotCompared {
  const price = priceAsIfInForce(tariffs, one)
  if (price.outcome === 'refused') return { outcome: 'notCompared', side, ...price.refusal }
  if (price.outcome === 'priced') return { paid: price.priceFen, standard: price.standardFen }
  if (price.priceFen !== null) return { paid: price.priceFen, standard: price.priceFen }
  return { outcome: 'notCompared', side, code: 'WHAT_IF_PAID_ELSEWHERE', place: 'excluded', message: PAID_ELSEWHERE }
}

/** The cost as whole fen, for comparison with what is paid. */
export function costOf({ columns }: ValueCase): Fen | null {
  const text = columns.get('cost') ?? ''
  if (text === '') return null
  try {
    return ratioToFen(ratioOf(text), 'halfUp')
  } catch (error) {
    if (error instanceof MoneyError) return null
    throw error
  }
}
