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

/** Rows of a sheet by heading; rows without any text are left out. @throws GrouperError GROUPER_BAD_SHEET */
export function rowsOf(sheet: Sheet, needed: readonly string[]): SheetRow[] {
  const heading = (sheet.rows[0] ?? []).map((cell) => cell.trim())
  const columnOf = (name: string): number =>
    [name, ...(SPELLINGS[name] ?? [])].map((spelling) => heading.indexOf(spelling)).find((at) => at >= 0) ?? -1
  const missing = needed.filter((name) => columnOf(name) < 0)
  if (missing.length > 0)
    throw new GrouperError(
      'GROUPER_BAD_SHEET',
      `${sheet.name} row 1`,
      `the columns ${missing.join(', ')} are not there`,
    )
  return sheet.rows.slice(1).flatMap((cells, index) => {
    if (cells.every((cell) => cell.trim() === '')) return []
    return [{ place: `${sheet.name} row ${index + 2}`, of: (name: string) => (cells[columnOf(name)] ?? '').trim() }]
  })
}
