import { compareRatios, ONE } from '@medsettle/money/ratio'
import { z } from 'zod'
import { type DocumentProblem, documentProblem, documentRefused } from '../document/document-problem.ts'
import {
  chinaDate,
  exactShare,
  inspectDocument,
  type ReadDocument,
  shortText,
  wholeNumber,
} from '../document/read-document.ts'
import { type RulePieces, readPieces } from '../tariff/rule-pieces.ts'
import type { Lookup, TableNode } from '../tariff/tariff.ts'
import type { CarePackage, PerDiemRules } from './per-diem-rules.ts'

const span = z.enum(['row', 'month', 'year'])
const head = { code: shortText, name: shortText, fundShare: z.unknown() }
const caps = z.array(z.strictObject({ per: span, yuan: z.unknown() }))

const DAY_PACKAGE = z.strictObject({
  ...head,
  pays: z.literal('perDay'),
  days: z.enum(['nights', 'bothEnds']),
  phases: z.array(z.strictObject({ toDay: wholeNumber.nullable(), rate: z.unknown() })).min(1),
  leave: z.strictObject({ share: exactShare, mostDays: wholeNumber, countsInPhase: z.boolean() }).nullable(),
  continuesWithin: wholeNumber.nullable(),
  services: z.strictObject({
    included: z.array(shortText),
    separate: z.array(z.strictObject({ service: shortText, fundShare: exactShare })),
  }),
  caps,
})

const UNIT_PACKAGE = z.strictObject({
  ...head,
  pays: z.literal('perUnit'),
  unit: shortText,
  rate: z.unknown(),
  atMostCost: z.boolean(),
  limits: z.array(z.strictObject({ per: span, units: z.unknown() })),
  caps,
})

const SCHEMA = z.strictObject({
  id: shortText,
  version: shortText,
  title: shortText.optional(),
  source: shortText,
  period: z.strictObject({ from: chinaDate, to: chinaDate }),
  rounding: z.enum(['halfUp', 'halfEven', 'down', 'up']),
  dimensions: z.unknown(),
  packages: z.array(z.discriminatedUnion('pays', [DAY_PACKAGE, UNIT_PACKAGE])).min(1),
})
type PackageDocument = z.output<typeof SCHEMA>['packages'][number]

/** @throws RefusalError with the first problem */
export function readPerDiemRules(json: string): PerDiemRules {
  const { document, problems } = inspectPerDiemRules(json)
  if (document === null) throw documentRefused(problems[0]!)
  return document
}

export function inspectPerDiemRules(json: string): ReadDocument<PerDiemRules> {
  const { document, problems } = inspectDocument(json, SCHEMA)
  if (document === null) return { document, problems }
  const { packages, ...rest } = document
  const read = readPieces(document.dimensions, [], (pieces): PerDiemRules => {
    const list = packages.map((one, index) => readPackage(pieces, one, `packages[${index}]`))
    const { dimensions, measures } = pieces
    return { ...rest, dimensions, measures, packages: new Map(list.map((one) => [one.code, one])) }
  })
  if (read.document === null) return read
  const { from, to } = document.period
  const found = [
    ...(to < from ? [invalid('period.to', 'before period.from')] : []),
    ...packages.flatMap((one, index) => checkPackage(packages, one, index)),
    ...[...read.document.packages.values()].flatMap((one) => checkFundShare(one, packages)),
  ]
  return found.length === 0 ? read : { document: null, problems: found }
}

function readPackage(pieces: RulePieces, one: PackageDocument, place: string): CarePackage {
  const fundShare = pieces.lookup(one.fundShare, 'fund share', `${place}.fundShare`)
  const most = one.caps.map(({ per, yuan }, index) => ({
    per,
    most: pieces.lookup(yuan, `cap per ${per}`, `${place}.caps[${index}].yuan`),
  }))
  if (one.pays === 'perUnit') {
    const limits = one.limits.map(({ per, units }, index) => ({
      per,
      most: pieces.lookup(units, `limit per ${per}`, `${place}.limits[${index}].units`),
    }))
    return { ...one, fundShare, caps: most, limits, rate: pieces.lookup(one.rate, 'rate', `${place}.rate`) }
  }
  const phases = one.phases.map(({ toDay, rate }, index) => ({
    toDay,
    rate: pieces.lookup(rate, 'rate', `${place}.phases[${index}].rate`),
  }))
  const separate = new Map(one.services.separate.map(({ service, fundShare: share }) => [service, share]))
  return { ...one, fundShare, caps: most, phases, services: { included: new Set(one.services.included), separate } }
}

const invalid = (place: string, what: string): DocumentProblem => documentProblem('DOCUMENT_FIELD_INVALID', place, what)

function checkPackage(all: readonly PackageDocument[], one: PackageDocument, index: number): DocumentProblem[] {
  const place = `packages[${index}]`
  const twice = all.findIndex(({ code }) => code === one.code) < index
  const problems = twice ? [invalid(`${place}.code`, `${one.code} twice`)] : []
  if (one.pays === 'perUnit') return problems
  const { included, separate } = one.services
  const both = separate.filter(({ service }) => included.includes(service)).map(({ service }) => service)
  if (both.length > 0) problems.push(invalid(`${place}.services`, `${both.join(', ')} inside and beside the package`))
  return [...problems, ...checkPhases(one, place)]
}

/** Phases follow each other and the last one is open: no day has two rates, none has none. */
function checkPhases({ phases }: PackageDocument & { pays: 'perDay' }, place: string): DocumentProblem[] {
  return phases.flatMap(({ toDay }, index) => {
    const at = `${place}.phases[${index}].toDay`
    const isLast = index === phases.length - 1
    if (isLast) return toDay === null ? [] : [invalid(at, 'the last phase is open; days after it would have no rate')]
    if (toDay === null) return [invalid(at, 'only the last phase is open')]
    const before = index === 0 ? 0 : (phases[index - 1]!.toDay ?? 0)
    return toDay > before ? [] : [invalid(at, `${toDay} is not after day ${before}`)]
  })
}

function checkFundShare({ code, fundShare }: CarePackage, all: readonly PackageDocument[]): DocumentProblem[] {
  const isAbove = [fundShare, ...fundShare.exceptions].some(({ table }: Pick<Lookup, 'table'>) => isAboveOne(table))
  const index = all.findIndex((one) => one.code === code)
  return isAbove ? [invalid(`packages[${index}].fundShare`, 'this cannot be above 1')] : []
}

function isAboveOne(node: TableNode): boolean {
  if (node === null) return false
  if (node instanceof Map) return [...node.values()].some(isAboveOne)
  return compareRatios(node as Exclude<TableNode, null | ReadonlyMap<string, TableNode>>, ONE) > 0
}
