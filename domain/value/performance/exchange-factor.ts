import { compareRatios, dividedBy, minus, plus, type Ratio, times } from '@medsettle/money/ratio'
import { invariant } from '../../identity/refusal.ts'
import type { PerformanceRules } from './performance-rules.ts'

/** The payment factor of a total score, within its caps. */
export function exchangeFactor({ exchange, cap }: PerformanceRules, score: Ratio): Ratio {
  const factor = exchange.kind === 'linear' ? onLine(exchange.points, score) : inBand(exchange.bands, score)
  if (cap === undefined) return factor
  if (compareRatios(factor, cap.minimum) < 0) return cap.minimum
  return compareRatios(factor, cap.maximum) > 0 ? cap.maximum : factor
}

interface Point {
  readonly score: Ratio
  readonly factor: Ratio
}

/** Straight lines from point to point; before the first and after the last it stays what it is there. */
function onLine(points: readonly Point[], score: Ratio): Ratio {
  const next = points.findIndex((point) => compareRatios(point.score, score) >= 0)
  if (next === -1) return points.at(-1)!.factor
  if (next === 0) return points[0]!.factor
  const [from, to] = [points[next - 1]!, points[next]!]
  const way = dividedBy(minus(score, from.score), minus(to.score, from.score))
  return plus(from.factor, times(minus(to.factor, from.factor), way))
}

function inBand(bands: readonly { atLeast: Ratio; below: Ratio | null; factor: Ratio }[], score: Ratio): Ratio {
  const band = bands.find(({ below }) => below === null || compareRatios(score, below) < 0)
  invariant(
    band !== undefined && compareRatios(score, band.atLeast) >= 0,
    'a score without band would leave a hospital unpaid',
  )
  return band.factor
}
