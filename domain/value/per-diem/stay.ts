import { type Fen, MoneyError, parseYuan } from '@medsettle/money'
import { type Ratio, ratioOf } from '@medsettle/money/ratio'
import { isChinaDate } from '../../identity/china-date.ts'
import { addDays } from '../../identity/clock.ts'
import type { Asking } from '../tariff/condition.ts'
import { factsOf } from '../tariff/value-case.ts'
import { type PerDiemRow, RowRefused } from './per-diem-refusal.ts'
import type { CarePackage, PerDiemRules } from './per-diem-rules.ts'

/** One row that is to be paid: a stay with its days, or units on a day. */
export interface Stay {
  readonly row: PerDiemRow
  readonly id: string
  readonly institutionId: string
  readonly personId: string
  readonly care: CarePackage
  /** of a unit: the day it was given */
  readonly from: string
  readonly to: string
  /** days that count, in order; one day for units */
  readonly days: readonly string[]
  readonly leave: ReadonlySet<string>
  /** units; null for stays */
  readonly quantity: Ratio | null
  readonly cost: Fen | null
  readonly asking: Asking
}

/**
 * Columns: id, institution, person, package, from, to, leave (stays), quantity and cost (units), and the dimensions of the rules.
 * @throws RowRefused, or CaseRefused of a number that every tariff reads
 */
export function readStay(rules: PerDiemRules, row: PerDiemRow): Stay {
  const column = (name: string): string => row.columns.get(name) ?? ''
  for (const name of ['id', 'institution', 'person', 'package', 'from'])
    if (column(name) === '') throw new RowRefused('PER_DIEM_FIELD_MISSING', name)
  const care = rules.packages.get(column('package'))
  if (care === undefined) throw new RowRefused('PER_DIEM_PACKAGE_UNKNOWN', 'package', column('package').slice(0, 40))
  if (care.pays === 'perDay' && column('to') === '') throw new RowRefused('PER_DIEM_FIELD_MISSING', 'to')
  const [from, to] = [dateOf(rules, row, 'from'), column('to') === '' ? column('from') : dateOf(rules, row, 'to')]
  if (to < from) throw new RowRefused('PER_DIEM_REVERSED', 'to', `${from} to ${to}`)
  const value = { id: column('id'), group: care.code, columns: row.columns }
  const days = care.pays === 'perDay' ? daysOf(from, to, care.days) : [from]
  return {
    row,
    id: value.id,
    institutionId: column('institution'),
    personId: column('person'),
    care,
    from,
    to,
    days,
    leave: leaveOf(column('leave'), days),
    quantity: care.pays === 'perUnit' ? quantityOf(column('quantity')) : null,
    cost: care.pays === 'perUnit' && care.atMostCost ? amountOf(column('cost'), 'cost') : null,
    asking: { tariff: rules, one: value, facts: factsOf(value, rules.measures) },
  }
}

function dateOf({ period }: PerDiemRules, { columns }: PerDiemRow, name: string): string {
  const date = columns.get(name)!
  if (!isChinaDate(date)) throw new RowRefused('PER_DIEM_DATE_INVALID', name, date.slice(0, 40))
  if (date < period.from || date > period.to)
    throw new RowRefused('PER_DIEM_DATE_OUTSIDE', name, `${date}; ${period.from} to ${period.to}`)
  return date
}

function daysOf(from: string, to: string, count: 'nights' | 'bothEnds'): string[] {
  const days: string[] = []
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day)
  if (count === 'nights' && days.length > 1) days.pop()
  return days
}

function leaveOf(text: string, days: readonly string[]): ReadonlySet<string> {
  const leave = new Set<string>()
  if (text === '') return leave
  const inStay = new Set(days)
  for (const part of text.split(';')) {
    const [first, last = first] = part.trim().split('..') as [string, string | undefined]
    const isRange = isChinaDate(first) && isChinaDate(last) && first <= last && inStay.has(first) && inStay.has(last)
    if (!isRange) throw new RowRefused('PER_DIEM_LEAVE_INVALID', 'leave', part.slice(0, 40))
    for (let day = first; day <= last; day = addDays(day, 1)) {
      if (leave.has(day)) throw new RowRefused('PER_DIEM_LEAVE_INVALID', 'leave', day)
      leave.add(day)
    }
  }
  return leave
}

function quantityOf(text: string): Ratio {
  try {
    const quantity = ratioOf(text)
    if (quantity.n > 0n) return quantity
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error
  }
  throw new RowRefused('PER_DIEM_QUANTITY_INVALID', 'quantity', `"${text.slice(0, 40)}"`)
}

/** @throws RowRefused */
export function amountOf(text: string, place: string): Fen {
  try {
    const amount = parseYuan(text)
    if (amount >= 0) return amount
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error
  }
  throw new RowRefused('PER_DIEM_COST_INVALID', place, `"${text.slice(0, 40)}"`)
}
