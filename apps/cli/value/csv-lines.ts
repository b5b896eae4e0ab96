import { type Line, readLines } from '../ledger/read-lines.ts'

/** A row by header name, or why the line is none. */
export type CsvRow =
  | { readonly line: number; readonly columns: ReadonlyMap<string, string> }
  | { readonly line: number; readonly fault: string }

/** The header as written, or why the input has none. */
export class NoHeader extends Error {
  override name = 'NoHeader'
}

/**
 * Rows of a CSV stream with bounded memory.
 * @param nameOf the column a header means
 * @param bare columns of a file that may come without header: its first line has as many fields and none of these names
 */
export async function* readCsv(
  chunks: AsyncIterable<Uint8Array>,
  nameOf: (header: string) => string = (header) => header,
  bare: readonly string[] = [],
): AsyncGenerator<CsvRow> {
  let header: readonly string[] | null = null
  for await (const line of readLines(chunks)) {
    if (header !== null) yield rowOf(line, header)
    else {
      header = headerOf(line, nameOf)
      if (header.length !== bare.length || header.some((name) => bare.includes(name))) continue
      header = bare
      yield rowOf(line, header)
    }
  }
  if (header === null) throw new NoHeader('the input is empty; the first line names the columns')
}

function headerOf(line: Line, nameOf: (header: string) => string): string[] {
  const fields = 'text' in line ? splitRow(line.text.replace(/^\uFEFF/, '')) : null
  if (fields === null) throw new NoHeader('the first line cannot be read as the header of a CSV file in UTF-8')
  const names = fields.map(nameOf)
  const twice = names.find((name, index) => name !== '' && names.indexOf(name) !== index)
  if (twice !== undefined) throw new NoHeader(`two columns are called ${twice}`)
  return names
}

function rowOf(line: Line, header: readonly string[]): CsvRow {
  if (!('text' in line)) return { line: line.no, fault: line.fault === 'LINE_NOT_UTF8' ? 'not UTF-8' : 'too long' }
  const fields = splitRow(line.text)
  if (fields === null) return { line: line.no, fault: 'a quote is not closed' }
  if (fields.length !== header.length)
    return { line: line.no, fault: `${fields.length} columns, the header has ${header.length}` }
  return { line: line.no, columns: new Map(header.map((name, index) => [name, fields[index]!])) }
}

const FIELD = /\s*(?:"((?:[^"]|"")*)"\s*|([^,"]*))(,|$)/y

/** The fields of one line (RFC 4180), outer blanks removed; null when the quotes do not match. */
export function splitRow(text: string): string[] | null {
  const line = text.replace(/\r$/, '')
  const fields: string[] = []
  for (let from = 0; ; ) {
    FIELD.lastIndex = from
    const match = FIELD.exec(line)
    if (match === null) return null
    fields.push(match[1]?.replaceAll('""', '"') ?? match[2]!.trim())
    if (match[3] === '') return fields
    from = FIELD.lastIndex
  }
}

/** A field as CSV writes it; ids go out as they came in. */
export const csvField = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
