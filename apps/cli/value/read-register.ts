import { columnName } from './group-row.ts'
import { placeOf, type Row, readRows, tell } from './method-rows.ts'

/** What is known of cases beside their group, by id. */
export type Register = ReadonlyMap<string, ReadonlyMap<string, string>>

/** A case that stands twice in the file is told and not joined: which of its rows holds is not for us to say. @throws BadUsage */
export async function readRegister(file: string): Promise<Register> {
  const { rows } = await readRows(file, 'VALUE_ROW_MALFORMED', columnName)
  const byId = Map.groupBy(rows, ({ columns }) => columns.get('id') ?? '')
  const register = new Map<string, ReadonlyMap<string, string>>()
  for (const [id, [first, ...more]] of byId) {
    if (more.length === 0) register.set(id, first!.columns)
    else
      for (const { line } of [first!, ...more])
        tell(`${placeOf(file, line)}, id ${id}`, 'VALUE_ROW_MALFORMED', 'id', 'this id stands more than once')
  }
  return register
}

/** What the row says itself goes before what the register says. */
export function withRegister(row: Row, register: Register | null): Row {
  const found = register?.get(row.columns.get('id') ?? '')
  if (found === undefined) return row
  const columns = new Map(found)
  for (const [name, value] of row.columns) if (value !== '') columns.set(name, value)
  return { line: row.line, columns }
}
