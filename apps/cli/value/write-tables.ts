import { formatYuan } from '@medsettle/money'
import type { ValueResult } from '../../../domain/value/value-result.ts'
import { csvField } from './csv-lines.ts'
import { letReaderGo } from './line-writer.ts'

/** One table of an answer: `# name`, a header, rows. */
export interface Table {
  readonly name: string
  readonly header: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export const csvOf = ({ header, rows }: Table): string =>
  [header, ...rows].map((row) => `${row.map(csvField).join(',')}\n`).join('')

/** CSV tables under one another, each with its name. */
export const tablesText = (tables: readonly Table[]): string =>
  tables.map((table) => `# ${table.name}\n${csvOf(table)}`).join('\n')

/** JSON lines: every row an object with the name of its table. */
export const tablesJson = (tables: readonly Table[]): string =>
  tables
    .flatMap(({ name, header, rows }) =>
      rows.map((row) => JSON.stringify({ table: name, ...Object.fromEntries(header.map((key, i) => [key, row[i]])) })),
    )
    .map((line) => `${line}\n`)
    .join('')

/** Which rules an answer follows: the first table of every answer, so that both sides can compute it again. */
export const rulesTable = (rules: RuleDocument): Table => ({
  name: 'rules',
  header: ['rule', 'version', 'source', 'from', 'to'],
  rows: [[rules.id, rules.version, rules.source, rules.period.from, rules.period.to]],
})

interface RuleDocument {
  readonly id: string
  readonly version: string
  readonly source: string
  readonly period: { readonly from: string; readonly to: string }
}

/** What `value combine` and `value budget` read: every method writes its results so. */
export const resultsTable = (results: readonly ValueResult[]): Table => ({
  name: 'results',
  header: ['method', 'rule', 'version', 'institution', 'from', 'to', 'totalYuan', 'fundYuan', 'providerYuan'],
  rows: results.map(({ method, rule, institutionId, period, total, fundShare, providerShare }) => [
    method,
    rule.id,
    rule.version,
    institutionId,
    period.from,
    period.to,
    formatYuan(total),
    formatYuan(fundShare),
    formatYuan(providerShare),
  ]),
})

export interface Answer {
  readonly json?: boolean
  readonly results?: boolean
}

/** Everything as tables or JSON lines, or the results alone. */
export function writeAnswer(tables: readonly Table[], { json = false, results = false }: Answer): void {
  const chosen = results ? tables.filter(({ name }) => name === 'results') : tables
  letReaderGo()
  process.stdout.write(json ? tablesJson(chosen) : results ? chosen.map(csvOf).join('') : tablesText(chosen))
}
