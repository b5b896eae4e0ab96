import { allocate, type Fen, formatYuan } from '@medsettle/money'
import { compareRatios, minus, ZERO_RATIO } from '@medsettle/money/ratio'
import type { Behaviour } from './behaviour.ts'
import { costOf } from './compare-case.ts'
import { wholeDays } from './react-stay.ts'
import { answerTo, drawFor, positivePart, type Reactor, relative, shown, withColumns } from './reaction.ts'

/**
 * A long stay becomes two with probability flat + elasticity × incentive. Incentive: how much deeper the hospital's loss (cost ÷ price − 1,
 * at least 0) is under the second policy. Days and cost are halved without losing a day or a fen; a case without cost is never split.
 */
export function createSplittingReactor(rule: NonNullable<Behaviour['splitting']>): Reactor {
  return (situation) => {
    const { original, current, before, after } = situation
    const stay = wholeDays(current.columns.get('stayDays') ?? '')
    const cost = costOf(current)
    if (stay === null || stay < rule.minimumStay || cost === null || before <= 0 || after <= 0) return null
    const lossBefore = lossOf(costOf(original), before)
    const incentive = positivePart(minus(lossOf(cost, after), lossBefore))
    const answer = positivePart(answerTo(rule, incentive))
    const draw = drawFor(situation, 'splitting')
    if (compareRatios(draw, answer) >= 0) return null
    const costs = allocate(cost, [1, 1])
    const days = [Math.ceil(stay / 2), Math.floor(stay / 2)]
    const cases = [0, 1].map((part) =>
      withColumns(current, {
        id: `${current.id}/${part + 1}`,
        stayDays: String(days[part]!),
        cost: formatYuan(costs[part]!),
      }),
    )
    const to = `${days[0]} + ${days[1]} days`
    const figures = { incentive: shown(incentive), answer: shown(answer), draw: shown(draw) }
    return { kind: 'splitting', cases, from: `${stay} days`, to, ...figures }
  }
}

const lossOf = (cost: Fen | null, paid: Fen) => (cost === null ? ZERO_RATIO : positivePart(relative(cost, paid)))
