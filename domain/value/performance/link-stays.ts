import { rowHolds } from '../rules/row-condition.ts'
import type { HospitalCase } from './hospital-case.ts'
import type { Measure } from './measure-document.ts'

/** One hospitalisation: stays that continue one another, by transfer or because the rules call them one. */
export interface Hospitalisation {
  readonly first: HospitalCase
  /** the stay with the last discharge: where the person left from */
  readonly last: HospitalCase
  readonly stays: readonly HospitalCase[]
}

/** Hospitalisations of one person in the order of time. A stay that begins before the last one has ended belongs to it. */
export function linkStays(measure: Measure, cases: readonly HospitalCase[]): Hospitalisation[] {
  const linked: Hospitalisation[] = []
  for (const next of [...cases].sort(inTime)) {
    const current = linked.at(-1)
    if (current === undefined || !continues(measure, current.last, next)) {
      linked.push({ first: next, last: next, stays: [next] })
      continue
    }
    const last = next.discharge >= current.last.discharge ? next : current.last
    linked[linked.length - 1] = { first: current.first, last, stays: [...current.stays, next] }
  }
  return linked
}

const inTime = (a: HospitalCase, b: HospitalCase): number =>
  a.admission - b.admission || a.discharge - b.discharge || (a.id < b.id ? -1 : 1)

function continues({ transfer, numerator, codeLists }: Measure, last: HospitalCase, next: HospitalCase): boolean {
  const gap = next.admission - last.discharge
  if (gap < 0) return true
  if (next.institution === last.institution)
    return gap === 0 && numerator.kind === 'readmission' && numerator.sameDay === 'sameStay'
  return transfer !== undefined && gap <= transfer.withinDays && rowHolds(last.row, transfer.when, codeLists)
}
