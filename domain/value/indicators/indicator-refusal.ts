import type { ValueRefusal, ValueRefusalCode } from '../tariff/tariff-refusal.ts'

/** Why a case has no part in the indicators; the other cases go on. */
export const INDICATOR_REFUSALS = {
  INDICATOR_NO_WEIGHT: 'the tariff gives this case no weight',
  INDICATOR_DIED_UNKNOWN: 'died is 1 or 0, or empty when nobody says',
  INDICATOR_DATES_REVERSED: 'the case ends before it begins',
} as const

export type IndicatorRefusalCode = keyof typeof INDICATOR_REFUSALS

export interface IndicatorRefusal extends Omit<ValueRefusal, 'code'> {
  readonly code: ValueRefusalCode | IndicatorRefusalCode
}

/** Carries the refusal of one case up to whoever counts. */
export class IndicatorRefused extends Error {
  override name = 'IndicatorRefused'
  readonly refusal: IndicatorRefusal
  constructor(code: IndicatorRefusalCode, place: string, what = '') {
    const message = what === '' ? INDICATOR_REFUSALS[code] : `${INDICATOR_REFUSALS[code]}: ${what}`
    super(message)
    this.refusal = { code, place, message }
  }
}
