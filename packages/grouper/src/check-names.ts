import type { SchemeFinding } from './check-scheme.ts'
import { CODE_WORDS, type Condition, childrenOf, isCodeWord, wordOf } from './condition.ts'
import { type AdrgTable, type MdcTable, type SchemeTables, VALID_PROCEDURES } from './scheme-tables.ts'

/** Everything one table says by name and another must hold. */
export function checkNames(tables: SchemeTables): SchemeFinding[] {
  return [...checkMdcs(tables), ...checkAdrgs(tables), ...checkDrgs(tables), ...checkLists(tables)]
}

function checkMdcs({ mdcOrder, mdcs, adrgs, policy }: SchemeTables): SchemeFinding[] {
  const findings = twice(mdcOrder, 'mdc.json: order')
  for (const id of mdcOrder)
    if (!mdcs[id]) findings.push(error('MDC_MISSING', 'mdc.json: order', `MDC ${id} is tried but not described`))
  for (const [id, mdc] of Object.entries(mdcs)) {
    if (!mdcOrder.includes(id))
      findings.push(error('MDC_NOT_TRIED', `mdc.json: mdc.${id}`, `MDC ${id} is not in the order, no case enters it`))
    for (const [where, { adrgs: tried }] of waysIn(id, mdc)) {
      findings.push(...twice(tried, `${where}.adrgs`))
      for (const adrg of tried)
        if (!adrgs[adrg]) findings.push(error('ADRG_MISSING', `${where}.adrgs`, `ADRG ${adrg} is not in adrg.json`))
    }
    const variant = policy.mdcVariants[id]
    if (variant !== undefined && !mdc.variants?.[variant])
      findings.push(
        error('VARIANT_MISSING', `scheme.json: policy.mdcVariants.${id}`, `MDC ${id} has no variant "${variant}"`),
      )
  }
  const homes = Map.groupBy(
    Object.entries(mdcs).flatMap(([id, mdc]) => (mdc.principal ?? []).map((code) => ({ id, code }))),
    ({ code }) => code,
  )
  for (const [code, entries] of homes)
    if (entries.length > 1) {
      const letters = entries.map((one) => one.id).join(' and ')
      findings.push({
        severity: 'note',
        code: 'DIAGNOSIS_IN_TWO_MDCS',
        place: 'mdc.json',
        message: `${code} opens MDC ${letters}; the first in the order that it enters wins`,
      })
    }
  return findings
}

/** What is named twice is tried once; the second place is a slip, often of another name. */
const twice = (names: readonly string[], place: string): SchemeFinding[] =>
  [...new Set(names.filter((name, at) => names.indexOf(name) !== at))].map((name) =>
    error('TRIED_TWICE', place, `${name} is named twice`),
  )

/** The MDC as it stands and with each of its variants laid over it, by place. */
const waysIn = (id: string, mdc: MdcTable): [string, MdcTable][] => [
  [`mdc.json: mdc.${id}`, mdc],
  ...Object.entries(mdc.variants ?? {}).map(([name, variant]): [string, MdcTable] => [
    `mdc.json: mdc.${id}.variants.${name}`,
    { ...mdc, ...variant },
  ]),
]

function checkAdrgs({ mdcs, adrgs, drgs }: SchemeTables): SchemeFinding[] {
  const findings: SchemeFinding[] = []
  for (const [id, adrg] of Object.entries(adrgs)) {
    const place = `adrg.json: ${id}`
    const homes = Object.entries(mdcs).flatMap(([letter, mdc]) => (mdc.adrgs.includes(id) ? letter : []))
    if (homes.length === 0) findings.push(warning('ADRG_IN_NO_MDC', place, `no MDC tries ADRG ${id}`))
    if (homes.length > 1)
      findings.push(error('ADRG_IN_TWO_MDCS', place, `ADRG ${id} is tried by MDC ${homes.join(' and ')}`))
    findings.push(...twice(adrg.drgs, `${place}.drgs`))
    if (adrg.drgs.length === 0) findings.push(error('ADRG_WITHOUT_DRG', place, `ADRG ${id} has no DRG`))
    for (const drg of adrg.drgs)
      if (!drgs[drg]) findings.push(error('DRG_MISSING', `${place}.drgs`, `DRG ${drg} is not in drg.json`))
  }
  return findings
}

function checkDrgs({ adrgs, drgs }: SchemeTables): SchemeFinding[] {
  return Object.keys(drgs).flatMap((id) => {
    const homes = Object.entries(adrgs).flatMap(([adrg, { drgs: own }]) => (own.includes(id) ? adrg : []))
    if (homes.length === 0) return [error('DRG_WITHOUT_ADRG', `drg.json: ${id}`, `no ADRG leads to DRG ${id}`)]
    if (homes.length > 1)
      return [error('DRG_IN_TWO_ADRGS', `drg.json: ${id}`, `DRG ${id} belongs to ${homes.join(' and ')}`)]
    return []
  })
}

/** Names of lists a condition uses, with whether they hold diagnoses. */
export function listsOf(condition: Condition): { readonly name: string; readonly kind: 'diagnosis' | 'procedure' }[] {
  const { word, value } = wordOf(condition)
  if (isCodeWord(word)) return [{ name: value as string, kind: CODE_WORDS[word].kind }]
  if (word === 'simultaneousProceduresIn') return (value as string[]).map((name) => ({ name, kind: 'procedure' }))
  return childrenOf(condition).flatMap(listsOf)
}

function checkLists(tables: SchemeTables): SchemeFinding[] {
  const global = { ...tables.lists, [VALID_PROCEDURES]: tables.validProcedures }
  const ofMdcs = Object.entries(tables.mdcs).flatMap(([id, mdc]) =>
    waysIn(id, mdc).flatMap(([where, { enter, lists, principal }]) =>
      missingLists(enter, { ...global, ...lists, principal: principal ?? [] }, `${where}.enter`),
    ),
  )
  const ofAdrgs = Object.entries(tables.adrgs).flatMap(([id, adrg]) => {
    const lists = { ...global, ...adrg.lists }
    const ofDrgs = adrg.drgs.flatMap((drg) => {
      const when = tables.drgs[drg]?.when
      return when ? missingLists(when, lists, `drg.json: ${drg}.when`) : []
    })
    return [
      ...missingLists(adrg.when, lists, `adrg.json: ${id}.when`),
      ...ofDrgs,
      ...unusedLists(tables, id, adrg),
      ...checkReferences(tables, id),
    ]
  })
  const ofModifiers = tables.modifiers.flatMap(({ when }, index) =>
    missingLists(when, global, `scheme.json: severityModifiers[${index}]`),
  )
  return [...ofMdcs, ...ofAdrgs, ...ofModifiers]
}

function missingLists(condition: Condition, lists: Record<string, readonly string[]>, place: string): SchemeFinding[] {
  return listsOf(condition).flatMap(({ name }) => {
    const codes = Object.hasOwn(lists, name) ? lists[name] : undefined
    if (!codes) return [error('LIST_MISSING', place, `names the list "${name}", which is not there`)]
    return codes.length === 0 ? [warning('LIST_EMPTY', place, `the list "${name}" is empty`)] : []
  })
}

function unusedLists(tables: SchemeTables, id: string, adrg: AdrgTable): SchemeFinding[] {
  const conditions = [adrg.when, ...adrg.drgs.flatMap((drg) => tables.drgs[drg]?.when ?? [])]
  const used = new Set(conditions.flatMap(listsOf).map((list) => list.name))
  return Object.keys(adrg.lists)
    .filter((name) => !used.has(name))
    .map((name) =>
      warning('LIST_UNUSED', `adrg.json: ${id}.lists.${name}`, `no condition of ${id} names the list "${name}"`),
    )
}

const referencesOf = (condition: Condition): readonly string[] =>
  'referencedAdrgs' in condition ? condition.referencedAdrgs : childrenOf(condition).flatMap(referencesOf)

function checkReferences(tables: SchemeTables, id: string): SchemeFinding[] {
  const place = `adrg.json: ${id}.when`
  const walk = (at: string, inside: readonly string[]): SchemeFinding[] => {
    const adrg = tables.adrgs[at]
    if (!adrg) return [error('REFERENCE_MISSING', place, `refers to ADRG ${at}, which is not there`)]
    return referencesOf(adrg.when).flatMap((next) =>
      inside.includes(next)
        ? [error('REFERENCE_CYCLE', place, `${[...inside, next].join(' → ')} is a circle`)]
        : walk(next, [...inside, next]),
    )
  }
  return walk(id, [id])
}

const error = (code: SchemeFinding['code'], place: string, message: string): SchemeFinding => ({
  severity: 'error',
  code,
  place,
  message,
})
const warning = (code: SchemeFinding['code'], place: string, message: string): SchemeFinding => ({
  severity: 'warning',
  code,
  place,
  message,
})
