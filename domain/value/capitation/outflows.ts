import { add, type Fen, MoneyError, parseYuan, ZERO } from '@medsettle/money'
import { isChinaDate } from '../../identity/china-date.ts'
import type { Period } from '../value-result.ts'
import {
  type CapitationRefusal,
  type CapitationRefusalCode,
  type CapitationRow,
  capitationRefusal,
} from './capitation-refusal.ts'
import type { Member } from './membership.ts'

export interface Outflows {
  /** by the institution whose member was treated elsewhere */
  readonly byInstitution: ReadonlyMap<string, { readonly amount: Fen; readonly count: number }>
  readonly refused: readonly CapitationRefusal[]
}

type Why = readonly [code: CapitationRefusalCode, place: string, what?: string]

/** Columns: id, person, provider, date, fundYuan (what the fund paid for care outside). The day says whose member it was. */
export function readOutflows(
  period: Period,
  members: ReadonlyMap<string, Member>,
  rows: readonly CapitationRow[],
): Outflows {
  const byInstitution = new Map<string, { amount: Fen; count: number }>()
  const refused: CapitationRefusal[] = []
  const count = new Map<string, number>()
  const idOf = (row: CapitationRow): string => row.columns.get('id') ?? ''
  for (const row of rows) count.set(idOf(row), (count.get(idOf(row)) ?? 0) + 1)
  for (const row of rows) {
    const read =
      count.get(idOf(row))! > 1 ? (['OUTFLOW_ID_TWICE', 'id', idOf(row)] as const) : readOne(period, members, row)
    if ('institutionId' in read) {
      const before = byInstitution.get(read.institutionId) ?? { amount: ZERO, count: 0 }
      byInstitution.set(read.institutionId, { amount: add(before.amount, read.amount), count: before.count + 1 })
    } else refused.push(capitationRefusal(['outflows', row], ...read))
  }
  return { byInstitution, refused }
}

function readOne(
  period: Period,
  members: ReadonlyMap<string, Member>,
  row: CapitationRow,
): { readonly institutionId: string; readonly amount: Fen } | Why {
  const column = (name: string): string => row.columns.get(name) ?? ''
  for (const name of ['id', 'person', 'provider', 'date'])
    if (column(name) === '') return ['MEMBER_FIELD_MISSING', name]
  const date = column('date')
  if (!isChinaDate(date)) return ['MEMBER_DATE_INVALID', 'date', date.slice(0, 40)]
  if (date < period.from || date > period.to)
    return ['OUTFLOW_OUTSIDE_PERIOD', 'date', `${date}; ${period.from} to ${period.to}`]
  const amount = amountOf(column('fundYuan'))
  if (amount === null) return ['OUTFLOW_AMOUNT_INVALID', 'fundYuan', `"${column('fundYuan').slice(0, 40)}"`]
  const member = members.get(column('person'))
  if (member === undefined) return ['PERSON_NO_MEMBER', 'person', column('person').slice(0, 40)]
  const home = member.spells.find(({ from, to }) => from <= date && date <= to)
  if (home === undefined) return ['OUTFLOW_NO_MEMBER_THAT_DAY', 'date', date]
  if (home.institutionId === column('provider')) return ['OUTFLOW_AT_HOME', 'provider', home.institutionId]
  return { institutionId: home.institutionId, amount }
}

function amountOf(text: string): Fen | null {
  try {
    const amount = parseYuan(text)
    return amount < 0 ? null : amount
  } catch (error) {
    if (error instanceof MoneyError) return null
    throw error
  }
}
