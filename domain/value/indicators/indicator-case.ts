import { divideRounded, type Fen, MoneyError } from '@medsettle/money'
import { type Ratio, ratioOf, ratioToFen } from '@medsettle/money/ratio'
import { isChinaDate } from '../../identity/china-date.ts'
import type { Tariff } from '../tariff/tariff.ts'
import { CaseRefused } from '../tariff/tariff-refusal.ts'
import type { ValueCase } from '../tariff/value-case.ts'
import { priceAsIfInForce } from '../what-if/compare-case.ts'
import { type IndicatorRefusal, IndicatorRefused } from './indicator-refusal.ts'
import type { IndicatorMethod } from './method.ts'

/** What indicators ask of a case; null: the case does not say, and counts only where that is not asked. */
export interface IndicatorCase {
  readonly group: string
  readonly weight: Ratio
  /** fen */
  readonly cost: Fen | null
  readonly fund: Fen | null
  /** hundredths of a day, so that sums are of whole numbers */
  readonly stay: number | null
  readonly died: boolean | null
  readonly isTertiary: boolean | null
  readonly person: string
  readonly hospital: string
  /** days from 1970-01-01 */
  readonly admitted: number | null
  readonly discharged: number | null
}

/** @throws CaseRefused, IndicatorRefused */
export function readIndicatorCase(
  tariffs: readonly Tariff[],
  method: IndicatorMethod,
  one: ValueCase,
): IndicatorCase | IndicatorRefusal {
  const price = priceAsIfInForce(tariffs, one)
  if (price.outcome === 'refused') return price.refusal
  const weight =
    price.outcome === 'priced'
      ? price.standard.steps.find(({ name }) => name === method.weightFactor)?.value
      : undefined
  if (weight === undefined) throw new IndicatorRefused('INDICATOR_NO_WEIGHT', method.weightFactor)
  const text = (name: string): string => one.columns.get(name) ?? ''
  const [admitted, discharged] = [dayOf(text('admitted'), 'admitted'), dayOf(text('date'), 'date')]
  if (admitted !== null && discharged !== null && discharged < admitted)
    throw new IndicatorRefused('INDICATOR_DATES_REVERSED', 'date', `${text('admitted')} to ${text('date')}`)
  return {
    group: one.group,
    weight,
    cost: amountOf(text('cost'), 'cost'),
    fund: amountOf(text('fund'), 'fund'),
    stay: stayOf(text('stayDays')),
    died: diedOf(text('died')),
    isTertiary: text('level') === '' ? null : method.tertiaryLevels.includes(text('level')),
    person: text('person'),
    hospital: text('hospital'),
    admitted,
    discharged,
  }
}

function diedOf(text: string): boolean | null {
  if (text === '') return null
  if (text === '1' || text === '0') return text === '1'
  throw new IndicatorRefused('INDICATOR_DIED_UNKNOWN', 'died', `"${text.slice(0, 40)}"`)
}

function dayOf(text: string, place: string): number | null {
  if (text === '') return null
  if (!isChinaDate(text)) throw new CaseRefused('VALUE_DATE_INVALID', place, `"${text.slice(0, 40)}"`)
  return Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)) - 1, Number(text.slice(8))) / 86_400_000
}

/** Parts of a fen are rounded half up: these sums are compared, not paid. */
function amountOf(text: string, place: string): Fen | null {
  if (text === '') return null
  const fen = ratioToFen(numberOf(text, place), 'halfUp')!
  if (fen < 0) throw new CaseRefused('VALUE_NEGATIVE', place, text)
  return fen
}

function stayOf(text: string): number | null {
  if (text === '') return null
  const { n, d } = numberOf(text, 'stayDays')
  return Number(divideRounded(n * 100n, d, 'halfUp'))
}

function numberOf(text: string, place: string): Ratio {
  try {
    return ratioOf(text)
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error
    throw new CaseRefused('VALUE_NUMBER_INVALID', place, `"${text.slice(0, 40)}"`)
  }
}
