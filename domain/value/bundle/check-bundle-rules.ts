import { compareRatios, ONE, plus, type Ratio, ratioText, ZERO_RATIO } from '@medsettle/money/ratio'
import { checkLists } from '../rules/row-condition.ts'
import { checkNames, checkPeriod, type Tell } from '../rules/rule-problem.ts'
import type { Bundle, BundleRules, Convener, Reconciliation } from './bundle-rules.ts'

/** The one category of a bundle that names none. */
export const ALL = 'all'

export const categoriesOf = ({ categories }: Bundle): readonly string[] =>
  categories.length === 0 ? [ALL] : categories.map(({ name }) => name)

/** What is wrong between fields that can all be read. */
export function checkBundleRules(rules: BundleRules, tell: Tell): void {
  checkPeriod(rules, tell)
  if (rules.baseline && rules.baseline.to < rules.baseline.from) tell('RULE_DAYS_REVERSED', 'baseline')
  checkNames(
    rules.bundles.map(({ id }) => id),
    'bundles',
    tell,
  )
  checkNames(
    rules.incomplete.map(({ reason }) => reason),
    'incomplete',
    tell,
  )
  for (const [index, bundle] of rules.bundles.entries()) checkBundle(rules, bundle, `bundles[${index}]`, tell)
  checkConveners(rules.conveners, tell)
  checkQuality(rules.reconciliation, tell)
}

function checkBundle(rules: BundleRules, bundle: Bundle, place: string, tell: Tell): void {
  checkLists(bundle.trigger, rules.codeLists, `${place}.trigger`, tell)
  for (const kind of ['include', 'exclude', 'categories'] as const) {
    checkNames(
      bundle[kind].map(({ name }) => name),
      `${place}.${kind}`,
      tell,
    )
    for (const [index, { when }] of bundle[kind].entries())
      checkLists(when, rules.codeLists, `${place}.${kind}[${index}].when`, tell)
  }
  if (bundle.trigger.length === 0)
    tell('RULE_FIELD_CONTRADICTS', `${place}.trigger`, 'an empty trigger would make an episode of every service')
  checkTarget(rules, bundle, place, tell)
  const { high, low } = bundle.cap
  for (const [name, cap] of Object.entries({ high, low }))
    if (cap?.kind === 'percentile' && compareRatios(cap.percent, { n: 100n, d: 1n }) > 0)
      tell('RULE_LIMITS_REVERSED', `${place}.cap.${name}.percent`, `${ratioText(cap.percent)} is above 100`)
  const isReversed =
    (high?.kind === 'amount' && low?.kind === 'amount' && low.yuan > high.yuan) ||
    (high?.kind === 'percentile' && low?.kind === 'percentile' && compareRatios(low.percent, high.percent) > 0)
  if (isReversed) tell('RULE_LIMITS_REVERSED', `${place}.cap`)
}

function checkTarget(rules: BundleRules, bundle: Bundle, place: string, tell: Tell): void {
  const { target } = bundle
  const names = categoriesOf(bundle)
  const table = target.kind === 'fixed' ? target.yuan : target.meanYuan
  if (table === undefined) {
    if (rules.baseline === undefined)
      tell('RULE_FIELD_CONTRADICTS', `${place}.target`, 'say meanYuan, or baseline for the means of a baseline file')
    return
  }
  const field = `${place}.target.${target.kind === 'fixed' ? 'yuan' : 'meanYuan'}`
  for (const name of Object.keys(table))
    if (!names.includes(name)) tell('RULE_NAME_UNKNOWN', `${field}.${name}`, `categories are ${names.join(', ')}`)
}

function checkConveners(conveners: readonly Convener[], tell: Tell): void {
  checkNames(
    conveners.map(({ id }) => id),
    'conveners',
    tell,
  )
  checkNames(
    conveners.flatMap(({ institutions }) => institutions),
    'conveners.institutions',
    tell,
  )
  for (const [index, { shares }] of conveners.entries()) {
    if (shares.kind !== 'fixed') continue
    const place = `conveners[${index}].shares.parts`
    checkNames(
      shares.parts.map(({ to }) => to),
      place,
      tell,
    )
    const whole = shares.parts.reduce<Ratio>((sum, { share }) => plus(sum, share), ZERO_RATIO)
    if (compareRatios(whole, ONE) !== 0) tell('RULE_SHARES_NOT_ONE', place, ratioText(whole))
  }
}

/** Bands follow one another from the lowest: no score is in two, none between two in neither. */
function checkQuality({ quality }: Reconciliation, tell: Tell): void {
  for (const [index, band] of (quality?.bands ?? []).entries()) {
    const place = `reconciliation.quality.bands[${index}]`
    if (band.below !== null && compareRatios(band.atLeast, band.below) >= 0) tell('RULE_LIMITS_REVERSED', place)
    const before = quality!.bands[index - 1]
    if (before === undefined) continue
    const order = before.below === null ? 1 : compareRatios(before.below, band.atLeast)
    if (order !== 0) tell(order > 0 ? 'RULE_BANDS_OVERLAP' : 'RULE_BAND_GAP', place, `at ${ratioText(band.atLeast)}`)
  }
}
