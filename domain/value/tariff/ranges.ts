import { compareRatios, type Ratio, ratioText } from '@medsettle/money/ratio'
import type { Condition, Range, Test } from './tariff.ts'

/** Can one number be in both? */
export function rangesMeet(a: Range, b: Range): boolean {
  return !endsBefore(a, b) && !endsBefore(b, a)
}

/** Is every number of `a` smaller than every number of `b`? */
function endsBefore(a: Range, b: Range): boolean {
  if (a.high === null || b.low === null) return false
  const order = compareRatios(a.high.value, b.low.value)
  return order < 0 || (order === 0 && (a.high.strict || b.low.strict))
}

/** Can one case meet both conditions? Names that only one of them asks for are free. */
export function conditionsMeet(a: Condition, b: Condition): boolean {
  return a.every((one) => b.every((other) => one.name !== other.name || testsMeet(one, other)))
}

function testsMeet(a: Test, b: Test): boolean {
  if (a.kind === 'range') return b.kind !== 'range' || rangesMeet(a.range, b.range)
  if (b.kind === 'range') return true
  if (a.kind === 'oneOf') return [...a.values].some((value) => textHolds(value, b))
  if (b.kind === 'oneOf') return [...b.values].some((value) => textHolds(value, a))
  return a.prefixes.some((one) => b.prefixes.some((other) => one.startsWith(other) || other.startsWith(one)))
}

export function textHolds(value: string, test: Exclude<Test, { kind: 'range' }>): boolean {
  return test.kind === 'oneOf' ? test.values.has(value) : test.prefixes.some((prefix) => value.startsWith(prefix))
}

/** Numbers between two ranges that neither holds: `2 to 3`, or the single `2` that both leave out. */
export interface Hole {
  readonly from: Ratio
  readonly to: Ratio
  readonly text: string
}

/** Holes between the lowest and the highest of the ranges. */
export function holesBetween(ranges: readonly Range[]): Hole[] {
  const sorted = [...ranges].sort(byLowEnd)
  const holes: Hole[] = []
  let reach = sorted[0]
  for (const next of sorted.slice(1)) {
    const hole = reach === undefined ? null : holeBetween(reach, next)
    if (hole !== null) holes.push(hole)
    if (reach === undefined || reachesFurther(next, reach)) reach = next
  }
  return holes
}

function holeBetween({ high }: Range, { low }: Range): Hole | null {
  if (high === null || low === null) return null
  const order = compareRatios(high.value, low.value)
  if (order > 0 || (order === 0 && !(high.strict && low.strict))) return null
  const text = order === 0 ? ratioText(high.value) : `${ratioText(high.value)} to ${ratioText(low.value)}`
  return { from: high.value, to: low.value, text }
}

function byLowEnd(a: Range, b: Range): number {
  if (a.low === null || b.low === null) return a.low === b.low ? 0 : a.low === null ? -1 : 1
  return compareRatios(a.low.value, b.low.value) || Number(a.low.strict) - Number(b.low.strict)
}

function reachesFurther(a: Range, b: Range): boolean {
  if (a.high === null || b.high === null) return b.high !== null
  const order = compareRatios(a.high.value, b.high.value)
  return order > 0 || (order === 0 && b.high.strict && !a.high.strict)
}
