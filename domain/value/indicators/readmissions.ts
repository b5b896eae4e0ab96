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
  take(one: IndicatorCase, names: readonly string[]): void
  /** null: no case says person and dates */
  count(days: number, sameHospital: boolean): ReadmissionCount[] | null
}

export interface ReadmissionCount {
  readonly names: readonly string[]
  readonly isReturn: boolean
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
    count(days, sameHospital) {
      if (persons.size === 0) return null
      return [...persons.values()].flatMap((stays) => countPerson(stays, { days, sameHospital, last }))
    },
  }
}

interface Window {
  readonly days: number
  readonly sameHospital: boolean
  readonly last: number
}

function countPerson(stays: readonly Stay[], { days, sameHospital, last }: Window): ReadmissionCount[] {
  return stays
    .filter(({ died, discharged }) => !died && discharged + days <= last)
    .map((stay) => {
      const isReturn = stays.some(
        (other) =>
          other !== stay &&
          follows(other, stay) &&
          other.admitted - stay.discharged <= days &&
          (!sameHospital || other.hospital === stay.hospital),
      )
      return { names: stay.names, isReturn }
    })
}

/** Two stays of no day on one day: the one that ends later follows, of equal ones neither. */
const follows = (other: Stay, stay: Stay): boolean =>
  other.admitted > stay.discharged || (other.admitted === stay.discharged && other.discharged > stay.discharged)
