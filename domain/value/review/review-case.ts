import { type Fen, MoneyError, parseYuan, subtract } from '@medsettle/money'
import { dividedBy, type Ratio, ratioOf } from '@medsettle/money/ratio'
import { isChinaDate } from '../../identity/china-date.ts'
import { type Asking, holds } from '../tariff/condition.ts'
import { CaseRefused } from '../tariff/tariff-refusal.ts'
import { factsOf, type ValueCase } from '../tariff/value-case.ts'
import { periodOf, type ReviewPeriod } from './review-period.ts'
import { type ReviewRefusal, type ReviewRefusalCode, reviewRefusal } from './review-refusal.ts'
import type { NamedCondition, ReviewRules } from './review-rules.ts'

/** A priced case as a review looks at it. Amounts are fen. */
export interface ReviewCase {
  readonly id: string
  readonly group: string
  readonly institutionId: string
  readonly date: string
  readonly period: ReviewPeriod
  readonly cost: Fen
  /** fen: what the tariff pays; stands whatever the review says, until an amount is agreed */
  readonly price: Fen
  /** yuan, as the tariff publishes it, which may have parts of a fen */
  readonly standard: Ratio
  readonly costRatio: Ratio
  /** fen the cost is above the price; 0 when it is not */
  readonly loss: Fen
  readonly stayDays: Ratio | null
  readonly weight: Ratio | null
  /** China date, or null when the institution did not ask */
  readonly nominatedOn: string | null
  readonly asking: Asking
}

export type ReadCase =
  | { readonly outcome: 'case'; readonly case: ReviewCase }
  | { readonly outcome: 'excluded'; readonly by: string; readonly about: CaseHead }
  | { readonly outcome: 'refused'; readonly refusal: ReviewRefusal }

/** What can be said of a case before it has a standard. */
export type CaseHead = Pick<ReviewCase, 'id' | 'group' | 'institutionId' | 'date' | 'period' | 'asking'>

class NoCase extends Error {
  readonly refusal: ReviewRefusal
  constructor(code: ReviewRefusalCode, place: string, what = '') {
    super(code)
    this.refusal = reviewRefusal(code, place, what)
  }
}

/**
 * Columns: id, group, institution (or hospital), date of discharge, cost, standardYuan and priceYuan as `value price` writes
 * them, its `reason`, and what the rules ask for. A case that the tariff excluded, or the rules do, is no candidate.
 */
export function readCase(rules: ReviewRules, one: ValueCase): ReadCase {
  try {
    const head = headOf(rules, one)
    const byTariff = /^excluded: (.*)$/.exec(one.columns.get('reason') ?? '')
    if (byTariff !== null) return { outcome: 'excluded', by: `by the tariff: ${byTariff[1]}`, about: head }
    const byRule = firstOf(head.asking, rules.excluded)
    if (byRule !== null) return { outcome: 'excluded', by: byRule.name, about: head }
    const found = caseOf(head, one)
    // a rule may compare what only a priced case has: costRatio, loss
    const byAmount = firstOf(head.asking, rules.excluded)
    if (byAmount !== null) return { outcome: 'excluded', by: byAmount.name, about: head }
    return { outcome: 'case', case: found }
  } catch (error) {
    if (error instanceof NoCase || error instanceof CaseRefused) return { outcome: 'refused', refusal: error.refusal }
    throw error
  }
}

function headOf(rules: ReviewRules, one: ValueCase): CaseHead {
  const facts = factsOf(one, rules.measures)
  const institutionId = one.columns.get('institution') || one.columns.get('hospital') || ''
  if (institutionId === '') throw new NoCase('REVIEW_INSTITUTION_MISSING', 'institution')
  const date = one.columns.get('date') ?? ''
  if (date === '') throw new NoCase('REVIEW_DATE_MISSING', 'date')
  if (date < rules.validFrom || (rules.validTo !== null && date > rules.validTo))
    throw new NoCase('REVIEW_DATE_OUTSIDE', 'date', `${date}; ${rules.validFrom} to ${rules.validTo ?? '…'}`)
  const asking = { tariff: rules, one, facts }
  return { id: one.id, group: one.group, institutionId, date, period: periodOf(date, rules.period), asking }
}

function caseOf(head: CaseHead, one: ValueCase): ReviewCase {
  const { measures, factors } = head.asking.facts
  if (!measures.has('cost')) throw new NoCase('REVIEW_COST_MISSING', 'cost')
  const cost = fenOf(one.columns.get('cost')!, 'cost')
  const standard = standardOf(one.columns.get('standardYuan') ?? '')
  const price = fenOf(one.columns.get('priceYuan') ?? '', 'priceYuan')
  const costRatio = dividedBy(measures.get('cost')!, standard)
  const loss = cost > price ? subtract(cost, price) : (0 as Fen)
  factors.set('standard', standard)
  factors.set('price', { n: BigInt(price), d: 100n })
  factors.set('costRatio', costRatio)
  factors.set('loss', { n: BigInt(loss), d: 100n })
  const nominated = one.columns.get('nominatedOn') ?? ''
  if (nominated !== '' && !isChinaDate(nominated)) throw new CaseRefused('VALUE_DATE_INVALID', 'nominatedOn', nominated)
  const weight = one.columns.get('weight') ?? ''
  return {
    ...head,
    cost,
    price,
    standard,
    costRatio,
    loss,
    stayDays: measures.get('stayDays') ?? null,
    weight: weight === '' ? null : positiveOf(weight, 'weight'),
    nominatedOn: nominated === '' ? null : nominated,
  }
}

function fenOf(text: string, place: string): Fen {
  try {
    const fen = parseYuan(text)
    if (fen >= 0) return fen
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error
  }
  throw new NoCase('REVIEW_NUMBER_INVALID', place, `"${text.slice(0, 40)}"`)
}

function standardOf(text: string): Ratio {
  if (text === '') throw new NoCase('REVIEW_STANDARD_MISSING', 'standardYuan')
  return positiveOf(text, 'standardYuan')
}

function positiveOf(text: string, place: string): Ratio {
  try {
    const value = ratioOf(text)
    if (value.n > 0n) return value
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error
    throw new NoCase('REVIEW_NUMBER_INVALID', place, `"${text.slice(0, 40)}"`)
  }
  throw new NoCase('REVIEW_STANDARD_ZERO', place, text)
}

export function firstOf<T extends NamedCondition>(asking: Asking, list: readonly T[]): T | null {
  return list.find(({ when }) => holds(asking, when)) ?? null
}
