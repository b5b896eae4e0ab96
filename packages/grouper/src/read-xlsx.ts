import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { XMLParser } from 'fast-xml-parser'
import yauzl from 'yauzl'
import { GrouperError } from './grouper-error.ts'
import type { Sheet } from './sheet.ts'

/** Unpacked sizes above this are refused: a small archive may claim any size. */
const LARGEST_CONTENT = 512 * 1024 * 1024

export const isWorkbook = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b

/**
 * The sheets of an Office Open XML workbook (ECMA-376 part 1, 18): names from `xl/workbook.xml`, texts from
 * `xl/sharedStrings.xml` or the cell itself. Numbers stay the text that the file holds.
 * @throws GrouperError GROUPER_BAD_SHEET
 */
export async function readWorkbook(bytes: Uint8Array, place: string): Promise<Sheet[]> {
  try {
    const files = await unzip(Buffer.from(bytes))
    const strings = sharedStrings(files)
    return sheetFiles(files).map(({ name, xml }) => ({ name, rows: fillMerged(readRows(xml, strings), xml) }))
  } catch (error) {
    if (error instanceof GrouperError) throw error
    throw new GrouperError('GROUPER_BAD_SHEET', place, `is no readable workbook: ${(error as Error).message}`)
  }
}

async function unzip(bytes: Buffer): Promise<Map<string, string>> {
  const zip = await promisify<Buffer, yauzl.Options, yauzl.ZipFile>(yauzl.fromBuffer)(bytes, {
    lazyEntries: true,
    validateEntrySizes: true,
  })
  const entries = await new Promise<yauzl.Entry[]>((resolve, reject) => {
    const found: yauzl.Entry[] = []
    zip.on('entry', (entry: yauzl.Entry) => {
      if (/^xl\/.*\.(xml|rels)$/.test(entry.fileName)) found.push(entry)
      zip.readEntry()
    })
    zip.on('end', () => resolve(found))
    zip.on('error', reject)
    zip.readEntry()
  })
  if (entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0) > LARGEST_CONTENT)
    throw new Error('it claims too much content')
  const open = promisify((entry: yauzl.Entry, done: Parameters<typeof zip.openReadStream>[1]) =>
    zip.openReadStream(entry, done),
  )
  const files = new Map<string, string>()
  for (const entry of entries) files.set(entry.fileName, (await buffer(await open(entry))).toString('utf8'))
  return files
}

const MANY = new Set(['row', 'c', 'si', 'r', 'sheet', 'Relationship', 'mergeCell'])

/** Characters by number are read as well; a document type, the way to blow a text up, is refused before. */
const parser = (): XMLParser =>
  new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    parseTagValue: false,
    trimValues: false,
    removeNSPrefix: true,
    htmlEntities: true,
    isArray: (name) => MANY.has(name),
  })

type Node = { readonly [name: string]: unknown }

function parse(files: ReadonlyMap<string, string>, name: string): Node {
  const xml = files.get(name)
  if (xml === undefined) throw new Error(`${name} is not in it`)
  if (xml.includes('<!DOCTYPE')) throw new Error(`${name} has a document type`)
  return parser().parse(xml) as Node
}

const at = (node: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((one, name) => (typeof one === 'object' && one !== null ? (one as Node)[name] : undefined), node)
const many = (value: unknown): readonly Node[] => (Array.isArray(value) ? (value as Node[]) : [])

function sheetFiles(files: ReadonlyMap<string, string>): { name: string; xml: Node }[] {
  const targets = new Map(
    many(at(parse(files, 'xl/_rels/workbook.xml.rels'), 'Relationships', 'Relationship')).map((one) => [
      one['@Id'],
      String(one['@Target']),
    ]),
  )
  return many(at(parse(files, 'xl/workbook.xml'), 'workbook', 'sheets', 'sheet')).map((sheet) => {
    const target = targets.get(sheet['@id']) ?? ''
    const path = target.startsWith('/') ? target.slice(1) : `xl/${target}`
    return { name: String(sheet['@name']), xml: parse(files, path) }
  })
}

function sharedStrings(files: ReadonlyMap<string, string>): string[] {
  if (!files.has('xl/sharedStrings.xml')) return []
  return many(at(parse(files, 'xl/sharedStrings.xml'), 'sst', 'si')).map(richText)
}

/** Plain text, or runs of text with formats; phonetic hints (rPh) are no part of it. */
function richText(node: unknown): string {
  const runs = many(at(node, 'r'))
  return runs.length > 0 ? runs.map((run) => plain(at(run, 't'))).join('') : plain(at(node, 't'))
}

const plain = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : typeof value === 'object' && value !== null
      ? String((value as Node)['#text'] ?? '')
      : ''

function readRows(xml: Node, strings: readonly string[]): string[][] {
  const rows: string[][] = []
  for (const row of many(at(xml, 'worksheet', 'sheetData', 'row'))) {
    const number = Number(row['@r'] ?? rows.length + 1)
    const cells: string[] = []
    for (const cell of many(row.c)) {
      const column = columnOf(String(cell['@r'] ?? '')) ?? cells.length
      while (cells.length < column) cells.push('')
      cells[column] = cellText(cell, strings)
    }
    while (rows.length < number - 1) rows.push([])
    rows.push(cells)
  }
  return rows
}

/** Only the first cell of a merged block holds its text; the reader of the page sees it beside every row of the block. */
function fillMerged(rows: string[][], xml: Node): string[][] {
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0)
  for (const { '@ref': reference } of many(at(xml, 'worksheet', 'mergeCells', 'mergeCell'))) {
    const [, from, top, to, bottom] = /^([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})$/.exec(String(reference)) ?? []
    const first = columnOf(from ?? '') ?? 0
    const last = Math.min(columnOf(to ?? '') ?? -1, width - 1)
    const text = rows[Number(top) - 1]?.[first] ?? ''
    if (text === '') continue
    for (const row of rows.slice(Number(top) - 1, Number(bottom)))
      for (let column = first; column <= last; column++) {
        while (row.length < column) row.push('')
        row[column] = text
      }
  }
  return rows
}

/** `C7` → 2 */
function columnOf(reference: string): number | null {
  const letters = /^[A-Z]{1,3}/.exec(reference)?.[0]
  return letters ? [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1 : null
}

function cellText(cell: Node, strings: readonly string[]): string {
  if (cell['@t'] === 'inlineStr') return richText(cell.is)
  const value = plain(cell.v)
  return cell['@t'] === 's' ? (strings[Number(value)] ?? '') : value
}
