import { type Fen, ZERO } from '@medsettle/money'
import { type Ratio, ratioToFen, times } from '@medsettle/money/ratio'
import { type Found, lookUp } from '../tariff/lookup.ts'
import type { DayPackage, PerDiemRules, Phase } from './per-diem-rules.ts'
import type { Stay } from './stay.ts'

/** Days of one phase that are paid alike, one after the other. */
export interface DayStretch {
  readonly kind: 'day' | 'leave' | 'unpaidLeave'
  /** day of the stay, counted from 1 */
  readonly first: number
  readonly last: number
  readonly rate: Found
  /** fen for each day, rounded once a day */
  readonly each: Fen
  readonly dates: readonly string[]
}

/**
 * A stay's days with what each is worth, before caps. A day of leave that does not count in the phase is paid by the phase of the
 * day before it, and bears its number.
 * @param before days that earlier stays have counted already @throws CaseRefused as `lookUp`
 */
export function priceDays(rules: PerDiemRules, care: DayPackage, stay: Stay, before: number): DayStretch[] {
  const stretches: DayStretch[] = []
  const rateOf = ratesOf(care, stay)
  let [number, leaveDays] = [before, 0]
  for (const date of stay.days) {
    const isLeave = care.leave !== null && stay.leave.has(date)
    if (!isLeave || care.leave.countsInPhase || number === 0) number++
    if (isLeave) leaveDays++
    const kind = !isLeave ? 'day' : leaveDays <= care.leave.mostDays ? 'leave' : 'unpaidLeave'
    const rate = rateOf(number)
    const last = stretches.at(-1)
    if (last !== undefined && last.kind === kind && last.rate === rate)
      stretches[stretches.length - 1] = { ...last, last: number, dates: [...last.dates, date] }
    else
      stretches.push({
        kind,
        first: number,
        last: number,
        rate,
        each: eachOf(rules, care, kind, rate.value),
        dates: [date],
      })
  }
  return stretches
}

/** One look-up a phase; the same value object while the phase lasts. */
function ratesOf(care: DayPackage, stay: Stay): (day: number) => Found {
  const found = new Map<Phase, Found>()
  return (day) => {
    const phase = care.phases.find(({ toDay }) => toDay === null || day <= toDay)!
    if (!found.has(phase)) found.set(phase, lookUp(stay.asking, phase.rate))
    return found.get(phase)!
  }
}

function eachOf(rules: PerDiemRules, care: DayPackage, kind: DayStretch['kind'], rate: Ratio): Fen {
  if (kind === 'unpaidLeave') return ZERO
  return ratioToFen(kind === 'leave' ? times(rate, care.leave!.share) : rate, rules.rounding)!
}

/** How far the counting of days has come at the end of a stay. */
export const lastDayNumber = (stretches: readonly DayStretch[]): number => stretches.at(-1)?.last ?? 0
