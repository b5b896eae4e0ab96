import type { Fen } from '@medsettle/money'
import { compareRatios, minus, ZERO_RATIO } from '@medsettle/money/ratio'
import type { Lookup, TableNode, Tariff } from '../tariff/tariff.ts'
import type { ValueCase } from '../tariff/value-case.ts'
import type { Behaviour } from './behaviour.ts'
import { type Policies, priceAsIfInForce } from './compare-case.ts'
import {
  answerTo,
  drawFor,
  positivePart,
  type Reactor,
  relative,
  type Situation,
  shown,
  withColumns,
} from './reaction.ts'

/**
 * A case moves to the next dearer group of its family with probability flat + elasticity × incentive. Incentive: what that step gains under
 * the second policy above what it gained under the first; what hospitals do today is in the data already.
 */
export function createUpcodingReactor(policies: Policies, rule: NonNullable<Behaviour['upcoding']>): Reactor {
  const families = familiesOf(policies.after, rule.familyLength)
  return (situation) => {
    const { current } = situation
    const family = families.get(current.group.slice(0, rule.familyLength)) ?? []
    const step = nextDearer(situation, family)
    if (step === null) return null
    const gainBefore = step.before === null ? ZERO_RATIO : relative(step.before, situation.before)
    const incentive = positivePart(minus(relative(step.after, situation.after), positivePart(gainBefore)))
    const answer = positivePart(answerTo(rule, incentive))
    const draw = drawFor(situation, 'upcoding')
    if (compareRatios(draw, answer) >= 0) return null
    return {
      kind: 'upcoding',
      cases: [withColumns(current, { group: step.group })],
      from: current.group,
      to: step.group,
      incentive: shown(incentive),
      answer: shown(answer),
      draw: shown(draw),
    }
  }
}

interface Step {
  readonly group: string
  readonly after: Fen
  readonly before: Fen | null
}

function nextDearer(situation: Situation, family: readonly string[]): Step | null {
  const { policies, current, before, after } = situation
  if (before <= 0 || after <= 0) return null
  let found: Step | null = null
  for (const group of family) {
    if (group === current.group) continue
    const changed = withColumns(current, { group })
    const paid = paidFor(policies.after, changed)
    if (paid === null || paid <= after || (found !== null && paid >= found.after)) continue
    found = { group, after: paid, before: paidFor(policies.before, withColumns(situation.original, { group })) }
  }
  return found
}

function paidFor(tariffs: readonly Tariff[], one: ValueCase): Fen | null {
  const price = priceAsIfInForce(tariffs, one)
  return price.outcome === 'priced' ? price.priceFen : null
}

/** Groups the second policy names, by the first letters of their codes. */
function familiesOf(tariffs: readonly Tariff[], length: number): Map<string, string[]> {
  const groups = new Set(tariffs.flatMap((tariff) => tariff.formula.flatMap(({ lookup }) => groupsOf(lookup))))
  return Map.groupBy([...groups].sort(), (group) => group.slice(0, length))
}

const groupsOf = ({ by, table }: Lookup): string[] => {
  const depth = by.indexOf('group')
  return depth === -1 ? [] : keysAt(table, depth).filter((key) => key !== '*')
}

function keysAt(table: TableNode, depth: number): string[] {
  if (!(table instanceof Map)) return []
  const nodes = table as ReadonlyMap<string, TableNode>
  return depth === 0 ? [...nodes.keys()] : [...nodes.values()].flatMap((below) => keysAt(below, depth - 1))
}
