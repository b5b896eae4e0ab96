import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { GrouperError } from './grouper-error.ts'
import { findKeyTwice } from './key-twice.ts'
import { OPTIONAL_FILES, REQUIRED_FILES, readTables } from './read-tables.ts'
import type { SchemeTables } from './scheme-tables.ts'

/** The neutral tables in a folder; without `scheme.json` the folder's name is the version. @throws GrouperError */
export async function readTablesFolder(folder: string): Promise<SchemeTables> {
  const files: Record<string, unknown> = {}
  for (const name of [...REQUIRED_FILES, ...OPTIONAL_FILES]) {
    const path = join(folder, name)
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null
      throw error
    })
    if (text !== null) files[name] = parse(text, path)
  }
  return readTables(files, basename(resolve(folder)))
}

function parse(text: string, place: string): unknown {
  const value = parseJson(text, place)
  const twice = findKeyTwice(text)
  if (twice)
    throw new GrouperError(
      'GROUPER_BAD_TABLE',
      `${place} line ${twice.line}`,
      `"${twice.key}" stands twice in one object`,
    )
  return value
}

function parseJson(text: string, place: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new GrouperError('GROUPER_BAD_TABLE', place, `is not JSON: ${(error as Error).message}`)
  }
}

/** Writes what `readTablesFolder` reads; empty optional tables are left out. */
export async function writeTablesFolder(folder: string, tables: SchemeTables): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const [name, value] of Object.entries(filesOf(tables)))
    await writeFile(join(folder, name), `${JSON.stringify(value, null, 2)}\n`)
}

/** The JSON files of a scheme by name. */
export function filesOf(tables: SchemeTables): Record<string, unknown> {
  const { version, name, source, policy, modifiers, sexOnly } = tables
  const isFilled = (value: unknown): boolean =>
    Array.isArray(value)
      ? value.length > 0
      : Object.values(value as object).some((one) => typeof one === 'string' || isFilled(one))
  const optional = {
    'valid-diagnoses.json': tables.knownDiagnoses,
    'diagnosis-map.json': tables.diagnosisMap,
    'procedure-map.json': tables.procedureMap,
    'sex-only.json': sexOnly,
    'lists.json': tables.lists,
  }
  return {
    'scheme.json': { version, name, source, policy, severityModifiers: modifiers },
    'mdc.json': { order: tables.mdcOrder, mdc: tables.mdcs },
    'adrg.json': tables.adrgs,
    'drg.json': tables.drgs,
    'cc.json': tables.cc,
    'mcc.json': tables.mcc,
    'exclusion-by-principal.json': tables.exclusionByPrincipal,
    'valid-procedures.json': tables.validProcedures,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => isFilled(value))),
  }
}
