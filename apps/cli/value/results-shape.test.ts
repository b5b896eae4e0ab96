// Would catch: a method whose results the budget or the combination cannot read because a column has another name.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readResultRow } from '../../../domain/value/budget/read-result-row.ts'
import { splitRow } from './csv-lines.ts'
import { runValue } from './fixture-run.ts'

const EXAMPLES = join(import.meta.dirname, '../../../examples/value')
const at = (...path: string[]): string => join(EXAMPLES, ...path)

const METHODS: [name: string, words: string[]][] = [
  ['per-diem', ['--totals', '--rules', at('per-diem/rules.json'), at('per-diem/stays.csv')]],
  ['capitation', ['--results', '--rules', at('capitation/rules.json'), '--members', at('capitation/members.csv')]],
  ['bundle', ['--results', '--rules', at('bundle/rules.json'), '--services', at('bundle/services.csv')]],
]

test.each(METHODS)('a budget reads the results of %s', async (name, words) => {
  const { out } = await runValue(name, ...words)
  const [header, ...rows] = out.trim().split('\n').map(splitRow)
  expect(header!.join()).toBe('method,rule,version,institution,from,to,totalYuan,fundYuan,providerYuan')
  expect(rows.length).toBeGreaterThan(0)
  for (const row of rows)
    expect(readResultRow(new Map(header!.map((column, index) => [column, row![index]!])))).toMatchObject({
      institutionId: row![3],
    })
})
