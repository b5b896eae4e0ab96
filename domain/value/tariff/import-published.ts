import { type RoundingRule, ratioText } from '@medsettle/money/ratio'
import { findFactor } from './find-formula.ts'
import { findRounding } from './find-rounding.ts'
import { priceCase } from './price-case.ts'
import { isPublished, type Part, type PublishedRow, readPublishedRow } from './published-row.ts'
import { readTariff } from './read-tariff.ts'
import { type TariffProblem, tariffProblem } from './tariff-refusal.ts'
import { usableRows } from './usable-rows.ts'

export interface ImportedTariffs {
  /** tariffs as JSON documents, one for each city and year of the table */
  readonly documents: readonly ImportedDocument[]
  readonly problems: readonly TariffProblem[]
}

export interface ImportedDocument {
  readonly id: string
  readonly [field: string]: unknown
}

/** A line of the table by header name; lines count from 1, the header being the first. */
export interface TableLine {
  readonly line: number
  readonly columns: ReadonlyMap<string, string>
}

/** Published figures → tariffs: by which dimensions each factor goes and how the figure was rounded is found from the rows. */
export function importPublished(lines: readonly TableLine[]): ImportedTariffs {
  const problems: TariffProblem[] = []
  const rows: PublishedRow[] = []
  for (const { columns, line } of lines) {
    const row = readPublishedRow(columns, line)
    if ('code' in row) problems.push(row)
    else rows.push(row)
  }
  if (lines.length === 0) problems.push(tariffProblem('TARIFF_TABLE_EMPTY', 'table'))
  const years = new Map(lines.map(({ columns }) => [tableName(columns), columns]))
  const documents = [...Map.groupBy(rows, (row) => row.table)].flatMap(([table, of]) => {
    const document = documentOf(table, years.get(table) ?? new Map(), of, problems)
    return document === null ? [] : [document]
  })
  return { documents, problems }
}

const tableName = (columns: ReadonlyMap<string, string>): string =>
  [columns.get('city') ?? '', columns.get('year') ?? ''].filter((one) => one !== '').join(' ')

function documentOf(
  table: string,
  columns: ReadonlyMap<string, string>,
  rows: readonly PublishedRow[],
  problems: TariffProblem[],
): ImportedDocument | null {
  const [open, priced] = [rows.filter((row) => row.isOpen), rows.filter((row) => !row.isOpen)]
  for (const { line } of open) problems.push(tariffProblem('TARIFF_ROW_SKIPPED', `line ${line}`))
  const usable = usableRows(priced)
  problems.push(...usable.problems)
  if (usable.rows.length === 0) {
    problems.push(tariffProblem('TARIFF_TABLE_EMPTY', table === '' ? 'table' : table))
    return null
  }
  const { order, onTheWay, last } = findRounding(usable.rows, usable.parts)
  const formula = order.map((part, index) => ({
    ...(findFactor(usable.rows, part, part === usable.parts[0]) ?? contradiction(part)),
    ...(index === 1 && onTheWay !== null ? { round: ruleDocument(onTheWay) } : {}),
  }))
  const document = {
    id: table === '' ? 'published' : table.replaceAll(' ', '-'),
    ...headOf(table, columns),
    dimensions: dimensionsOf(columns, rows),
    formula,
    ...(last === null ? {} : { round: ruleDocument(last) }),
    toFen: 'halfUp',
    ...(open.length === 0 ? {} : { excluded: open.map(openDocument) }),
  }
  problems.push(...misfitsOf(document, usable.rows))
  return document
}

/** Rows that contradict each other were left out before: by all its dimensions every case has one value. */
function contradiction(part: Part): never {
  throw new TypeError(`${part}: two rows of one case with different values would be priced by whichever came last`)
}

/** Prices every row by the tariff that was made of it: what does not come out as published is told, whatever the reason. */
function misfitsOf(document: ImportedDocument, rows: readonly PublishedRow[]): TariffProblem[] {
  const tariff = readTariff(JSON.stringify(document))
  return rows.flatMap((row) => {
    const { line, dimensions, published } = row
    const price = priceCase(tariff, { id: String(line), group: dimensions.get('group')!, columns: dimensions })
    const figure = price.outcome === 'priced' ? price.standard.yuan : null
    if (figure !== null && isPublished(figure, row)) return []
    const found = figure === null ? price.outcome : ratioText(figure)
    return [tariffProblem('TARIFF_TABLE_MISFIT', `line ${line}`, `published ${ratioText(published)}, found ${found}`)]
  })
}

/** A year's table is taken to be in force for that year; the document itself says it better. */
function headOf(table: string, columns: ReadonlyMap<string, string>): Record<string, unknown> {
  const year = columns.get('year') ?? ''
  const applies = [...columns].filter(([name, value]) => (name === 'city' || name === 'year') && value !== '')
  return {
    version: year === '' ? '1' : year,
    title: `payment standards ${table}`.trim(),
    source: `published table of payment standards${table === '' ? '' : `, ${table}`}`,
    ...(/^\d{4}$/.test(year) ? { validFrom: `${year}-01-01`, validTo: `${year}-12-31` } : {}),
    appliesTo: Object.fromEntries(applies),
  }
}

function dimensionsOf(columns: ReadonlyMap<string, string>, rows: readonly PublishedRow[]): Record<string, unknown> {
  const found: Record<string, unknown> = {}
  for (const name of ['city', 'year']) if ((columns.get(name) ?? '') !== '') found[name] = {}
  for (const name of ['level', 'insuranceType', 'scheme']) {
    const values = [...new Set(rows.flatMap((row) => row.dimensions.get(name) ?? []))]
    if (values.length === 0) continue
    const isPartial = rows.some((row) => !row.isOpen && !row.dimensions.has(name))
    // a row that names no level is found by a case that names none
    if (isPartial) found[name] = { values: [...values, UNNAMED], default: UNNAMED }
    // a table for one level only still prices cases that do not repeat it
    else found[name] = { values, ...(values.length === 1 ? { default: values[0] } : {}) }
  }
  return found
}

const UNNAMED = 'not named'

function openDocument({ dimensions }: PublishedRow): Record<string, unknown> {
  return { name: 'no local standard', when: Object.fromEntries(dimensions), pays: 'elsewhere' }
}

const ruleDocument = (rule: RoundingRule): Record<string, unknown> => ({ ...rule })
