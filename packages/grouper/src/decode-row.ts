import { isAscii } from 'node:buffer'
import type { CaseRefusal, GroupingCase } from './grouping-case.ts'

/** Columns of a case: ten, and two more that may follow. */
export const COLUMNS = [
  'id',
  'sex',
  'ageYears',
  'ageDays',
  'birthWeightGrams',
  'department',
  'stayDays',
  'dischargeWay',
  'diagnoses',
  'procedures',
  'schemeVersion',
  'icuHours',
] as const
const LEAST_COLUMNS = 10
/** of a row, in bytes or characters; a case with forty diagnoses and operations has not a thousand */
export const LONGEST_ROW = 1 << 16

/** 0 and 9 are unknown and not stated (GB/T 2261.1). */
const SEXES: Readonly<Record<string, GroupingCase['sex']>> = {
  '1': 'male',
  男: 'male',
  '2': 'female',
  女: 'female',
  '': null,
  '0': null,
  '9': null,
}
const NUMBER = /^(\d{1,8})(\.\d+)?$/

const UTF8 = new TextDecoder('utf-8', { fatal: true })
const GBK = new TextDecoder('gbk')

/** The text of a row or a file. Hospitals export UTF-8 or GBK; bytes that are no UTF-8 are GBK. */
export function textOfRow(bytes: Uint8Array): string {
  if (isAscii(bytes)) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
  try {
    return UTF8.decode(bytes)
  } catch {
    return GBK.decode(bytes)
  }
}

/** A row as a case, or why it is none. */
export function decodeRow(row: string): GroupingCase | CaseRefusal {
  if (row.length > LONGEST_ROW)
    return { code: 'ROW_TOO_LONG', place: 'row', message: `the row has more than ${LONGEST_ROW} characters` }
  const fields = row.includes('"') ? splitQuoted(row) : row.split(',')
  if (fields.length < LEAST_COLUMNS || fields.length > COLUMNS.length) {
    const other = row.includes(',') ? undefined : /[;\t]/.exec(row)?.[0]
    const hint = other ? `; they are separated by commas, not by ${other === ';' ? 'semicolons' : 'tabs'}` : ''
    const columns = fields.length === 1 ? '1 column' : `${fields.length} columns`
    const message = `the row has ${columns}, a case has ${LEAST_COLUMNS} to ${COLUMNS.length}${hint}`
    return { code: 'ROW_MALFORMED', place: 'row', message }
  }
  return decodeFields(fields)
}

/** Fields in the order of `COLUMNS` as a case, or why they are none. */
export function decodeFields(fields: readonly string[]): GroupingCase | CaseRefusal {
  const sex = SEXES[fields[1]!.trim()]
  if (sex === undefined)
    return { code: 'ROW_BAD_SEX', place: 'column sex', message: 'the sex is neither 1 (男) nor 2 (女)' }
  const numbers = NUMBER_COLUMNS.map((column) => numberOf(fields[column] ?? ''))
  const bad = numbers.indexOf(undefined)
  if (bad >= 0) {
    const column = NUMBER_COLUMNS[bad]!
    const message = `"${fields[column]}" is not a whole number from 0 on`
    return { code: 'ROW_BAD_NUMBER', place: `column ${COLUMNS[column]}`, message }
  }
  return caseOf(fields, sex, numbers as (number | null)[])
}

const NUMBER_COLUMNS = [2, 3, 4, 6, 11] as const

function caseOf(
  fields: readonly string[],
  sex: GroupingCase['sex'],
  numbers: readonly (number | null)[],
): GroupingCase {
  return {
    id: fields[0]!,
    sex,
    ageYears: numbers[0]!,
    ageDays: numbers[1]!,
    birthWeightGrams: numbers[2]!,
    department: fields[5]!,
    stayDays: numbers[3]!,
    dischargeWay: fields[7]!.trim(),
    diagnoses: codesOf(fields[8]!),
    procedures: codesOf(fields[9]!),
    schemeVersion: (fields[10] ?? '').trim(),
    icuHours: numbers[4]!,
  }
}

const codesOf = (field: string): string[] =>
  field === '' ? [] : field.includes(' ') ? field.split('|').map((code) => code.trim()) : field.split('|')

/** Completed units: 28.5 days are 28. Null when left empty, undefined when it is no number. */
function numberOf(text: string): number | null | undefined {
  const plain = text.trim()
  if (plain === '') return null
  const [, whole] = NUMBER.exec(plain) ?? []
  return whole === undefined ? undefined : Number(whole)
}

/**
 * The fields of a row with quotes: `""` is a quote. Inside quotes a comma of the two code columns separates codes as `|`
 * does (facts 5); in other columns it is text.
 */
export function splitQuoted(row: string): string[] {
  const fields: string[] = []
  let field = ''
  let quoted = false
  for (let at = 0; at < row.length; at++) {
    const character = row[at]!
    if (character === '"' && quoted && row[at + 1] === '"') field += row[++at]
    else if (character === '"') quoted = !quoted
    else if (character === ',' && !quoted) {
      fields.push(field)
      field = ''
    } else if (character === ',' && (fields.length === 8 || fields.length === 9)) field += '|'
    else field += character
  }
  fields.push(field)
  return fields
}

/** A first line whose sex and ages are all words. */
export function isHeading(row: string): boolean {
  const fields = splitQuoted(row)
  if (fields.length < LEAST_COLUMNS || SEXES[fields[1]!.trim()] !== undefined) return false
  return numberOf(fields[2]!) === undefined && numberOf(fields[3]!) === undefined
}
