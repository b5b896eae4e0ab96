import type { Condition } from './condition.ts'
import { parseConditionText } from './condition-text.ts'
import { GrouperError } from './grouper-error.ts'
import { NEEDED } from './grouping-steps.ts'
import {
  type AdrgTable,
  type DrgTable,
  defaultPolicy,
  type MdcTable,
  type Requires,
  type SchemeTables,
} from './scheme-tables.ts'
import { onlyOnce, rowsOf, type Sheet, type SheetRow } from './sheet.ts'

/** The tables of a publication by the names their sheets (or files) have. */
const SHEETS = {
  mdc: /^(\d+[.、_-]?)?MDC(列表|目录|表)?$/i,
  adrg: /^(\d+[.、_-]?)?ADRG(列表|目录|表)?$/i,
  drg: /^(\d+[.、_-]?)?DRGs?(列表|目录|表)?$/i,
  diagnoses: /^(\d+[.、_-]?)?(诊断编码|诊断)(列表|表)?$/,
  procedures: /^(\d+[.、_-]?)?(手术编码|手术操作编码|手术)(列表|表)?$/,
  severity: /^(\d+[.、_-]?)?(CC[/_-]?MCC|MCC[/_-]?CC|CC|MCC)\s*(列表|表)?$/i,
  exclusions: /^(\d+[.、_-]?)?(CC)?排除(列)?表$/i,
} as const

export interface ImportedScheme {
  readonly tables: SchemeTables
  /** sheets that were not understood and left out */
  readonly leftOut: readonly string[]
}

/** Sheets as authorities publish them (shape in the README) → tables. @throws GrouperError GROUPER_BAD_SHEET, GROUPER_BAD_CONDITION */
export function importSheets(
  sheets: readonly Sheet[],
  about: Pick<SchemeTables, 'version' | 'name' | 'source'>,
): ImportedScheme {
  const named = (kind: keyof typeof SHEETS): Sheet[] => sheets.filter((sheet) => SHEETS[kind].test(sheet.name.trim()))
  const one = (kind: keyof typeof SHEETS, title: string): Sheet => {
    const [found] = named(kind)
    if (!found) throw new GrouperError('GROUPER_BAD_SHEET', title, 'there is no sheet or file of this name')
    return found
  }
  const adrgRows = rowsOf(one('adrg', 'ADRG'), ['ADRG编码'])
  const diagnoses = named('diagnoses').flatMap((sheet) => rowsOf(sheet, ['诊断编码']))
  const procedures = named('procedures').flatMap((sheet) => rowsOf(sheet, ['手术编码']))
  const mdcRows = rowsOf(one('mdc', 'MDC'), ['MDC编码'])
  const drgRows = rowsOf(one('drg', 'DRG'), ['DRG编码'])
  for (const [rows, column] of [
    [mdcRows, 'MDC编码'],
    [adrgRows, 'ADRG编码'],
    [drgRows, 'DRG编码'],
  ] as const)
    onlyOnce(rows, column, (row) => row.place)
  const known = Object.keys(SHEETS) as (keyof typeof SHEETS)[]
  return {
    tables: {
      ...about,
      policy: defaultPolicy(false),
      modifiers: [],
      mdcOrder: mdcRows.map((row) => letterOf(row.of('MDC编码'))),
      mdcs: Object.fromEntries(mdcRows.map((row) => readMdc(row, adrgRows, diagnoses))),
      adrgs: readAdrgs(adrgRows, { diagnoses, procedures, drgs: drgRows }),
      drgs: readDrgs(drgRows),
      ...readSeverity(named('severity')),
      exclusionByPrincipal: readPairs(named('exclusions'), '主要诊断编码'),
      validProcedures: procedures.filter((row) => row.of('ADRG编码') === '').map((row) => row.of('手术编码')),
      knownDiagnoses: [],
      diagnosisMap: {},
      procedureMap: {},
      sexOnly: { male: { diagnoses: [], procedures: [] }, female: { diagnoses: [], procedures: [] } },
      lists: {},
    },
    leftOut: sheets
      .filter((sheet) => !known.some((kind) => SHEETS[kind].test(sheet.name.trim())))
      .map((sheet) => sheet.name),
  }
}

/** `MDCB` and `B` are the same. */
const letterOf = (code: string): string => code.replace(/^MDC(?=.)/i, '')

function readMdc(row: SheetRow, adrgs: readonly SheetRow[], diagnoses: readonly SheetRow[]): [string, MdcTable] {
  const id = letterOf(row.of('MDC编码'))
  const own = diagnoses.filter((one) => one.of('ADRG编码') === '' && letterOf(one.of('MDC编码')) === id)
  const regions: Record<string, string[]> = {}
  for (const one of own)
    if (one.of('部位') !== '') regions[one.of('部位')] = [...(regions[one.of('部位')] ?? []), one.of('诊断编码')]
  const text = row.of('入组条件')
  const sex = row.of('性别')
  if (!['', '男', '女'].includes(sex))
    throw new GrouperError('GROUPER_BAD_SHEET', row.place, `性别 is 男, 女 or empty, not "${sex}"`)
  const principal = [...new Set(own.map((one) => one.of('诊断编码')))]
  return [
    id,
    {
      ...(row.of('MDC名称') === '' ? {} : { name: row.of('MDC名称') }),
      // the entry names lists of the MDC: its usual one is called principal
      enter:
        text === '' ? { principalDiagnosisIn: 'principal' } : inMdc(parseConditionText(text, `${row.place} 入组条件`)),
      adrgs: adrgs.filter((one) => mdcOf(one) === id).map((one) => one.of('ADRG编码')),
      ...(principal.length === 0 ? {} : { principal }),
      ...(sex === '' ? {} : { sex: sex === '男' ? 'male' : 'female' }),
      ...(Object.keys(regions).length === 0 ? {} : { regions }),
    },
  ]
}

const mdcOf = (row: SheetRow): string => letterOf(row.of('MDC编码')) || row.of('ADRG编码').slice(0, 1)

/** A list named `diagnoses` is the ADRG's; at the door of an MDC the same words mean its own list. */
function inMdc(condition: Condition): Condition {
  return JSON.parse(JSON.stringify(condition), (_, value: unknown) =>
    value === 'diagnoses' ? 'principal' : value,
  ) as Condition
}

interface Lines {
  readonly diagnoses: readonly SheetRow[]
  readonly procedures: readonly SheetRow[]
  readonly drgs: readonly SheetRow[]
}

function readAdrgs(rows: readonly SheetRow[], { diagnoses, procedures, drgs }: Lines): Record<string, AdrgTable> {
  const byAdrg = (lines: readonly SheetRow[]) =>
    Map.groupBy(lines, (line) => line.of('ADRG编码') || line.of('DRG编码').slice(0, 3))
  const [dx, px, groups] = [byAdrg(diagnoses), byAdrg(procedures), byAdrg(drgs)]
  return Object.fromEntries(
    rows.map((row): [string, AdrgTable] => {
      const id = row.of('ADRG编码')
      const lists: Record<string, string[]> = {}
      const add = (lines: readonly SheetRow[] | undefined, column: string, usual: string): void => {
        for (const line of lines ?? []) {
          const name = line.of('列表') || usual
          lists[name] = [...(lists[name] ?? []), line.of(column)]
        }
      }
      add(dx.get(id), '诊断编码', 'diagnoses')
      add(px.get(id), '手术编码', 'procedures')
      const text = row.of('入组条件')
      return [
        id,
        {
          ...(row.of('ADRG名称') === '' ? {} : { name: row.of('ADRG名称') }),
          when: text === '' ? usualCondition(lists) : parseConditionText(text, `${row.place} 入组条件`),
          drgs: (groups.get(id) ?? []).toSorted(strictestFirst).map((line) => line.of('DRG编码')),
          lists,
        },
      ]
    }),
  )
}

/** Published code tables without a condition column: whatever lists there are, of the principal codes. */
function usualCondition(lists: Readonly<Record<string, readonly string[]>>): Condition {
  const all: Condition[] = []
  if (lists.diagnoses) all.push({ principalDiagnosisIn: 'diagnoses' })
  if (lists.procedures) all.push({ principalProcedureIn: 'procedures' })
  return { allOf: all }
}

/** The last figure says what a DRG asks for (facts 3.5): 1 an MCC, 3 an MCC or CC, 5 and 9 nothing. */
const BY_SUFFIX: Readonly<Record<string, Requires>> = { '1': 'mcc', '3': 'mcc-or-cc', '5': 'none', '9': 'none' }
const BY_TEXT: Readonly<Record<string, Requires>> = {
  MCC: 'mcc',
  MCC或CC: 'mcc-or-cc',
  CC或MCC: 'mcc-or-cc',
  无: 'none',
}

function requiresOf(row: SheetRow): Requires {
  const id = row.of('DRG编码')
  const text = row.of('严重程度').replace(/\s+/g, '').toUpperCase()
  const requires = text === '' ? BY_SUFFIX[id.slice(-1)] : BY_TEXT[text]
  if (!requires)
    throw new GrouperError(
      'GROUPER_BAD_SHEET',
      row.place,
      `what ${id} asks for is not clear; fill in 严重程度 with MCC, MCC或CC or 无`,
    )
  return requires
}

/** The order tried: a DRG that asks for more stands before one that takes every case, whatever its suffix sorts as. */
const strictestFirst = (one: SheetRow, two: SheetRow): number => strictness(two) - strictness(one)
const strictness = (row: SheetRow): number => NEEDED[requiresOf(row)] * 2 + (row.of('附加条件') === '' ? 0 : 1)

function readDrgs(rows: readonly SheetRow[]): Record<string, DrgTable> {
  return Object.fromEntries(
    rows.map((row): [string, DrgTable] => {
      const id = row.of('DRG编码')
      const requires = requiresOf(row)
      const when = row.of('附加条件')
      const name = row.of('DRG名称')
      return [
        id,
        when === '' ? { name, requires } : { name, requires, when: parseConditionText(when, `${row.place} 附加条件`) },
      ]
    }),
  )
}

function readSeverity(sheets: readonly Sheet[]): Pick<SchemeTables, 'cc' | 'mcc'> {
  const cc: Record<string, string> = {}
  const mcc: Record<string, string> = {}
  const kinds = new Map<SheetRow, 'CC' | 'MCC'>()
  for (const sheet of sheets)
    for (const row of rowsOf(sheet, ['诊断编码', '排除表'])) kinds.set(row, kindOf(row, sheet))
  onlyOnce([...kinds.keys()], '诊断编码', (row) => `${kinds.get(row)} ${row.of('排除表')}`)
  for (const [row, kind] of kinds) (kind === 'CC' ? cc : mcc)[row.of('诊断编码')] = row.of('排除表')
  return { cc, mcc }
}

function kindOf(row: SheetRow, sheet: Sheet): 'CC' | 'MCC' {
  const kind = (row.of('类别') || /^(\d+[.、_-]?)?(M?CC)/i.exec(sheet.name.trim())?.[2] || '').toUpperCase()
  if (kind !== 'CC' && kind !== 'MCC')
    throw new GrouperError('GROUPER_BAD_SHEET', row.place, `类别 is CC or MCC, not "${kind}"`)
  return kind
}

function readPairs(sheets: readonly Sheet[], column: string): Record<string, string> {
  const rows = sheets.flatMap((sheet) => rowsOf(sheet, [column, '排除表']))
  onlyOnce(rows, column, (row) => row.of('排除表'))
  return Object.fromEntries(rows.map((row) => [row.of(column), row.of('排除表')]))
}
