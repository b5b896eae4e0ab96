import { GrouperError } from './grouper-error.ts'

/** One published table: a sheet of a workbook, or a CSV file. The first row holds the headings. */
export interface Sheet {
  readonly name: string
  readonly rows: readonly (readonly string[])[]
}

export interface SheetRow {
  /** `ADRG row 17`, counted as a spreadsheet counts */
  readonly place: string
  /** text of a column by its heading or another spelling of it; empty when it is not there */
  readonly of: (column: string) => string
}

/** Spellings of headings seen or likely; the first is the one we write. */
const SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  MDC编码: ['MDC代码', 'MDC'],
  MDC名称: ['主要诊断大类名称', '主要诊断大类'],
  ADRG编码: ['ADRG代码', 'ADRG', '核心疾病诊断相关组编码'],
  ADRG名称: ['核心疾病诊断相关组名称'],
  DRG编码: ['DRG代码', 'DRG', 'DRGs编码', '疾病诊断相关组编码'],
  DRG名称: ['DRGs名称', '疾病诊断相关组名称'],
  诊断编码: ['诊断代码', '疾病编码', 'ICD编码', '医保版诊断编码'],
  主要诊断编码: ['主诊编码', '主要诊断代码', '主要诊断'],
  手术编码: ['手术代码', '手术操作编码', '手术及操作编码'],
  类别: ['类型', 'CC/MCC', '级别'],
  排除表: ['排除表号', '排除表编号', '排除表名称'],
}

/** Titles, units and notes may stand above the headings; further down nobody looks for them. */
const MOST_ABOVE = 10

/** Rows of a sheet below its headings; rows without any text are left out. @throws GrouperError GROUPER_BAD_SHEET */
export function rowsOf(sheet: Sheet, needed: readonly string[]): SheetRow[] {
  const headings = sheet.rows.slice(0, MOST_ABOVE).map((row) => row.map(plainHeading))
  const missingIn = (heading: readonly string[]): string[] => needed.filter((name) => columnIn(heading, name) < 0)
  const top = headings.findIndex((heading) => missingIn(heading).length === 0)
  const heading = headings[top]
  if (!heading) {
    const best = headings.map(missingIn).sort((one, two) => one.length - two.length)[0] ?? needed
    throw new GrouperError(
      'GROUPER_BAD_SHEET',
      `${sheet.name} row 1`,
      `no row among the first ${MOST_ABOVE} is a heading with ${best.join(', ')}`,
    )
  }
  return sheet.rows.slice(top + 1).flatMap((cells, index) => {
    // empty, or the headings again: on the next page, or merged over two rows
    if (cells.every((cell, at) => cell.trim() === '' || plainHeading(cell) === heading[at])) return []
    const of = (name: string): string => (cells[columnIn(heading, name)] ?? '').trim()
    return [{ place: `${sheet.name} row ${top + index + 2}`, of }]
  })
}

const columnIn = (heading: readonly string[], name: string): number =>
  [name, ...(SPELLINGS[name] ?? [])].map((spelling) => heading.indexOf(spelling)).find((at) => at >= 0) ?? -1

/** `ADRG 编码` and a heading broken into two lines are `ADRG编码`. */
const plainHeading = (cell: string): string => cell.normalize('NFKC').replace(/\s+/g, '')

/** Refuses a second row of the same key: the later one would silently win. @throws GrouperError GROUPER_BAD_SHEET */
export function onlyOnce(rows: readonly SheetRow[], column: string, what: (row: SheetRow) => string): void {
  const seen = new Map<string, SheetRow>()
  for (const row of rows) {
    const key = row.of(column)
    const before = seen.get(key)
    if (before && what(before) !== what(row))
      throw new GrouperError(
        'GROUPER_BAD_SHEET',
        row.place,
        `${column} ${key} stands in ${before.place} already, otherwise`,
      )
    seen.set(key, row)
  }
}
