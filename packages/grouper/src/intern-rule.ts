import {
  CODE_WORDS,
  type CodeWord,
  type Condition,
  childrenOf,
  isCodeWord,
  isNumberWord,
  NUMBER_WORDS,
  wordOf,
} from './condition.ts'
import { GrouperError } from './grouper-error.ts'
import type { CodeKind, ListBook } from './intern-codes.ts'
import type { Rule } from './interned-scheme.ts'
import { chosenMdc } from './mdc-entry.ts'
import type { AdrgTable, SchemeTables } from './scheme-tables.ts'

/** Whose lists the words of a condition name, before those of the whole scheme. */
export interface Scope {
  readonly owner: string
  readonly lists: Readonly<Record<string, readonly string[]>>
  readonly regions?: Readonly<Record<string, readonly string[]>>
  /** whose regions they are, when not the owner's */
  readonly regionsOf?: string
}

/** An ADRG names its own lists and counts the body regions of the MDC that tries it (facts 3.3: `multiSite`). */
export function scopeOfAdrg(tables: SchemeTables, id: string, { lists }: AdrgTable): Scope {
  const letter = tables.mdcOrder.find((one) => tables.mdcs[one]?.adrgs.includes(id))
  const regions = letter === undefined ? undefined : chosenMdc(tables, letter).regions
  return regions ? { owner: id, lists, regions, regionsOf: `MDC${letter}` } : { owner: id, lists }
}

interface Ground {
  readonly tables: SchemeTables
  readonly lists: ListBook
  readonly global: Scope
}

interface Reading {
  readonly scope: Scope
  readonly place: string
  /** ADRGs on the way here, so that a circle is seen */
  readonly inside: readonly string[]
}

export function createRuleReader(ground: Ground): (condition: Condition, scope: Scope, place: string) => Rule {
  return (condition, scope, place) => read(ground, condition, { scope, place, inside: [scope.owner] })
}

function read(ground: Ground, condition: Condition, reading: Reading): Rule {
  const { word, value } = wordOf(condition)
  const { scope } = reading
  if (isCodeWord(word))
    return { is: 'code', word, list: listOf(ground, reading, CODE_WORDS[word].kind, value as string) }
  if (isNumberWord(word)) return { is: 'number', word, ...NUMBER_WORDS[word], limit: value as number }
  if (word === 'allOf' || word === 'anyOf' || word === 'not')
    return { is: word, of: childrenOf(condition).map((one) => read(ground, one, reading)) }
  if (word === 'sexIs') return { is: 'sex', sex: value as 'male' | 'female' }
  if (word === 'dischargeWayIn') return { is: 'dischargeWay', ways: value as string[] }
  if (word === 'simultaneousProceduresIn')
    return { is: 'simultaneous', lists: (value as string[]).map((name) => listOf(ground, reading, 'procedure', name)) }
  if (word === 'bodyRegionsAtLeast') {
    const regions = Object.entries(scope.regions ?? {})
    const owner = scope.regionsOf ?? scope.owner
    return {
      is: 'regions',
      lists: regions.map(([name, codes]) => ground.lists.numberOf('diagnosis', owner, name, codes)),
      limit: value as number,
    }
  }
  return referenced(ground, value as string[], reading)
}

function listOf({ lists, global }: Ground, { scope, place }: Reading, kind: CodeKind, name: string): number {
  const own = Object.hasOwn(scope.lists, name)
  const codes = own ? scope.lists[name] : Object.hasOwn(global.lists, name) ? global.lists[name] : undefined
  if (!codes) throw new GrouperError('GROUPER_NAME_MISSING', place, `names the list "${name}", which is not there`)
  return lists.numberOf(kind, own ? scope.owner : 'scheme', name, codes)
}

function referenced(ground: Ground, names: readonly string[], reading: Reading): Rule {
  const of = names.map((name) => {
    const adrg = ground.tables.adrgs[name]
    if (!adrg)
      throw new GrouperError('GROUPER_NAME_MISSING', reading.place, `refers to ADRG ${name}, which is not there`)
    if (reading.inside.includes(name))
      throw new GrouperError(
        'GROUPER_REFERENCE_CYCLE',
        reading.place,
        `${[...reading.inside, name].join(' → ')} is a circle`,
      )
    const scope = scopeOfAdrg(ground.tables, name, adrg)
    const rule = read(ground, adrg.when, { scope, place: reading.place, inside: [...reading.inside, name] })
    return ground.tables.policy.referencedPosition === 'any' ? overAnyPosition(rule) : rule
  })
  return { is: 'referencedAdrgs', of, names }
}

const ANYWHERE: Partial<Record<CodeWord, CodeWord>> = {
  principalDiagnosisIn: 'anyDiagnosisIn',
  otherDiagnosisIn: 'anyDiagnosisIn',
  principalProcedureIn: 'anyProcedureIn',
  otherProcedureIn: 'anyProcedureIn',
}

/** One procedure cannot be the principal one of two ADRGs; a pair of them is met by procedures anywhere on the record. */
function overAnyPosition(rule: Rule): Rule {
  if (rule.is === 'code') return { ...rule, word: ANYWHERE[rule.word] ?? rule.word }
  return 'of' in rule ? { ...rule, of: rule.of.map(overAnyPosition) } : rule
}
