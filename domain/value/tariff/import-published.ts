import { type RoundingRule, ratioText } from '@medsettle/money/ratio'
import { type FactorDocument, findFactor } from './find-formula.ts'
import { findRounding } from './find-rounding.ts'
import { PARTS, type PublishedRow, readPublishedRow } from './published-row.ts'
import { type TariffProblem, tariffProblem } from './tariff-refusal.ts'

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
  const formula = formulaOf(priced, problems)
  if (formula === null || formula.length === 0) return null
  const { afterRate, last, misfits } = findRounding(priced)
  for (const { line, published } of misfits)
    problems.push(tariffProblem('TARIFF_TABLE_MISFIT', `line ${line}`, `published ${ratioText(published)}`))
  const withRounding = formula.map((factor) =>
    factor.name === 'rate' && afterRate !== null ? { ...factor, round: ruleDocument(afterRate) } : factor,
  )
  return {
    id: table === '' ? 'published' : table.replaceAll(' ', '-'),
    ...headOf(table, columns),
    dimensions: dimensionsOf(columns, priced),
    formula: withRounding,
    ...(last === null ? {} : { round: ruleDocument(last) }),
    toFen: 'halfUp',
    ...(open.length === 0 ? {} : { excluded: open.map(openDocument) }),
  }
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

function formulaOf(rows: readonly PublishedRow[], problems: TariffProblem[]): FactorDocument[] | null {
  const parts = PARTS.filter((part) => rows.some((row) => row.parts[part] !== null))
  const formula: FactorDocument[] = []
  for (const part of parts) {
    const factor = findFactor(rows, part)
    if (factor === null) problems.push(tariffProblem('TARIFF_TABLE_CONTRADICTS', part))
    else formula.push(factor)
  }
  return formula.length === parts.length ? formula : null
}

function dimensionsOf(columns: ReadonlyMap<string, string>, rows: readonly PublishedRow[]): Record<string, unknown> {
  const found: Record<string, unknown> = {}
  for (const name of ['city', 'year']) if ((columns.get(name) ?? '') !== '') found[name] = {}
  for (const name of ['level', 'insuranceType', 'scheme']) {
    const values = [...new Set(rows.flatMap((row) => row.dimensions.get(name) ?? []))]
    // a table for one level only still prices cases that do not repeat it
    if (values.length > 0) found[name] = { values, ...(values.length === 1 ? { default: values[0] } : {}) }
  }
  return found
}

function openDocument({ dimensions }: PublishedRow): Record<string, unknown> {
  return { name: 'no local standard', when: Object.fromEntries(dimensions), pays: 'elsewhere' }
}

const ruleDocument = (rule: RoundingRule): Record<string, unknown> => ({ ...rule })
