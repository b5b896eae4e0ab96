import { splitScheme } from '../../../domain/value/tariff/published-row.ts'
import type { ValueCase } from '../../../domain/value/tariff/value-case.ts'
import type { CsvRow } from './csv-lines.ts'

const ALIASES: Readonly<Record<string, string>> = {
  drg: 'group',
  dip: 'group',
  costYuan: 'cost',
  los: 'stayDays',
  LOS: 'stayDays',
  dischargeDate: 'date',
}

/** `insurance_type` and `insuranceType` are one column, as are `drg` and `group`. */
export function columnName(header: string): string {
  const name = header.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
  return ALIASES[name] ?? name
}

/** A row of the input as a case. Without an id column the line number is the id. */
export function caseOf(row: Extract<CsvRow, { columns: unknown }>): ValueCase {
  const columns = new Map(row.columns)
  // published tables write level and insurance type in one column: 二级/职工
  for (const [name, value] of splitScheme(columns.get('levelOrScheme') ?? ''))
    if (!columns.has(name)) columns.set(name, value)
  return { id: columns.get('id') ?? String(row.line), group: columns.get('group') ?? '', columns }
}
