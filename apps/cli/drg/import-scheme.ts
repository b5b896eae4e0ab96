import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, extname, join, resolve } from 'node:path'
import {
  importSheets,
  isWorkbook,
  readCsvSheet,
  readTablesFolder,
  readWorkbook,
  type SchemeTables,
  type Sheet,
  writeTablesFolder,
} from '@medsettle/grouper'
import { BadUsage } from '../bad-usage.ts'

interface ImportOptions {
  readonly out: string
  readonly schemeVersion?: string
  readonly source: string
}

/** `drg scheme import FILE|DIR… --out DIR`. */
export async function importScheme(paths: readonly string[], options: ImportOptions): Promise<void> {
  const tables = (await neutralTables(paths, options)) ?? (await publishedTables(paths, options))
  await writeTablesFolder(options.out, tables)
  const count = (table: object): number => Object.keys(table).length
  process.stdout.write(
    `${options.out}: ${tables.version}, ${tables.mdcOrder.length} MDC, ${count(tables.adrgs)} ADRG, ${count(tables.drgs)} DRG, ${count(tables.cc)} CC, ${count(tables.mcc)} MCC, ${count(tables.exclusionByPrincipal)} exclusions\n`,
  )
}

/** A folder that holds the neutral tables already is read, checked for its shape and written anew. */
async function neutralTables(paths: readonly string[], options: ImportOptions): Promise<SchemeTables | null> {
  const [folder] = paths
  if (paths.length !== 1 || !(await stat(folder!)).isDirectory()) return null
  if (!(await readdir(folder!)).includes('mdc.json')) return null
  const tables = await readTablesFolder(folder!)
  const version = options.schemeVersion ?? tables.version
  return { ...tables, version, name: tables.name || version, source: options.source || tables.source }
}

async function publishedTables(paths: readonly string[], options: ImportOptions): Promise<SchemeTables> {
  const sheets = (await Promise.all(paths.map(readSheets))).flat()
  if (sheets.length === 0) throw new BadUsage('there is no XLSX, CSV or JSON table in what was given')
  const version = options.schemeVersion ?? basename(resolve(options.out))
  const { tables, leftOut } = importSheets(sheets, { version, name: version, source: options.source })
  for (const name of leftOut) process.stderr.write(`the sheet "${name}" was not understood and left out\n`)
  return tables
}

async function readSheets(path: string): Promise<Sheet[]> {
  if ((await stat(path)).isDirectory()) {
    const names = (await readdir(path)).filter((name) => /\.(csv|xlsx)$/i.test(name)).sort()
    return (await Promise.all(names.map((name) => readSheets(join(path, name))))).flat()
  }
  const bytes = await readFile(path)
  if (isWorkbook(bytes)) return readWorkbook(bytes, path)
  if (extname(path).toLowerCase() === '.csv') return [readCsvSheet(basename(path, extname(path)), bytes)]
  throw new BadUsage(`${path} is neither an XLSX workbook nor a CSV file; old .xls must be saved as .xlsx first`)
}
