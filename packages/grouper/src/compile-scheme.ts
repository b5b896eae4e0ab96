import { type CodeTable, createCodeTable } from './code-table.ts'
import { createDecisionTable, type DecisionTable } from './decision-table.ts'
import { type CodeBits, hasCode } from './evaluate-rule.ts'
import { buildSteps, type Step } from './grouping-steps.ts'
import { internScheme } from './intern-scheme.ts'
import type { InternedHead, InternedScheme, Rule } from './interned-scheme.ts'
import { type SchemeTables, UNGROUPED } from './scheme-tables.ts'

/** A scheme ready to group: made once, used for millions of cases. */
export interface CompiledScheme {
  readonly version: string
  readonly interned: InternedScheme
  readonly head: InternedHead
  readonly diagnosisCodes: CodeTable
  readonly procedureCodes: CodeTable
  /** by list number */
  readonly bits: readonly CodeBits[]
  /** MDC and ADRG in the order tried; the first that holds wins */
  readonly steps: readonly Step[]
  readonly decisions: DecisionTable
  /** every text a case may get: `0000`, the DRGs, `<letter>QY`, `<letter>00` */
  readonly groups: readonly string[]
  readonly hasSexOnly: boolean
  /** birth weights at which a rule changes its mind, ascending */
  readonly weightLimits: readonly number[]
  /** a rule asks for the discharge way, or the hours in intensive care */
  readonly asksDischargeWay: boolean
}

export const UNGROUPED_NUMBER = 0

/** @throws GrouperError GROUPER_NAME_MISSING, GROUPER_REFERENCE_CYCLE, GROUPER_BAD_TABLE */
export const compileScheme = (tables: SchemeTables): CompiledScheme => buildScheme(internScheme(tables))

export function buildScheme(interned: InternedScheme): CompiledScheme {
  const { head } = interned
  const groups = [UNGROUPED, ...head.drgs.map((drg) => drg.id)]
  const groupNumbers = new Map(groups.map((group, number) => [group, number]))
  const numberOfGroup = (group: string): number => {
    const known = groupNumbers.get(group)
    if (known !== undefined) return known
    groupNumbers.set(group, groups.push(group) - 1)
    return groups.length - 1
  }
  const bits = interned.lists.map((ids, list) => {
    const pool = head.listKinds[list] === 'diagnosis' ? interned.diagnoses : interned.procedures
    return bitsOf(ids, pool.codes.length)
  })
  const steps = buildSteps(head, numberOfGroup)
  const rules = allRules(head)
  return {
    version: head.version,
    interned,
    head,
    diagnosisCodes: createCodeTable(interned.diagnoses),
    procedureCodes: createCodeTable(interned.procedures),
    bits,
    steps,
    decisions: createDecisionTable({ interned, bits, steps }),
    groups,
    hasSexOnly: interned.diagnosisSex.some(Boolean) || interned.procedureSex.some(Boolean),
    weightLimits: weightLimits(rules),
    asksDischargeWay: rules.some((rule) => rule.is === 'dischargeWay'),
  }
}

function bitsOf(ids: Uint32Array, size: number): CodeBits {
  const bits = new Uint32Array((size + 31) >>> 5)
  for (const id of ids) bits[id >>> 5]! |= 1 << (id & 31)
  return bits
}

export function allRules(head: InternedHead): Rule[] {
  const roots = [
    ...head.mdcs.map((mdc) => mdc.enter),
    ...head.adrgs.map((adrg) => adrg.when),
    ...head.drgs.flatMap((drg) => drg.when ?? []),
    ...head.modifiers.map((modifier) => modifier.when),
  ]
  const deep = (rule: Rule): Rule[] => ('of' in rule ? [rule, ...rule.of.flatMap(deep)] : [rule])
  return roots.flatMap(deep)
}

function weightLimits(rules: readonly Rule[]): number[] {
  const limits = rules.flatMap((rule) => (rule.is === 'number' && rule.field === 'birthWeightGrams' ? rule.limit : []))
  return [...new Set(limits)].sort((one, two) => one - two)
}

/** Whether a list of the scheme holds a code, by their numbers. */
export const inList = (scheme: CompiledScheme, list: number, code: number): boolean => hasCode(scheme.bits[list]!, code)
