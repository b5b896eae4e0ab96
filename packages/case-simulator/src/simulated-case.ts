import { type Fen, formatYuan } from '@medsettle/money'

/** One row: a stay as the hospital reported it. */
export interface SimulatedCase {
  readonly id: string
  /** whose stay; the same person in a return */
  readonly person: string
  readonly hospital: string
  readonly level: string
  readonly department: string
  readonly insuranceType: string
  /** as coded */
  readonly group: string
  readonly family: string
  readonly severity: string
  readonly cost: Fen
  /** cost = fund + patient */
  readonly fund: Fen
  readonly patient: Fen
  readonly stayDays: number
  /** dates of admission and discharge */
  readonly admitted: string
  readonly date: string
  readonly died: boolean
  /** a first stay, a return, or the second part of a stay that was split */
  readonly reason: 'first' | 'return' | 'split'
  /** as an honest coder would have coded: known because the case is made up */
  readonly trueGroup: string
}

export const COLUMNS = [
  'id',
  'person',
  'hospital',
  'level',
  'department',
  'insuranceType',
  'group',
  'family',
  'severity',
  'cost',
  'fund',
  'patient',
  'stayDays',
  'admitted',
  'date',
  'died',
  'reason',
  'trueGroup',
] as const satisfies readonly (keyof SimulatedCase)[]

const AMOUNTS: ReadonlySet<string> = new Set(['cost', 'fund', 'patient'])

/** A line of CSV; amounts in yuan with two decimals, died as 1 or 0. */
export function caseLine(one: SimulatedCase): string {
  let line = ''
  for (const name of COLUMNS) {
    const value = one[name]
    const text = AMOUNTS.has(name) ? formatYuan(value as Fen) : typeof value === 'boolean' ? (value ? '1' : '0') : value
    line += line === '' ? text : `,${quoted(String(text))}`
  }
  return `${line}\n`
}

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
