// Would catch: a published payment standard that is not reproduced to its last digit. The tables belong to others and are not part
// of this repository: the suite is whole without them, domain/value/tariff/import-published.test.ts judges the same on its own.
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ratioOf, ratioText } from '@medsettle/money/ratio'
import { describe, expect, test } from 'vitest'
import { checkTariff } from '../../domain/value/tariff/check-tariff.ts'
import { importPublished } from '../../domain/value/tariff/import-published.ts'
import { splitScheme } from '../../domain/value/tariff/published-row.ts'
import { readTariff } from '../../domain/value/tariff/read-tariff.ts'
import { priceByBook } from '../../domain/value/tariff/tariff-book.ts'

const SHARED = process.env.MEDSETTLE_SHARED_DATA ?? join(import.meta.dirname, '../../../shared/data')
const TABLE = join(SHARED, 'drg-payment-standards/suzhou-wuhan.csv')

describe.runIf(existsSync(TABLE))('the published standards of Suzhou 2023 and Wuhan 2022', () => {
  test('3,260 of 3,260 figures, by tariffs that follow from the columns', async () => {
    const [header, ...rows] = (await readFile(TABLE, 'utf8')).trim().split(/\r?\n/)
    const names = header!.split(',')
    const lines = rows.map((row, index) => {
      const fields = row.split(',')
      return { line: index + 2, columns: new Map(names.map((name, at) => [name, fields[at]!])) }
    })
    const { documents, problems } = importPublished(lines)
    expect(problems).toEqual([])
    const tariffs = documents.map((document) => readTariff(JSON.stringify(document)))
    expect(tariffs.flatMap(checkTariff)).toEqual([])
    expect(tariffs.map(({ id, round }) => [id, round])).toEqual([
      ['suzhou-2023', { mode: 'halfUp', significantDigits: 10 }],
      ['wuhan-2022', null],
    ])
    const differing = lines.flatMap(({ line, columns }) => {
      const said = new Map([...columns, ...splitScheme(columns.get('level_or_scheme')!)])
      const price = priceByBook(tariffs, { id: String(line), group: columns.get('drg')!, columns: said })
      const figure = price.outcome === 'priced' ? ratioText(price.standard.yuan) : price.outcome
      return figure === ratioText(ratioOf(columns.get('published_standard')!)) ? [] : [`line ${line}: ${figure}`]
    })
    expect(differing).toEqual([])
    expect(lines.length).toBe(3260)
  })
})
