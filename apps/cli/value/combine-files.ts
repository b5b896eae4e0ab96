import { type Fen, formatYuan } from '@medsettle/money'
import { type CombinationRules, inspectCombinationRules } from '../../../domain/value/combination/combination-rules.ts'
import { type Combination, combineResults } from '../../../domain/value/combination/combine-results.ts'
import { columnsOf } from '../../../domain/value/rules/row-condition.ts'
import { NO_ROWS, rowsFrom, rulesFrom, tellMissingColumns, tellRefused } from './rule-files.ts'
import { type Answer, resultsTable, rulesTable, type Table, writeAnswer } from './write-tables.ts'

export interface CombineOptions extends Answer {
  readonly rules: string
  readonly care?: string
  readonly prior?: string
}

/** `value combine`: exit 1 when the rules have problems or no result could be taken. */
export async function combineFiles(file: string | null, options: CombineOptions): Promise<void> {
  const rules = await rulesFrom(options.rules, inspectCombinationRules)
  if (rules === null) return
  const results = await rowsFrom(file)
  const care = options.care === undefined ? NO_ROWS : await rowsFrom(options.care)
  const prior = options.prior === undefined ? NO_ROWS : await rowsFrom(options.prior)
  const combined = combineResults(rules, { results: results.rows, care: care.rows, prior: prior.rows })
  const tables = [
    rulesTable(rules),
    ...tablesOf(combined),
    ...(options.care === undefined ? [] : [careTable(combined)]),
  ]
  writeAnswer([...tables, resultsTable(combined.results)], options)
  tellRefused('results', results, combined.refused.results)
  if (options.care !== undefined) tellMissingColumns('care', care, columnsOfRules(rules))
  if (options.care !== undefined) tellRefused('care', care, combined.refused.care, false)
  if (options.prior !== undefined) tellRefused('prior', prior, combined.refused.prior, false)
}

const columnsOfRules = ({ parts }: CombinationRules): Set<string> => columnsOf(parts.map(({ care }) => care))

const tablesOf = ({ parts }: Combination): Table[] => [
  {
    name: 'parts',
    header: ['part', 'budgetYuan', 'claimedYuan', 'paidYuan', 'borneYuan', 'borneBy', 'leftYuan'],
    rows: parts.map((one) => [
      one.part,
      yuan(one.budget),
      ...[one.claimed, one.paid, one.borne].map(formatYuan),
      one.borneBy ?? '',
      yuan(one.left),
    ]),
  },
  {
    name: 'payments',
    header: ['part', 'institution', 'oldYuan', 'claimedYuan', 'fittedYuan', 'blendedYuan', 'paidYuan'],
    rows: parts.flatMap(({ payments }) =>
      payments.map((one) => [
        one.part,
        one.institution,
        yuan(one.old),
        ...[one.claimed, one.fitted, one.blended, one.paid].map(formatYuan),
      ]),
    ),
  },
]

const careTable = ({ care }: Combination): Table => ({
  name: 'care',
  header: ['id', 'part', 'costYuan'],
  rows: care.map(({ id, part, cost }) => [id, part, formatYuan(cost)]),
})

const yuan = (amount: Fen | null): string => (amount === null ? '' : formatYuan(amount))
