// Would catch: a city's table that is written a little differently and loses its figures (percent, thousands, markers, empty
// coefficients, nothing but figures, groups priced alike at some levels only), one bad row that takes the whole tariff away.
import { ratioText } from '@medsettle/money/ratio'
import { expect, test } from 'vitest'
import { importPublished } from './import-published.ts'
import { splitScheme } from './published-row.ts'
import { readTariff } from './read-tariff.ts'
import { priceByBook } from './tariff-book.ts'

const NAMES = ['drg', 'rw', 'rate', 'coefficient', 'level_or_scheme', 'same_price_group', 'published_standard']

/** What every row of the table is priced at by the tariff made of it, and what was told. Columns are parted by blanks, `.` is empty. */
function priced(table: string): { figures: string; told: string[] } {
  const lines = table
    .trim()
    .split('\n')
    .map((text, index) => {
      const fields = text
        .trim()
        .split(/\s+/)
        .map((field) => (field === '.' ? '' : field))
      return { line: index + 2, columns: new Map(NAMES.map((name, at) => [name, fields[at] ?? ''])) }
    })
  const { documents, problems } = importPublished(lines)
  const tariffs = documents.map((one) => readTariff(JSON.stringify(one)))
  const figures = lines.map(({ line, columns }) => {
    const said = new Map(splitScheme(columns.get('level_or_scheme')!))
    const price = priceByBook(tariffs, { id: String(line), group: columns.get('drg')!, columns: said })
    return price.outcome === 'priced' ? ratioText(price.standard.yuan) : price.outcome
  })
  return { figures: figures.join(' '), told: problems.map(({ code, place }) => `${code} at ${place}`) }
}

const SHAPES: [what: string, table: string, figures: string][] = [
  [
    'coefficients in percent, idle zeros, commas between thousands',
    `A1 1.5  9,435.25    75%   一级 . 10,614.65625
     A1 1.50 9435.25   102.0%  二级 . 14,435.9325
     B1 2    9435.2500   75%   一级 . 14152.875`,
    '10614.65625 14435.9325 14152.875',
  ],
  [
    'no coefficient where none is applied',
    `A1 1.5 8000 0.75 一级 .  9000
     A1 1.5 8000 .    二级 .  12000
     B1 2   8000 .    一级 是 16000
     B1 2   8000 -    二级 是 16000`,
    '9000 12000 16000 16000',
  ],
  [
    'a group priced alike at two of three levels only',
    `A1 1 8000 0.75 一级 .  6000
     A1 1 8000 1    二级 .  8000
     A1 1 8000 1.2  三级 .  9600
     B1 2 8000 1    一级 是 16000
     B1 2 8000 1    二级 是 16000
     B1 2 8000 1.2  三级 .  19200`,
    '6000 8000 9600 16000 16000 19200',
  ],
  [
    'a group of one price that names no level, and a coefficient of each group and level',
    `A1 1 8000 0.75 一级 . 6000
     A1 1 8000 1.1  二级 . 8800
     B1 1 8000 0.8  一级 . 6400
     B1 1 8000 1.3  二级 . 10400
     C1 2 8000 0.9  .    . 14400`,
    '6000 8800 6400 10400 14400',
  ],
  ['nothing but figures', `A1 . . . 一级 . 6000.5\n A1 . . . 二级 . 7000\n B1 . . . 一级 . 1.23`, '6000.5 7000 1.23'],
]

test.each(SHAPES)('%s', (_what, table, figures) => {
  expect(priced(table)).toEqual({ figures, told: [] })
})

test('a rate per level that is rounded to yuan before it is multiplied by the weight', () => {
  // 9435.25 × 0.755 = 7123.61 → 7124; 9435.25 × 1.025 = 9671.13 → 9671
  const table = `A1 2.71 9435.25 0.755 一级 . 19306.04
     A1 2.71 9435.25 1.025 二级 . 26208.41
     B1 1.13 9435.25 0.755 一级 . 8050.12
     B1 1.13 9435.25 1.025 二级 . 10928.23`
  expect(priced(table)).toEqual({ figures: '19306.04 26208.41 8050.12 10928.23', told: [] })
})

test('figures computed in binary fractions are the products they stand for', () => {
  const { figures, told } = priced(
    'A1 29.7 9435.25 0.75 一级 . 210170.19374999998\nA1 29.7 9435.25 1.2 三级 . 336272.31',
  )
  expect({ figures, told }).toEqual({ figures: '210170.19375 336272.31', told: [] })
})

test('what is open or contradicts itself is told line by line, and the rest is priced', () => {
  const good = `A1 1 8000 0.75 一级 . 6000
     A1 1 8000 1 二级 . 8000`
  const rows: [row: string, figure: string, told: string[]][] = [
    ['B1 2 8000 1 四级 . 0', 'excluded', ['TARIFF_ROW_SKIPPED at line 4']],
    ['B1 2 8000 - 二级 . -', 'excluded', ['TARIFF_ROW_SKIPPED at line 4']],
    ['B1 2 8000 0 二级 . 16000', 'excluded', ['TARIFF_ROW_SKIPPED at line 4']],
    ['B1 2 8000 1 二级 . 16000.01', '16000', ['TARIFF_TABLE_MISFIT at line 4']],
    ['B1 . 8000 1 二级 . 16000', 'refused', ['TARIFF_FIELD_MISSING at line 4']],
    [
      'B1 2 8000 1 二级 . 16000\nB1 3 8000 1 二级 . 24000',
      'refused refused',
      ['TARIFF_TABLE_CONTRADICTS at line 4', 'TARIFF_TABLE_CONTRADICTS at line 5'],
    ],
  ]
  for (const [row, figure, told] of rows)
    expect(priced(`${good}\n${row}`)).toEqual({ figures: `6000 8000 ${figure}`, told })
  expect(priced('A1 1 8000 1 二级 . 0').told).toEqual(['TARIFF_ROW_SKIPPED at line 2', 'TARIFF_TABLE_EMPTY at table'])
})
