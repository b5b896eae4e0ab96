import type { SchemeFinding } from './check-scheme.ts'
import { type Condition, childrenOf, isNumberWord, NUMBER_WORDS, type NumberField, wordOf } from './condition.ts'
import { entryOf } from './mdc-entry.ts'
import type { MdcTable, SchemeTables } from './scheme-tables.ts'

/** Conditions that no record can meet, whatever the lists hold: `age ≤ 28 days and age ≥ 29 days`. */
export function checkConditions(tables: SchemeTables): SchemeFinding[] {
  const enters = Object.entries(tables.mdcs).map(
    ([id, mdc]) => [`mdc.json: mdc.${id}.enter`, entryOf(mdc), regionCount(mdc)] as const,
  )
  const adrgs = Object.entries(tables.mdcs).flatMap(([id, mdc]) =>
    mdc.adrgs.flatMap((adrg) => {
      const when = tables.adrgs[adrg]?.when
      // an ADRG is only tried inside its MDC: both must hold together
      return when
        ? [
            [
              `adrg.json: ${adrg}.when`,
              { allOf: [entryOf(mdc), when] },
              regionCount(mdc),
              `with the entry of MDC ${id}`,
            ] as const,
          ]
        : []
    }),
  )
  const dead = new Set<string>()
  return [...enters, ...adrgs].flatMap(([place, condition, regions, together]): SchemeFinding[] => {
    const contradiction = contradictionIn(condition) ?? tooManyRegions(condition, regions)
    if (!contradiction || dead.has(contradiction + place)) return []
    dead.add(contradiction + place)
    return [
      {
        severity: 'error',
        code: 'CONDITION_NEVER_TRUE',
        place,
        message: `${contradiction}${together ? `, ${together},` : ''} can never hold`,
      },
    ]
  })
}

const regionCount = (mdc: MdcTable): number => Object.keys(mdc.regions ?? {}).length

function tooManyRegions(condition: Condition, regions: number): string | null {
  for (const one of conjuncts(condition))
    if ('bodyRegionsAtLeast' in one && one.bodyRegionsAtLeast > regions)
      return `bodyRegionsAtLeast ${one.bodyRegionsAtLeast} of the ${regions} regions of the MDC`
  return null
}

interface Span {
  least: number
  most: number
}

function contradictionIn(condition: Condition): string | null {
  if ('anyOf' in condition) {
    const dead = condition.anyOf.map(contradictionIn)
    return dead.length === 0 ? 'an anyOf without branches' : dead.every((one) => one !== null) ? dead[0]! : null
  }
  if ('not' in condition) return null
  const spans = new Map<NumberField, Span>()
  const sexes = new Set<string>()
  for (const one of conjuncts(condition)) {
    const { word, value } = wordOf(one)
    if (word === 'sexIs') sexes.add(value as string)
    if ('anyOf' in one) {
      const inside = contradictionIn(one)
      if (inside) return inside
    }
    if (isNumberWord(word)) narrow(spans, word, value as number)
  }
  if (sexes.size > 1) return 'sexIs male and sexIs female'
  for (const [field, { least, most }] of spans) if (least > most) return `${field} from ${least} to ${most}`
  return null
}

const conjuncts = (condition: Condition): Condition[] =>
  'allOf' in condition ? childrenOf(condition).flatMap(conjuncts) : [condition]

function narrow(spans: Map<NumberField, Span>, word: keyof typeof NUMBER_WORDS, limit: number): void {
  const { field, test } = NUMBER_WORDS[word]
  const span = spans.get(field) ?? { least: 0, most: Number.POSITIVE_INFINITY }
  spans.set(field, span)
  if (test !== 'below' && test !== 'atMost') span.least = Math.max(span.least, limit)
  if (test !== 'atLeast') span.most = Math.min(span.most, test === 'below' ? limit - 1 : limit)
}
