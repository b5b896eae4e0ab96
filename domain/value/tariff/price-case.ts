import { type Fen, MoneyError } from '@medsettle/money'
import { type Ratio, ratioText, ratioToFen } from '@medsettle/money/ratio'
import { invariant } from '../../identity/refusal.ts'
import { holds, type Pricing } from './condition.ts'
import { type BandPayment, payBand } from './pay-band.ts'
import { computeStandard, type Standard } from './standard.ts'
import type { Exclusion, Tariff } from './tariff.ts'
import { CaseRefused, type ValueRefusal } from './tariff-refusal.ts'
import { type CaseFacts, factsOf, type ValueCase } from './value-case.ts'

export type CasePrice = PricedCase | ExcludedCase | RefusedCase

/** All amounts exact; fen only where the tariff's rounding to fen has been applied. */
export interface PricedCase {
  readonly outcome: 'priced'
  readonly id: string
  readonly group: string
  readonly tariff: Tariff
  readonly standard: Standard
  /** fen */
  readonly standardFen: Fen
  /** fen: the standard, or what the outlier band pays */
  readonly priceFen: Fen
  readonly outlier: BandPayment | null
  /** numbers the case does not give, so that rules about them could not be judged */
  readonly notJudged: readonly string[]
}

export interface ExcludedCase {
  readonly outcome: 'excluded'
  readonly id: string
  readonly group: string
  readonly tariff: Tariff
  readonly exclusion: Exclusion
  /** fen: the cost, or null when another method pays */
  readonly priceFen: Fen | null
}

export interface RefusedCase {
  readonly outcome: 'refused'
  readonly id: string
  readonly group: string
  readonly refusal: ValueRefusal
}

/** Prices one grouped case. A case that cannot be priced is a value with code, place and sentence; nothing else is touched. */
export const priceCase = (tariff: Tariff, one: ValueCase): CasePrice => priceWith(tariff, one, standardOf)

/** The standard of a case, in yuan as the tariff publishes it and in fen. */
export interface PublishedStandard {
  readonly standard: Standard
  readonly standardFen: Fen
}

/** As `priceCase`, with another way to the same standard: `compilePricing` remembers it. */
export function priceWith(
  tariff: Tariff,
  one: ValueCase,
  findStandard: (pricing: Pricing) => PublishedStandard,
): CasePrice {
  try {
    const pricing = { tariff, one, facts: factsOf(one, tariff.measures) }
    const exclusion = tariff.exclusions.find((rule) => holds(pricing, rule.when))
    return exclusion === undefined ? price(pricing, findStandard(pricing)) : exclude(pricing, exclusion)
  } catch (error) {
    return { outcome: 'refused', id: one.id, group: one.group, refusal: refusalOf(error) }
  }
}

function refusalOf(error: unknown): ValueRefusal {
  if (error instanceof CaseRefused) return error.refusal
  if (error instanceof MoneyError && error.code === 'MONEY_OUT_OF_RANGE')
    return new CaseRefused('VALUE_AMOUNT_TOO_LARGE', 'price', error.message).refusal
  throw error
}

export function standardOf(pricing: Pricing): PublishedStandard {
  const standard = computeStandard(pricing)
  return { standard, standardFen: toFen(pricing.tariff, standard.yuan, 'standard') }
}

function price(pricing: Pricing, { standard, standardFen }: PublishedStandard): PricedCase {
  const { tariff, one } = pricing
  const outlier = payBand(pricing, standard.yuan)
  const priceFen = outlier === null ? standardFen : toFen(tariff, outlier.yuan, 'price')
  invariant(standardFen >= 0 && priceFen >= 0, 'a hospital would owe the fund money for a case it treated')
  invariant(
    outlier?.band.pay.form !== 'excess' || priceFen >= standardFen,
    'an extra payment for a costly case would be less than the standard',
  )
  const notJudged = missing(pricing.facts)
  return {
    outcome: 'priced',
    id: one.id,
    group: one.group,
    tariff,
    standard,
    standardFen,
    priceFen,
    outlier,
    notJudged,
  }
}

const missing = (facts: CaseFacts): string[] => [...facts.notJudged].sort()

function exclude({ tariff, one, facts }: Pricing, exclusion: Exclusion): ExcludedCase {
  const cost = facts.measures.get('cost')
  if (exclusion.pays === 'cost' && cost === undefined)
    throw new CaseRefused('VALUE_COST_MISSING', 'cost', `excluded as ${exclusion.name}`)
  const priceFen = exclusion.pays === 'cost' ? toFen(tariff, cost!, 'cost') : null
  return { outcome: 'excluded', id: one.id, group: one.group, tariff, exclusion, priceFen }
}

function toFen(tariff: Tariff, yuan: Ratio, place: string): Fen {
  const fen = ratioToFen(yuan, tariff.toFen)
  if (fen === null) throw new CaseRefused('VALUE_FINER_THAN_FEN', place, `${ratioText(yuan)} yuan`)
  return fen
}
