import { add, allocate, type Fen, subtract, sum, ZERO } from '@medsettle/money'
import { invariant } from '../../identity/refusal.ts'
import type { ComparedCase } from './compare-case.ts'

/** One hospital, department, group or insurance type under both policies; amounts in fen. */
export interface SideLine {
  readonly name: string
  readonly cases: number
  readonly before: Fen
  readonly after: Fen
  readonly change: Fen
  /** of the cases that give one */
  readonly cost: Fen
  readonly costed: number
}

export interface SideBySide {
  readonly total: SideLine
  /** by dimension; lines by change, the largest gain first, then by name */
  readonly tables: ReadonlyMap<string, readonly SideLine[]>
  /** what the tariffs set before outlier rules, fen; a case paid at cost counts with its cost */
  readonly standards: { readonly before: Fen; readonly after: Fen }
  /** what rescaling to the same budget moved, fen; 0 without rescaling */
  readonly rescaled: Fen
  /** per case, in an order that does not depend on how the cases came */
  readonly cases: readonly CaseAmounts[]
}

export interface CaseAmounts {
  readonly id: string
  readonly before: Fen
  readonly after: Fen
  readonly cost: Fen | null
}

interface Kept extends CaseAmounts {
  readonly names: readonly string[]
}

export interface SideBySideBuilder {
  take(one: ComparedCase): void
  finish(options?: { readonly neutral: boolean }): SideBySide
}

/**
 * Collects compared cases by the given dimensions. `neutral`: the second policy's payments are scaled to the budget of the first, case
 * by case through `allocate`, so that both add up to the same fen.
 */
export function createSideBySide(dimensions: readonly string[]): SideBySideBuilder {
  const kept: Kept[] = []
  const standards = { before: ZERO, after: ZERO }
  const interned = new Map<string, string>()
  const intern = (text: string): string => {
    if (!interned.has(text)) interned.set(text, text)
    return interned.get(text)!
  }
  return {
    take({ one, before, after, cost, standardBefore, standardAfter }) {
      standards.before = add(standards.before, standardBefore)
      standards.after = add(standards.after, standardAfter)
      const names = dimensions.map((name) => intern(name === 'group' ? one.group : (one.columns.get(name) ?? '')))
      kept.push({ id: one.id, before, after, cost, names })
    },
    finish({ neutral } = { neutral: false }) {
      const ordered = [...kept].sort(compareKept)
      const before = sum(ordered.map((one) => one.before))
      const unscaled = sum(ordered.map((one) => one.after))
      const scaled = neutral ? rescale(ordered, before) : ordered
      const total = lineOf('', scaled)
      invariant(!neutral || total.change === 0, 'a budget-neutral change would cost or save the fund money')
      const tables = dimensions.map((name, position) => [name, linesOf(scaled, position)] as const)
      for (const [name, lines] of tables)
        invariant(
          sum(lines.map(({ change }) => change)) === total.change,
          `the lines by ${name} do not add up to the whole, somebody's gain or loss would be missing`,
        )
      return { total, tables: new Map(tables), standards, rescaled: subtract(total.after, unscaled), cases: scaled }
    },
  }
}

/** By everything that tells two cases apart, so that left-over fen fall to the same cases whatever the order of arrival. */
function compareKept(a: Kept, b: Kept): number {
  if (a.id !== b.id) return a.id < b.id ? -1 : 1
  if (a.before !== b.before) return a.before - b.before
  if (a.after !== b.after) return a.after - b.after
  const [left, right] = [a.names.join('\n'), b.names.join('\n')]
  return left < right ? -1 : left > right ? 1 : (a.cost ?? -1) - (b.cost ?? -1)
}

function rescale(cases: readonly Kept[], budget: Fen): Kept[] {
  if (cases.every(({ after }) => after === 0)) return [...cases]
  const shares = allocate(
    budget,
    cases.map(({ after }) => after),
  )
  return cases.map((one, index) => ({ ...one, after: shares[index]! }))
}

function linesOf(cases: readonly Kept[], position: number): SideLine[] {
  const lines = [...Map.groupBy(cases, ({ names }) => names[position]!)].map(([name, of]) => lineOf(name, of))
  return lines.sort((a, b) => b.change - a.change || (a.name < b.name ? -1 : 1))
}

function lineOf(name: string, cases: readonly Kept[]): SideLine {
  let [before, after, cost, costed] = [ZERO, ZERO, ZERO, 0]
  for (const one of cases) {
    before = add(before, one.before)
    after = add(after, one.after)
    if (one.cost === null) continue
    cost = add(cost, one.cost)
    costed++
  }
  return { name, cases: cases.length, before, after, change: subtract(after, before), cost, costed }
}
