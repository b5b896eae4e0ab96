import { type Fen, formatYuan, subtract } from '@medsettle/money'
import { dayOf } from '../rules/days.ts'
import { amountIn, dayIn, neededIn, type Row, refuse, type TakenRows, takeRows, textIn } from '../rules/row.ts'
import { RowRefused, rowRefusal } from '../rules/row-refusal.ts'
import type { ValueResult } from '../value-result.ts'
import type { CombinationRules, Part, Source } from './combination-rules.ts'

/** What one method says of one institution, with the part and the side of a transition it belongs to. */
export interface MethodResult {
  readonly part: Part
  readonly side: 'old' | 'new'
  readonly institution: string
  /** fen */
  readonly total: Fen
  readonly fund: Fen
  /** day numbers */
  readonly from: number
  readonly to: number
  readonly row: Row
}

/**
 * Columns `method, rule, institution, from, to, totalYuan, fundYuan`; `providerYuan`, where it is given, must be the rest.
 * Results of one source and institution whose days overlap are refused, all of them: the care would be paid twice.
 */
export function takeResults(rules: CombinationRules, rows: readonly Row[]): TakenRows<MethodResult> {
  const keyOf = ({ row, from, to }: MethodResult): string => `${sourceKey(row)}/${from}/${to}`
  const { taken, refused } = takeRows(rows, (row) => readResult(rules, row), keyOf)
  const groups = Map.groupBy(taken, ({ row }) => sourceKey(row))
  const overlaps = (one: MethodResult): boolean =>
    groups.get(sourceKey(one.row))!.some((other) => other !== one && other.from <= one.to && one.from <= other.to)
  const twice = new Set(taken.filter(overlaps))
  return {
    taken: taken.filter((one) => !twice.has(one)),
    refused: [...refused, ...[...twice].map(({ row }) => refuse(row, rowRefusal('ROW_PERIODS_OVERLAP', 'from')))],
  }
}

const sourceKey = (row: Row): string => `${textIn(row, 'method')}/${textIn(row, 'rule')}/${textIn(row, 'institution')}`

function readResult(rules: CombinationRules, row: Row): MethodResult {
  const source = { method: neededIn(row, 'method'), rule: textIn(row, 'rule') }
  const found = rules.parts.flatMap((part): Pick<MethodResult, 'part' | 'side'>[] => [
    ...(isOf(source, part.results) ? [{ part, side: 'new' as const }] : []),
    ...(part.transition !== undefined && isOf(source, part.transition.old) ? [{ part, side: 'old' as const }] : []),
  ])
  if (found.length !== 1)
    throw new RowRefused('ROW_VALUE_UNKNOWN', 'method', `no part takes results of ${source.method} ${source.rule}`)
  const [from, to] = [dayIn(row, 'from'), dayIn(row, 'to')]
  if (to < from) throw new RowRefused('ROW_DATES_REVERSED', 'to', textIn(row, 'to'))
  const { period } = rules
  if (from < dayOf(period.from) || to > dayOf(period.to))
    throw new RowRefused('ROW_OUTSIDE_PERIOD', 'from', `${period.from} to ${period.to}`)
  const [total, fund] = [amountIn(row, 'totalYuan'), amountIn(row, 'fundYuan')]
  checkProvider(row, total, fund)
  return { ...found[0]!, institution: neededIn(row, 'institution'), total, fund, from, to, row }
}

function checkProvider(row: Row, total: Fen, fund: Fen): void {
  const text = textIn(row, 'providerYuan')
  const provider = formatYuan(subtract(total, fund))
  if (text !== '' && text !== provider)
    throw new RowRefused('ROW_SHARES_MISMATCH', 'providerYuan', `${text} instead of ${provider}`)
}

const isOf = (one: { method: string; rule: string }, { method, rule }: Source): boolean =>
  one.method === method && (rule === undefined || one.rule === rule)

/** Results of the domain as the rows `takeResults` reads, so that both ways into it are one. */
export const rowsOfResults = (results: readonly ValueResult[]): Row[] =>
  results.map(({ method, rule, institutionId, period, total, fundShare }, index) => ({
    line: index + 1,
    columns: new Map([
      ['method', method],
      ['rule', rule.id],
      ['institution', institutionId],
      ['from', period.from],
      ['to', period.to],
      ['totalYuan', formatYuan(total)],
      ['fundYuan', formatYuan(fundShare)],
    ]),
  }))
