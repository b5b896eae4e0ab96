import { compareRatios, ONE, plus, type Ratio, ratioText, ZERO_RATIO } from '@medsettle/money/ratio'
import { checkNames, checkPeriod, type Tell } from '../rules/rule-problem.ts'
import type { Domain, Mark, Measures, PerformanceRules, Scoring } from './performance-rules.ts'

const HUNDRED: Ratio = { n: 100n, d: 1n }

/** What is wrong between fields that can all be read. */
export function checkPerformanceRules(rules: PerformanceRules, measures: Measures, tell: Tell): void {
  checkPeriod(rules, tell)
  if (rules.baseline && rules.baseline.to < rules.baseline.from) tell('RULE_DAYS_REVERSED', 'baseline')
  if (rules.dataTo !== undefined && rules.dataTo < rules.period.to)
    tell('RULE_DAYS_REVERSED', 'dataTo', `the period ends ${rules.period.to}`)
  checkNames(
    rules.scoring.map(({ measure }) => measure),
    'scoring',
    tell,
  )
  for (const [index, scoring] of rules.scoring.entries()) {
    checkMeasure(rules, measures, scoring, `scoring[${index}]`, tell)
    checkMarks(rules, measures, scoring, `scoring[${index}]`, tell)
  }
  checkDomains(rules, tell)
  checkExchange(rules, tell)
}

function checkMeasure(rules: PerformanceRules, measures: Measures, scoring: Scoring, place: string, tell: Tell): void {
  const measure = measures.get(scoring.measure)
  if (measure === undefined) {
    tell(
      'RULE_MEASURE_UNKNOWN',
      `${place}.measure`,
      `"${scoring.measure}"; known are ${[...measures.keys()].sort().join(', ')}`,
    )
    return
  }
  const { validFrom, validTo } = measure
  if (rules.period.from < validFrom || (validTo !== null && rules.period.to > validTo))
    tell('RULE_PERIOD_NOT_VALID', `${place}.measure`, `${measure.id} is valid from ${validFrom} to ${validTo ?? 'now'}`)
}

function checkMarks(rules: PerformanceRules, measures: Measures, scoring: Scoring, place: string, tell: Tell): void {
  const { threshold, benchmark } = scoring
  for (const [name, mark] of Object.entries({ threshold, benchmark })) {
    if (mark.kind !== 'percentile') continue
    if (compareRatios(mark.percentile, HUNDRED) > 0)
      tell('RULE_LIMITS_REVERSED', `${place}.${name}.percentile`, 'above 100')
    if (scoring.peers === 'baseline' && rules.baseline === undefined)
      tell('RULE_FIELD_CONTRADICTS', `${place}.${name}`, 'percentiles of a baseline need the field baseline')
  }
  if (scoring.improvementMaximum !== undefined && rules.baseline === undefined)
    tell('RULE_FIELD_CONTRADICTS', `${place}.improvementMaximum`, 'improvement needs the field baseline')
  if (compareRatios(scoring.atThreshold, scoring.maximum) > 0) tell('RULE_LIMITS_REVERSED', `${place}.atThreshold`)
  const better = measures.get(scoring.measure)?.better
  if (better !== undefined && isReversed(threshold, benchmark, better))
    tell('RULE_LIMITS_REVERSED', place, `the threshold is better than the benchmark, and ${better} is better`)
}

function isReversed(threshold: Mark, benchmark: Mark, better: 'lower' | 'higher'): boolean {
  if (threshold.kind === 'percentile')
    return benchmark.kind === 'percentile' && compareRatios(threshold.percentile, benchmark.percentile) > 0
  if (benchmark.kind === 'percentile') return false
  const order = compareRatios(threshold.value, benchmark.value)
  return better === 'higher' ? order > 0 : order < 0
}

function checkDomains({ domains, scoring, missing }: PerformanceRules, tell: Tell): void {
  const ids = domains.map(({ id }) => id)
  checkNames(ids, 'domains', tell)
  checkNames(
    domains.flatMap(({ measures }) => measures.map(({ measure }) => measure)),
    'domains.measures',
    tell,
  )
  const known = new Set(scoring.map(({ measure }) => measure))
  for (const [index, domain] of domains.entries()) checkDomain(domain, known, `domains[${index}]`, tell)
  const whole = domains.reduce<Ratio>((sum, { weight }) => plus(sum, weight), ZERO_RATIO)
  if (compareRatios(whole, ONE) !== 0) tell('RULE_SHARES_NOT_ONE', 'domains', `weights add up to ${ratioText(whole)}`)
  if (missing.kind !== 'moveTo') return
  for (const [from, to] of Object.entries(missing.domains))
    for (const id of [from, to]) if (!ids.includes(id)) tell('RULE_NAME_UNKNOWN', `missing.domains.${from}`, `"${id}"`)
}

function checkDomain({ measures }: Domain, known: ReadonlySet<string>, place: string, tell: Tell): void {
  for (const [index, { measure }] of measures.entries())
    if (!known.has(measure))
      tell('RULE_MEASURE_UNKNOWN', `${place}.measures[${index}].measure`, `"${measure}" is not scored`)
  const weight = measures.reduce<Ratio>((sum, one) => plus(sum, one.weight), ZERO_RATIO)
  if (weight.n === 0n) tell('RULE_SHARES_NOT_ONE', `${place}.measures`, 'every weight is zero')
}

function checkExchange({ exchange, cap }: PerformanceRules, tell: Tell): void {
  if (cap !== undefined && compareRatios(cap.minimum, cap.maximum) > 0) tell('RULE_LIMITS_REVERSED', 'cap')
  if (exchange.kind === 'linear') {
    for (const [index, { score }] of exchange.points.entries()) {
      const before = exchange.points[index - 1]
      if (before !== undefined && compareRatios(before.score, score) >= 0)
        tell('RULE_LIMITS_REVERSED', `exchange.points[${index}].score`, 'scores rise from point to point')
    }
    return
  }
  checkBands(exchange.bands, tell)
}

/** Bands follow one another from 0 without end: each score is in exactly one. */
function checkBands(bands: readonly { atLeast: Ratio; below: Ratio | null }[], tell: Tell): void {
  const ends = [ZERO_RATIO, ...bands.map(({ below }) => below)]
  for (const [index, { atLeast, below }] of bands.entries()) {
    const place = `exchange.bands[${index}]`
    const before = ends[index]
    const order = before ? compareRatios(before, atLeast) : 1
    if (order !== 0) tell(order > 0 ? 'RULE_BANDS_OVERLAP' : 'RULE_BAND_GAP', place, `at ${ratioText(atLeast)}`)
    if (below !== null && compareRatios(atLeast, below) >= 0) tell('RULE_LIMITS_REVERSED', place)
  }
  if (bands.at(-1)!.below !== null)
    tell('RULE_BAND_GAP', `exchange.bands[${bands.length - 1}].below`, 'the last band has no end')
}
