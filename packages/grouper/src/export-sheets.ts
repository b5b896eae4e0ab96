import { listsOf } from './check-names.ts'
import type { Condition } from './condition.ts'
import { conditionText } from './condition-text.ts'
import { entryOf } from './mdc-entry.ts'
import type { SchemeTables } from './scheme-tables.ts'
import type { Sheet } from './sheet.ts'

const REQUIRES = { mcc: 'MCC', 'mcc-or-cc': 'MCC或CC', none: '无' } as const

/** Tables as the sheets that `importSheets` reads: for reviewing a scheme in a spreadsheet, and for publishing one. */
export function exportSheets(tables: SchemeTables): Sheet[] {
  const { mdcOrder, mdcs, adrgs, drgs, cc, mcc, exclusionByPrincipal } = tables
  const adrgOrder = mdcOrder.flatMap((id) => mdcs[id]!.adrgs.map((adrg) => [id, adrg] as const))
  return [
    {
      name: 'MDC',
      rows: [
        ['MDC编码', 'MDC名称', '入组条件'],
        ...mdcOrder.map((id) => [`MDC${id}`, mdcs[id]!.name ?? '', conditionText(entryOf(mdcs[id]!))]),
      ],
    },
    {
      name: 'ADRG',
      rows: [
        ['ADRG编码', 'ADRG名称', 'MDC编码', '入组条件'],
        ...adrgOrder.map(([mdc, id]) => [id, adrgs[id]!.name ?? '', `MDC${mdc}`, conditionText(adrgs[id]!.when)]),
      ],
    },
    {
      name: 'DRG',
      rows: [
        ['DRG编码', 'DRG名称', 'ADRG编码', '严重程度', '附加条件'],
        ...adrgOrder.flatMap(([, id]) =>
          adrgs[id]!.drgs.map((drg) => {
            const { name, requires, when } = drgs[drg]!
            return [drg, name, id, REQUIRES[requires], when ? conditionText(when) : '']
          }),
        ),
      ],
    },
    { name: '诊断编码', rows: [['ADRG编码', 'MDC编码', '列表', '部位', '诊断编码'], ...diagnosisRows(tables)] },
    { name: '手术编码', rows: [['ADRG编码', '列表', '手术编码'], ...procedureRows(tables)] },
    {
      name: 'CC_MCC列表',
      rows: [
        ['诊断编码', '类别', '排除表'],
        ...Object.entries(cc).map(([code, table]) => [code, 'CC', table]),
        ...Object.entries(mcc).map(([code, table]) => [code, 'MCC', table]),
      ],
    },
    { name: '排除表', rows: [['主要诊断编码', '排除表'], ...Object.entries(exclusionByPrincipal)] },
  ]
}

function diagnosisRows({ mdcOrder, mdcs, adrgs, drgs }: SchemeTables): string[][] {
  const ofMdcs = mdcOrder.flatMap((id) => {
    const regions = Object.entries(mdcs[id]!.regions ?? {})
    const inRegions = new Set(regions.flatMap(([, codes]) => codes))
    return [
      ...regions.flatMap(([region, codes]) => codes.map((code) => ['', `MDC${id}`, '', region, code])),
      ...(mdcs[id]!.principal ?? [])
        .filter((code) => !inRegions.has(code))
        .map((code) => ['', `MDC${id}`, '', '', code]),
    ]
  })
  const ofAdrgs = Object.entries(adrgs).flatMap(([id, adrg]) =>
    listRows(id, adrg.lists, usedAs(adrg, drgs, 'diagnosis')),
  )
  return [...ofMdcs, ...ofAdrgs.map(([adrg, list, code]) => [adrg!, '', list!, '', code!])]
}

function procedureRows({ adrgs, drgs, validProcedures }: SchemeTables): string[][] {
  return [
    ...validProcedures.map((code) => ['', '', code]),
    ...Object.entries(adrgs).flatMap(([id, adrg]) => listRows(id, adrg.lists, usedAs(adrg, drgs, 'procedure'))),
  ]
}

const listRows = (
  id: string,
  lists: Readonly<Record<string, readonly string[]>>,
  names: ReadonlySet<string>,
): string[][] =>
  Object.entries(lists).flatMap(([name, codes]) => (names.has(name) ? codes.map((code) => [id, name, code]) : []))

function usedAs(
  adrg: SchemeTables['adrgs'][string],
  drgs: SchemeTables['drgs'],
  kind: 'diagnosis' | 'procedure',
): Set<string> {
  const conditions: Condition[] = [adrg.when, ...adrg.drgs.flatMap((id) => drgs[id]?.when ?? [])]
  return new Set(conditions.flatMap(listsOf).flatMap((list) => (list.kind === kind ? list.name : [])))
}
