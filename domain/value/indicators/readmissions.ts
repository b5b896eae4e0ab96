import type { IndicatorCase } from './indicator-case.ts'

/** One stay of a person, as far as returns are concerned; `names` are its hospital, department, … by dimension. */
interface Stay {
  readonly admitted: number
  readonly discharged: number
  readonly died: boolean
  readonly hospital: string
  readonly names: readonly string[]
}

export interface Readmissions {
  /** @param names hospital, department, … ; equal ones should be the same list, none is copied */
  take(one: IndicatorCase, names: readonly string[]): void
  /** calls `each` for every discharge that counts; false: no case says person and dates */
  count(window: ReturnWindow, each: (names: readonly string[], isReturn: boolean) => void): boolean
}

export interface ReturnWindow {
  readonly days: number
  readonly sameHospital: boolean
}

/**
 * Returns within days: the same person admitted again 0 to `days` days after a discharge alive, counted once a discharge, where the first
 * discharge was. Discharges in the last `days` days of the cases are left out: nobody knows yet who will come back.
 */
export function createReadmissions(): Readmissions {
  const persons = new Map<string, Stay[]>()
  let last = Number.NEGATIVE_INFINITY
  return {
    take({ person, admitted, discharged, died, hospital }, names) {
      if (person === '' || admitted === null || discharged === null) return
      const stays = persons.get(person) ?? []
      persons.set(person, stays)
      stays.push({ admitted, discharged, died: died === true, hospital, names })
      if (discharged > last) last = discharged
    },
    count(window, each) {
      for (const stays of persons.values())
        for (const stay of stays)
          if (!stay.died && stay.discharged + window.days <= last) each(stay.names, comesBack(stay, stays, window))
      return persons.size > 0
    },
  }
}

const comesBack = (stay: Stay, stays: readonly Stay[], { days, sameHospital }: ReturnWindow): boolean =>
  stays.some(
    (other) =>
      other !== stay &&
      follows(other, stay) &&
      other.admitted - stay.discharged <= days &&
      (!sameHospital || other.hospital === stay.hospital),
  )

/** Two stays of no day on one day: the one that ends later follows, of equal ones neither. */
const follows = (other: Stay, stay: Stay): boolean =>
  other.admitted > stay.discharged || (other.admitted === stay.discharged && other.discharged > stay.discharged)
