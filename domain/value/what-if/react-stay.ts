import { formatYuan, MoneyError } from '@medsettle/money'
import { compareRatios, ONE, plus, type Ratio, ratioOf, ratioToFen, times } from '@medsettle/money/ratio'
import type { Behaviour } from './behaviour.ts'
import { answerTo, drawFor, type Reactor, relative, shown, withColumns } from './reaction.ts'

/**
 * The stay changes by flat + elasticity × (price after ÷ price before − 1). Parts of a day become a whole day by a draw, so that small
 * changes are not lost to rounding. The cost follows by `costShare` of the relative change, rounded half up to fen.
 */
export function createStayReactor(rule: NonNullable<Behaviour['stay']>): Reactor {
  return (situation) => {
    const { current, before, after } = situation
    const stay = wholeDays(current.columns.get('stayDays') ?? '')
    if (stay === null || before <= 0) return null
    const incentive = relative(after, before)
    const answer = answerTo(rule, incentive)
    if (answer.n === 0n) return null
    const exact = times({ n: BigInt(stay), d: 1n }, plus(ONE, answer))
    const draw = drawFor(situation, 'stay')
    const whole = exact.n / exact.d
    const rest: Ratio = { n: exact.n % exact.d, d: exact.d }
    const days = Math.max(1, Number(whole) + (compareRatios(draw, rest) < 0 ? 1 : 0))
    if (days === stay) return null
    const cost = costAfter(current.columns.get('cost') ?? '', rule.costShare, {
      n: BigInt(days - stay),
      d: BigInt(stay),
    })
    const cases = [withColumns(current, { stayDays: String(days), ...(cost === null ? {} : { cost }) })]
    return {
      kind: 'stay',
      cases,
      from: `${stay} days`,
      to: `${days} days`,
      incentive: shown(incentive),
      answer: shown(answer),
      draw: shown(draw),
    }
  }
}

export const wholeDays = (text: string): number | null => (/^[1-9]\d{0,4}$/.test(text) ? Number(text) : null)

function costAfter(text: string, share: Ratio, change: Ratio): string | null {
  if (text === '') return null
  try {
    const fen = ratioToFen(times(ratioOf(text), plus(ONE, times(share, change))), 'halfUp')
    return fen === null ? null : formatYuan(fen)
  } catch (error) {
    // a cost that cannot be read stays as it is, the tariff will say so
    if (!(error instanceof MoneyError)) throw error
    return null
  }
}
