import {
  compareRatios,
  dividedBy,
  minus,
  ONE,
  plus,
  type Ratio,
  ratioText,
  roundRatio,
  times,
} from '@medsettle/money/ratio'
import { holds, isWithin, type Pricing } from './condition.ts'
import { lookUp } from './lookup.ts'
import type { Band, BandSet, Pay } from './tariff.ts'
import { CaseRefused } from './tariff-refusal.ts'

/** What an outlier is paid, and how that came about in one line. */
export interface BandPayment {
  readonly band: Band
  /** yuan, exact */
  readonly yuan: Ratio
  readonly how: string
}

interface Measured {
  /** what the band's range is compared with: a ratio, yuan or days */
  readonly value: Ratio
  /** yuan: the standard or the average the cost is compared with */
  readonly reference: Ratio
}

/** The band that decides, or null for an ordinary case. @throws CaseRefused VALUE_BANDS_OVERLAP, VALUE_TARIFF_GAP, VALUE_COST_MISSING */
export function payBand(pricing: Pricing, standard: Ratio): BandPayment | null {
  for (const set of pricing.tariff.outliers) {
    const measured = measure(pricing, set, standard)
    if (measured === null) continue
    const bands = set.bands.filter((band) => isWithin(measured.value, band.range) && holds(pricing, band.where))
    if (bands.length > 1)
      throw new CaseRefused('VALUE_BANDS_OVERLAP', 'outliers', bands.map((band) => band.name).join(' and '))
    const band = bands[0]
    if (band !== undefined) return { band, ...pay(pricing, band.pay, standard, measured.reference) }
  }
  return null
}

function measure(pricing: Pricing, set: BandSet, standard: Ratio): Measured | null {
  const name = set.measure === 'stayDays' ? 'stayDays' : 'cost'
  const value = pricing.facts.measures.get(name)
  if (value === undefined) {
    pricing.facts.notJudged.add(name)
    return null
  }
  const reference = set.average === null ? standard : lookUp(pricing, set.average).value
  return { value: set.measure === 'costRatio' ? dividedBy(value, reference) : value, reference }
}

type Paid = Omit<BandPayment, 'band'>

function pay(pricing: Pricing, rule: Pay, standard: Ratio, reference: Ratio): Paid {
  if (rule.form === 'standard') return { yuan: standard, how: `standard ${ratioText(standard)}` }
  if (rule.form === 'perDay') return payPerDay(pricing, rule, standard)
  const cost = pricing.facts.measures.get('cost')
  if (cost === undefined) throw new CaseRefused('VALUE_COST_MISSING', 'cost')
  if (rule.form === 'cost') {
    const yuan = times(cost, rule.share)
    return { yuan, how: `cost ${ratioText(cost)}${shareText(rule.share)} = ${ratioText(yuan)}` }
  }
  if (rule.form === 'points') return payPoints(rule, cost, standard, reference)
  const excess = minus(cost, times(rule.beyond, reference))
  const yuan = plus(standard, times(positive(excess), rule.share))
  const inside = `(cost ${ratioText(cost)} − ${ratioText(rule.beyond)} × ${ratioText(reference)})${shareText(rule.share)}`
  return { yuan, how: `standard ${ratioText(standard)} + ${inside} = ${ratioText(yuan)}` }
}

/** Cost ÷ average becomes the case's points (facts dip §4): below the band c/a, above it c/a − k + 1. */
function payPoints(rule: Pay & { form: 'points' }, cost: Ratio, standard: Ratio, reference: Ratio): Paid {
  const ratio = dividedBy(cost, reference)
  const exact = rule.beyond === null ? ratio : plus(positive(minus(ratio, rule.beyond)), ONE)
  const factor = rule.round === null ? exact : roundRatio(exact, rule.round)
  const yuan = times(standard, factor)
  const quotient = `cost ${ratioText(cost)} ÷ ${ratioText(reference)}`
  const inside = rule.beyond === null ? quotient : `(${quotient} − ${ratioText(rule.beyond)} + 1)`
  return {
    yuan,
    how: `standard ${ratioText(standard)} × ${inside} = ${ratioText(standard)} × ${ratioText(factor)} = ${ratioText(yuan)}`,
  }
}

function payPerDay(pricing: Pricing, rule: Pay & { form: 'perDay' }, standard: Ratio): Paid {
  const stay = pricing.facts.measures.get('stayDays')
  if (stay === undefined) throw new CaseRefused('VALUE_DIMENSION_MISSING', 'stayDays', 'the tariff pays by the day')
  const rate = lookUp(pricing, rule.rate).value
  if (rule.instead) {
    const yuan = times(stay, rate)
    return { yuan, how: `${ratioText(stay)} days × ${ratioText(rate)} = ${ratioText(yuan)}` }
  }
  const yuan = plus(standard, times(positive(minus(stay, rule.beyond)), rate))
  const days = `(${ratioText(stay)} − ${ratioText(rule.beyond)}) days × ${ratioText(rate)}`
  return { yuan, how: `standard ${ratioText(standard)} + ${days} = ${ratioText(yuan)}` }
}

/** A band that begins below its own `beyond` adds nothing there; it never takes away. */
const positive = (value: Ratio): Ratio => (value.n < 0n ? { n: 0n, d: 1n } : value)

const shareText = (share: Ratio): string => (compareRatios(share, ONE) === 0 ? '' : ` × ${ratioText(share)}`)
