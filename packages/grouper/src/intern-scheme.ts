import { GrouperError } from './grouper-error.ts'
import { createCodeBook, createListBook, type ListBook } from './intern-codes.ts'
import { createRuleReader, type Scope, scopeOfAdrg } from './intern-rule.ts'
import { COUNTS_CC, COUNTS_MCC, type InternedHead, type InternedMdc, type InternedScheme } from './interned-scheme.ts'
import { chosenMdc, entryOf } from './mdc-entry.ts'
import { adrgKind, type SchemeTables, VALID_PROCEDURES } from './scheme-tables.ts'

/** Tables → numbers. @throws GrouperError GROUPER_NAME_MISSING, GROUPER_REFERENCE_CYCLE, GROUPER_BAD_TABLE */
export function internScheme(tables: SchemeTables): InternedScheme {
  const diagnoses = createCodeBook()
  const procedures = createCodeBook()
  const lists = createListBook(diagnoses, procedures)
  const exclusionTables = ['']
  const tableNumbers = new Map<string, number>()
  const tableOf = (name: string): number => {
    const known = tableNumbers.get(name)
    if (known !== undefined) return known
    tableNumbers.set(name, exclusionTables.push(name) - 1)
    return exclusionTables.length - 1
  }
  const head = internHead(tables, lists, exclusionTables)
  const severity = [
    ...Object.entries(tables.cc).map(([code, table]) => [diagnoses.numberOf(code), COUNTS_CC, tableOf(table)] as const),
    ...Object.entries(tables.mcc).map(
      ([code, table]) => [diagnoses.numberOf(code), COUNTS_MCC, tableOf(table)] as const,
    ),
  ]
  const exclusion = Object.entries(tables.exclusionByPrincipal).map(
    ([code, table]) => [diagnoses.numberOf(code), tableOf(table)] as const,
  )
  if (exclusionTables.length > 0xffff)
    throw new GrouperError('GROUPER_BAD_TABLE', 'exclusion-by-principal.json', 'more than 65,535 exclusion tables')
  for (const code of tables.knownDiagnoses) diagnoses.numberOf(code)
  const { male, female } = tables.sexOnly
  const diagnosisSex = bySex(diagnoses.numberOf, male.diagnoses, female.diagnoses)
  const procedureSex = bySex(procedures.numberOf, male.procedures, female.procedures)
  const diagnosisPool = diagnoses.pool(tables.diagnosisMap)
  const procedurePool = procedures.pool(tables.procedureMap)
  const size = diagnosisPool.codes.length
  return {
    head,
    diagnoses: diagnosisPool,
    procedures: procedurePool,
    lists: lists.ids(),
    severity: filled(
      new Uint8Array(size),
      severity.map(([code, counts]) => [code, counts]),
    ),
    severityTable: filled(
      new Uint16Array(size),
      severity.map(([code, , table]) => [code, table]),
    ),
    exclusion: filled(new Uint16Array(size), exclusion),
    diagnosisSex: filled(new Uint8Array(size), diagnosisSex),
    procedureSex: filled(new Uint8Array(procedurePool.codes.length), procedureSex),
  }
}

function bySex(numberOf: (code: string) => number, male: readonly string[], female: readonly string[]) {
  return [...male.map((code) => [numberOf(code), 1] as const), ...female.map((code) => [numberOf(code), 2] as const)]
}

function filled<T extends Uint8Array | Uint16Array>(array: T, entries: readonly (readonly [number, number])[]): T {
  for (const [index, value] of entries) array[index] = value
  return array
}

function internHead(tables: SchemeTables, lists: ListBook, exclusionTables: readonly string[]): InternedHead {
  const global: Scope = { owner: 'scheme', lists: { ...tables.lists, [VALID_PROCEDURES]: tables.validProcedures } }
  const read = createRuleReader({ tables, lists, global })
  const drgNumbers = new Map<string, number>()
  const drgs: InternedHead['drgs'][number][] = []
  const adrgNumbers = new Map<string, number>()
  const adrgs = Object.entries(tables.adrgs).map(([id, adrg], index) => {
    adrgNumbers.set(id, index)
    const scope = scopeOfAdrg(tables, id, adrg)
    for (const drgId of adrg.drgs) {
      const drg = tables.drgs[drgId]
      if (!drg) throw missing(`adrg.json: ${id}.drgs`, `DRG ${drgId} is not in drg.json`)
      const when = drg.when ? read(drg.when, scope, `drg.json: ${drgId}.when`) : null
      if (!drgNumbers.has(drgId))
        drgNumbers.set(drgId, drgs.push({ id: drgId, name: drg.name, requires: drg.requires, when }) - 1)
    }
    return {
      id,
      name: adrg.name ?? '',
      kind: adrgKind(id, adrg),
      when: read(adrg.when, scope, `adrg.json: ${id}.when`),
      drgs: adrg.drgs.map((drgId) => drgNumbers.get(drgId)!),
    }
  })
  const mdcs = tables.mdcOrder.map((id): InternedMdc => {
    const mdc = chosenMdc(tables, id)
    const scope = {
      owner: `MDC${id}`,
      lists: { ...mdc.lists, principal: mdc.principal ?? [] },
      regions: mdc.regions ?? {},
    }
    const numbers = mdc.adrgs.map((adrg) => {
      const number = adrgNumbers.get(adrg)
      if (number === undefined) throw missing(`mdc.json: ${id}.adrgs`, `ADRG ${adrg} is not in adrg.json`)
      return number
    })
    return { id, name: mdc.name ?? '', enter: read(entryOf(mdc), scope, `mdc.json: ${id}.enter`), adrgs: numbers }
  })
  const modifiers = tables.modifiers.map(({ when, counts, because }, index) => ({
    when: read(when, global, `scheme.json: severityModifiers[${index}]`),
    counts,
    because,
  }))
  const { version, name, source, policy } = tables
  return {
    ...{ version, name, source, policy, mdcs, adrgs, drgs, modifiers, exclusionTables },
    validProcedures: lists.numberOf('procedure', 'scheme', VALID_PROCEDURES, tables.validProcedures),
    listNames: lists.names,
    listKinds: lists.kinds,
  }
}

const missing = (place: string, message: string): GrouperError =>
  new GrouperError('GROUPER_NAME_MISSING', place, message)
