import { listsOf } from './check-names.ts'
import type { SchemeFinding } from './check-scheme.ts'
import type { SchemeTables } from './scheme-tables.ts'
import { usualCode } from './spelling-hint.ts'

/** Codes of the tables against the catalogue, if the scheme has one, against their own spelling and against the sexes. */
export const checkCodes = (tables: SchemeTables): SchemeFinding[] => [
  ...checkKnown(tables),
  ...checkSpelling(tables),
  ...checkSexOfMdcs(tables),
]

/** Diagnoses by the table that names them. */
function diagnosisPlaces(tables: SchemeTables): [string, readonly string[]][] {
  return [
    ...Object.entries(tables.mdcs).flatMap(([id, mdc]): [string, readonly string[]][] => [
      [`mdc.json: mdc.${id}.principal`, mdc.principal ?? []],
      ...Object.entries(mdc.regions ?? {}).map(([region, codes]): [string, readonly string[]] => [
        `mdc.json: mdc.${id}.regions.${region}`,
        codes,
      ]),
    ]),
    ...Object.entries(tables.adrgs).flatMap(([id, adrg]) =>
      listsOf(adrg.when)
        .filter(({ kind, name }) => kind === 'diagnosis' && adrg.lists[name])
        .map(({ name }): [string, readonly string[]] => [`adrg.json: ${id}.lists.${name}`, adrg.lists[name]!]),
    ),
    ['cc.json', Object.keys(tables.cc)],
    ['mcc.json', Object.keys(tables.mcc)],
    ['exclusion-by-principal.json', Object.keys(tables.exclusionByPrincipal)],
  ]
}

/** Diagnoses outside the catalogue, and map entries that lead to codes nobody knows. */
function checkKnown(tables: SchemeTables): SchemeFinding[] {
  if (tables.knownDiagnoses.length === 0) return []
  const known = new Set(tables.knownDiagnoses)
  const places: [string, readonly string[]][] = [
    ...diagnosisPlaces(tables),
    ['diagnosis-map.json', Object.values(tables.diagnosisMap)],
  ]
  return places.flatMap(([place, codes]) =>
    [...new Set(codes)]
      .filter((code) => !known.has(code))
      .map((code) => ({
        severity: 'error',
        code: 'CODE_UNKNOWN',
        place,
        message: `${code} is not in valid-diagnoses.json`,
      })),
  )
}

/** A case row separates codes by these: no row can ever carry a code with one of them. */
const NEVER_IN_A_ROW = /[\s|,"]/

/** Slips of typing and of spreadsheets, which no catalogue is needed to see. */
function checkSpelling(tables: SchemeTables): SchemeFinding[] {
  const procedures: [string, readonly string[]][] = [
    ['valid-procedures.json', tables.validProcedures],
    ...Object.entries(tables.adrgs).flatMap(([id, adrg]) =>
      listsOf(adrg.when)
        .filter(({ kind, name }) => kind === 'procedure' && adrg.lists[name])
        .map(({ name }): [string, readonly string[]] => [`adrg.json: ${id}.lists.${name}`, adrg.lists[name]!]),
    ),
  ]
  return [diagnosisPlaces(tables), procedures].flatMap((places) => {
    const all = new Set(places.flatMap(([, codes]) => codes))
    return places.flatMap(([place, codes]) =>
      [...new Set(codes)].flatMap((code): SchemeFinding[] => {
        const usual = usualCode(code)
        if (!NEVER_IN_A_ROW.test(code) && code !== '' && (usual === code || !all.has(usual))) return []
        const message =
          all.has(usual) && usual !== code ? `"${code}" beside ${usual}` : `"${code}" cannot stand in a case`
        return [{ severity: 'warning', code: 'CODE_MISSPELT', place, message }]
      }),
    )
  })
}

function checkSexOfMdcs({ mdcs, sexOnly }: SchemeTables): SchemeFinding[] {
  return Object.entries(mdcs).flatMap(([id, { sex, principal }]): SchemeFinding[] => {
    const other = sex === 'male' ? 'female' : sex === 'female' ? 'male' : null
    const impossible = other === null ? [] : (principal ?? []).filter((code) => sexOnly[other].diagnoses.includes(code))
    if (impossible.length === 0) return []
    const message = `MDC ${id} is for ${sex} patients; ${impossible.slice(0, 3).join(', ')} only for ${other} ones (${impossible.length} codes)`
    return [{ severity: 'error', code: 'SEX_CONTRADICTION', place: `mdc.json: mdc.${id}.principal`, message }]
  })
}
