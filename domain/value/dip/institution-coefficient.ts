import {
  compareRatios,
  dividedBy,
  minus,
  plus,
  type Ratio,
  ratioText,
  roundRatio,
  times,
  ZERO_RATIO,
} from '@medsettle/money/ratio'
import { invariant } from '../../identity/refusal.ts'
import type { CoefficientInstitution, CoefficientPart, CoefficientRules, Measure } from './coefficient-rules.ts'
import { type DipRowRefusal, rowRefused } from './dip-clearing-refusal.ts'

export interface CoefficientStep {
  readonly name: string
  readonly value: Ratio
  /** `cmi 1.3 against 1.2: 1/12 above, 1 steps of 0.05 → 0.01, cap 0.13` */
  readonly how: string
}

export interface Coefficient {
  readonly institutionId: string
  readonly rule: { readonly id: string; readonly version: string }
  readonly value: Ratio
  readonly steps: readonly CoefficientStep[]
  /** all of it in one line */
  readonly from: string
}

/** L = L0 + L1 + L2 + … : a base by level and kind, and parts that grow in full steps up to a cap (facts dip §7). */
export function institutionCoefficient(
  rules: CoefficientRules,
  institution: CoefficientInstitution,
): Coefficient | DipRowRefusal {
  const { id, level, kind } = institution
  const ofLevel = rules.base.filter((one) => one.level === level)
  const base = ofLevel.find((one) => one.kind === kind) ?? ofLevel.find((one) => one.kind === undefined)
  if (base === undefined) return rowRefused('DIP_BASE_MISSING', `institution ${id}`, `${level} ${kind ?? ''}`.trim())
  const steps: CoefficientStep[] = [
    { name: 'base', value: base.value, how: `${level}${base.kind === undefined ? '' : ` ${base.kind}`}` },
  ]
  for (const part of rules.parts) {
    const step = partOf(rules, part, institution)
    if (step !== null && 'code' in step) return step
    if (step !== null) steps.push(step)
  }
  const sum = steps.reduce((total, { value }) => plus(total, value), ZERO_RATIO)
  const value = rules.round === undefined ? sum : roundRatio(sum, rules.round)
  invariant(
    compareRatios(sum, base.value) >= 0,
    'a part of a coefficient would take from a hospital what it may only add',
  )
  const from = `${rules.id} ${rules.version}: ${steps.map((step) => `${step.name} ${ratioText(step.value)}`).join(' + ')}`
  return { institutionId: id, rule: { id: rules.id, version: rules.version }, value, steps, from }
}

/** Null: this level does not have the part. */
function partOf(
  { peerMeans }: CoefficientRules,
  part: CoefficientPart,
  { id, level, measures }: CoefficientInstitution,
): CoefficientStep | DipRowRefusal | null {
  const cap = own(part.caps, level)
  if (cap === undefined) return null
  const place = `institution ${id}, ${part.name}`
  const given = own(measures, part.measure)
  if (given === undefined) return rowRefused('DIP_MEASURE_MISSING', place, part.measure)
  const value = measureOf(given, part.excluded)
  if (value === null) return rowRefused('DIP_MEASURE_EMPTY', place, part.measure)
  const mean = part.against === 'zero' ? ZERO_RATIO : own(own(peerMeans, part.measure) ?? {}, level)
  if (mean === undefined) return rowRefused('DIP_PEER_MEAN_MISSING', place, `${part.measure} at ${level}`)
  const above = minus(value, mean)
  const relative = part.difference === 'points' || mean.n === 0n ? above : dividedBy(above, mean)
  return stepOf(part, { value, mean, above: relative, cap })
}

/** Names come from documents: `constructor` is not a level. */
const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined

interface Compared {
  readonly value: Ratio
  readonly mean: Ratio
  readonly above: Ratio
  readonly cap: Ratio
}

/** Only full steps count; at or below the mean there is nothing. */
function stepOf(part: CoefficientPart, { value, mean, above, cap }: Compared): CoefficientStep {
  const compared = `${part.measure} ${ratioText(value)} against ${ratioText(mean)}`
  if (above.n <= 0n) return { name: part.name, value: ZERO_RATIO, how: `${compared}: not above` }
  const steps = roundRatio(dividedBy(above, part.step), { decimals: 0, mode: 'down' })
  const grown = plus(part.whenAbove, times(steps, part.add))
  const isCapped = compareRatios(grown, cap) > 0
  const first = part.whenAbove.n === 0n ? '' : `${ratioText(part.whenAbove)} + `
  const how = `${compared}: ${first}${ratioText(steps)} steps of ${ratioText(part.step)} × ${ratioText(part.add)} = ${ratioText(grown)}`
  return {
    name: part.name,
    value: isCapped ? cap : grown,
    how: isCapped ? `${how}, cap ${ratioText(cap)}` : how,
  }
}

/** Null when the whole is zero. */
function measureOf(given: Measure, excluded: CoefficientPart['excluded']): Ratio | null {
  if ('n' in given) return given
  const part = excluded === 'counted' ? given.part : given.part - given.excluded
  const whole = excluded === 'leftOutOfBoth' ? given.whole - given.excluded : given.whole
  return whole === 0 ? null : { n: BigInt(part), d: BigInt(whole) }
}
