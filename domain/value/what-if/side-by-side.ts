import { add, allocate, type Fen, fen, subtract, sum, ZERO } from '@medsettle/money'
import { invariant } from '../../identity/refusal.ts'
import { type CaseColumns, createCaseColumns, orderOf } from './case-columns.ts'
import type { Cause, ComparedCase } from './compare-case.ts'
import { type Distribution, distributionOf } from './distribution.ts'

/** One hospital, department, group or insurance type under both policies; amounts in fen. */
export interface SideLine {
  readonly name: string
  readonly cases: number
  readonly before: Fen
  readonly after: Fen
  readonly change: Fen
  /** of the cases that give one, before and after they were changed */
  readonly cost: Fen
  readonly costAfter: Fen
  readonly costed: number
}

export interface SideBySide {
  readonly total: SideLine
  /** by dimension; lines by change, the largest gain first, then by name */
  readonly tables: ReadonlyMap<string, readonly SideLine[]>
  /** what the tariffs set before outlier rules; a case paid at cost counts with its cost */
  readonly standards: { readonly before: Fen; readonly after: Fen }
  /** from total.before to total.after; `rescaling` to the same budget is 0 unless asked for */
  readonly effects: Readonly<Record<Cause | 'rescaling', Fen>>
  readonly distribution: Distribution
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
  const columns = createCaseColumns(dimensions)
  const standards = { before: ZERO, after: ZERO }
  const effects = { price: ZERO, stay: ZERO, upcoding: ZERO, splitting: ZERO }
  return {
    take(one) {
      columns.add(one)
      standards.before = add(standards.before, one.standardBefore)
      standards.after = add(standards.after, one.standardAfter)
      for (const cause of Object.keys(effects) as Cause[]) effects[cause] = add(effects[cause], one.effects[cause])
    },
    finish({ neutral } = { neutral: false }) {
      const unscaled = sum(columns.after)
      const scaled = neutral ? { ...columns, after: rescale(columns) } : columns
      const total = linesOf(scaled, () => '')[0] ?? emptyLine('')
      const tables = dimensions.map((name, position) => [name, linesOf(scaled, (key) => key[position]!)] as const)
      for (const [name, lines] of tables)
        invariant(
          sum(lines.map(({ change }) => change)) === total.change,
          `the lines by ${name} do not add up to the whole, somebody's gain or loss would be missing`,
        )
      invariant(
        !neutral || unscaled === 0 || total.change === 0,
        'a budget-neutral change would cost or save the fund money',
      )
      const rescaling = subtract(total.after, unscaled)
      invariant(
        total.change === sum([...Object.values(effects), rescaling]),
        'the causes do not add up to the change of the budget, money would come from nowhere',
      )
      return {
        total,
        tables: new Map(tables),
        standards,
        effects: { ...effects, rescaling },
        distribution: distributionOf(scaled),
      }
    },
  }
}

/** A second policy that pays nothing at all cannot be scaled; it stays at nothing. */
function rescale(columns: CaseColumns): Fen[] {
  if (columns.after.every((after) => after === 0)) return [...columns.after]
  const order = orderOf(columns)
  const shares = allocate(
    sum(columns.before),
    order.map((at) => columns.after[at]!),
  )
  const after = [...columns.after]
  for (const [position, at] of order.entries()) after[at] = shares[position]!
  return after
}

type Adding = { -readonly [Field in keyof SideLine]: SideLine[Field] }

const emptyLine = (name: string): Adding => ({
  name,
  cases: 0,
  before: ZERO,
  after: ZERO,
  change: ZERO,
  cost: ZERO,
  costAfter: ZERO,
  costed: 0,
})

function linesOf(columns: Omit<CaseColumns, 'add'>, nameOf: (key: readonly string[]) => string): SideLine[] {
  const names = columns.keys.map(nameOf)
  const lines = new Map<string, Adding>()
  for (const [at, key] of columns.key.entries()) {
    const name = names[key]!
    const line = lines.get(name) ?? emptyLine(name)
    lines.set(name, line)
    line.cases++
    line.before = add(line.before, columns.before[at]!)
    line.after = add(line.after, columns.after[at]!)
    const [cost, costAfter] = [columns.cost[at]!, columns.costAfter[at]!]
    if (cost === null || costAfter === null) continue
    line.cost = add(line.cost, cost)
    line.costAfter = add(line.costAfter, costAfter)
    line.costed++
  }
  const found = [...lines.values()].map((line) => ({ ...line, change: fen(line.after - line.before) }))
  return found.sort((a, b) => b.change - a.change || (a.name < b.name ? -1 : 1))
}
