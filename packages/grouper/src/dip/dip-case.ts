import { type Fen, MoneyError, parseYuan } from '@medsettle/money'
import { COLUMNS, decodeFields } from '../decode-row.ts'
import type { GroupingCase } from '../grouping-case.ts'
import { type DipRefusal, dipRefusal } from './dip-refusal.ts'

/** A discharged case with what points need beyond grouping. */
export interface DipCase extends GroupingCase {
  /** of discharge; null when not given */
  readonly year: number | null
  /** fen, above zero; null when not given */
  readonly cost: Fen | null
  /** empty when not given */
  readonly hospital: string
  readonly level: string
  /** of discharge, YYYY-MM-DD; empty when not given */
  readonly date: string
}

const OWN_COLUMNS = ['year', 'cost', 'hospital', 'level', 'date'] as const
/** Columns without which a row says nothing about a disease. */
export const NEEDED_COLUMNS = ['diagnoses', 'procedures', 'cost', 'level'] as const

const DATE = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/

const ALIASES: Readonly<Record<string, string>> = {
  costYuan: 'cost',
  los: 'stayDays',
  LOS: 'stayDays',
  hospitalLevel: 'level',
  hospitalId: 'hospital',
  institutionId: 'hospital',
  dischargeDate: 'date',
  catalogueVersion: 'schemeVersion',
}

/** The column a header means: `stay_days` and `stayDays` are one. */
export function dipColumn(header: string): string {
  const name = header.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
  return ALIASES[name] ?? name
}

/** A row by header names as a case, or why it is none. Columns the header does not have are not known. */
export function readDipCase(columns: ReadonlyMap<string, string>): DipCase | DipRefusal {
  const [year = '', cost = '', hospital = '', level = '', date = ''] = OWN_COLUMNS.map((name) =>
    columns.get(name)?.trim(),
  )
  const decoded = decodeFields(COLUMNS.map((name) => columns.get(name) ?? ''))
  if ('code' in decoded) return decoded
  if (year !== '' && !/^\d{4}$/.test(year))
    return dipRefusal('DIP_YEAR_INVALID', 'column year', `"${year.slice(0, 40)}"`)
  if (date !== '' && !DATE.test(date)) return dipRefusal('DIP_DATE_INVALID', 'column date', `"${date.slice(0, 40)}"`)
  const fen = cost === '' ? null : fenOf(cost)
  if (fen === undefined) return dipRefusal('DIP_COST_INVALID', 'column cost', `"${cost.slice(0, 40)}"`)
  return { ...decoded, year: year === '' ? null : Number(year), cost: fen, hospital, level, date }
}

function fenOf(text: string): Fen | undefined {
  try {
    const fen = parseYuan(text)
    return fen > 0 ? fen : undefined
  } catch (error) {
    if (error instanceof MoneyError) return undefined
    throw error
  }
}
