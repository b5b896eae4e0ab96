import { isDate } from '../../core/china-time.ts'
import { PlatformRefusal } from '../refusal.ts'
import { isJsonObject, type Json, type JsonObject } from './exact-json.ts'

/**
 * A field table of nhsa.md §10, one text per row: name, then kind, then `Y` when required. Kinds: `30` = text of at most
 * 30 characters, `16,2` = number of 16 digits with 2 decimals, `date`, `datetime`. Fields that are not in the table are
 * let through: provinces add their own.
 */
export interface FieldTable<Name extends string> {
  readonly rows: readonly FieldRow<Name>[]
}

interface FieldRow<Name extends string> {
  readonly name: Name
  readonly required: boolean
  readonly wrong: (value: string) => string | null
}

type NameOf<Row> = Row extends `${infer Name} ${string}` ? Name : never
export type Values<Name extends string> = { readonly [N in Name]: string }

export function fieldTable<const Rows extends readonly string[]>(rows: Rows): FieldTable<NameOf<Rows[number]>> {
  return {
    rows: rows.map((row) => {
      const [name, kind, required] = row.split(' ')
      return { name: name as NameOf<Rows[number]>, required: required === 'Y', wrong: judgeOf(kind!) }
    }),
  }
}

/** Reads a node by its table; an absent or null field reads as `''`. @throws PlatformRefusal FIELD_MISSING, FIELD_MALFORMED */
export function readFields<Name extends string>(
  node: Json | undefined,
  table: FieldTable<Name>,
  place: string,
): Values<Name> {
  if (!isJsonObject(node)) throw new PlatformRefusal('FIELD_MISSING', place, '节点缺失或不是对象')
  const values = {} as Record<Name, string>
  for (const row of table.rows) {
    const value = textOf(node, row.name, place)
    if (value === '') {
      if (row.required) throw new PlatformRefusal('FIELD_MISSING', `${place}.${row.name}`, '必填项为空')
    } else {
      const wrong = row.wrong(value)
      if (wrong) throw new PlatformRefusal('FIELD_MALFORMED', `${place}.${row.name}`, wrong)
    }
    values[row.name] = value
  }
  return values
}

function textOf(node: JsonObject, name: string, place: string): string {
  const value = node[name]
  if (value === undefined || value === null) return ''
  if (typeof value !== 'string') throw new PlatformRefusal('FIELD_MALFORMED', `${place}.${name}`, '应为文本或数值')
  return value
}

/** A node that is a list, or a single object meaning a list of one (trap 8). */
export function readRows(node: Json | undefined, place: string): readonly Json[] {
  if (isJsonObject(node)) return [node]
  if (!Array.isArray(node) || node.length === 0) throw new PlatformRefusal('FIELD_MISSING', place, '节点缺失或没有行')
  return node
}

function judgeOf(kind: string): (value: string) => string | null {
  if (kind === 'date') return (value) => (isDate(value) ? null : '应为 yyyy-MM-dd')
  if (kind === 'datetime') return (value) => (isDateTime(value) ? null : '应为 yyyy-MM-dd HH:mm:ss')
  const [digits, scale] = kind.split(',').map(Number)
  if (scale === undefined) return (value) => (value.length <= digits! ? null : `超过 ${digits} 个字符`)
  const whole = digits! - scale
  // The same shape JSON allows for a number, so that the value can be echoed as one.
  const shape = new RegExp(`^-?(?:0|[1-9]\\d{0,${whole - 1}})(?:\\.(?=\\d)\\d{0,${scale}}0*)?$`)
  return (value) => (shape.test(value) ? null : `应为至多 ${scale} 位小数的数值`)
}

function isDateTime(value: string): boolean {
  return /^\d{4}-\d{2}-\d{2} ([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(value) && isDate(value.slice(0, 10))
}
