import { type Fen, formatYuan } from '@medsettle/money'
import { ratioText } from '@medsettle/money/ratio'
import type { DipClearing } from './clear-year.ts'
import { nearText } from './rounding-piece.ts'
import { type DipStatement, LINE_NAMES } from './statement.ts'

/** Columns of the table: one row a hospital, amounts in yuan. */
export const STATEMENT_COLUMNS = [
  ...['hospital', 'cases', 'points', 'costYuan', 'standardYuan'],
  ...LINE_NAMES.map((name) => `${name}Yuan`),
  ...['fundShareYuan', 'prepaidYuan', 'clearingYuan'],
]

export function statementRow(statement: DipStatement): string[] {
  const { institutionId, year, standard, lines, fundShare, prepaid, clearing, value } = statement
  const amounts = LINE_NAMES.map((name) => lines.find((line) => line.name === name)!.amount)
  return [
    institutionId,
    String(year.cases + year.unratedCases),
    ratioText(year.points),
    ...[value.total, standard, ...amounts, fundShare, prepaid, clearing].map(formatYuan),
  ]
}

/** The whole clearing as a JSON-ready object: fen as whole numbers, yuan and points as text. */
export function clearingToJson(clearing: DipClearing): Record<string, unknown> {
  const { rule, pointValue, fund, statements, keptByFund } = clearing
  return {
    rule,
    pointValue: ratioText(pointValue),
    pointValueNear: nearText(pointValue),
    ...inFenAndYuan('fund', fund),
    ...inFenAndYuan('keptByFund', keptByFund),
    statements: statements.map(statementJson),
  }
}

function statementJson(statement: DipStatement): Record<string, unknown> {
  const { institutionId, year, standard, lines, fundShare, prepaid, clearing, value } = statement
  const { cases, unratedCases, points } = year
  return {
    hospital: institutionId,
    cases,
    unratedCases,
    points: ratioText(points),
    ...inFenAndYuan('standard', standard),
    lines: lines.map(({ name, amount, how }) => ({ name, fen: amount, yuan: formatYuan(amount), how })),
    ...inFenAndYuan('fundShare', fundShare),
    ...inFenAndYuan('prepaid', prepaid),
    ...inFenAndYuan('clearing', clearing),
    value,
  }
}

const inFenAndYuan = (name: string, amount: Fen): Record<string, unknown> => ({
  [`${name}Fen`]: amount,
  [`${name}Yuan`]: formatYuan(amount),
})
