import { rowHolds } from '../rules/row-condition.ts'
import type { Hospitalisation } from './link-stays.ts'
import type { Measure, Readmission } from './measure-document.ts'

export interface ReadmissionFound {
  /** id of the stay that counts; null: none */
  readonly readmittedAs: string | null
  /** `back as c7 after 12 days`, `c7 after 12 days was planned` */
  readonly reason: string
}

/** What followed a discharge. @param later hospitalisations of the person after `index`, in time */
export function readmissionAfter(
  { codeLists }: Measure,
  rule: Readmission,
  index: Hospitalisation,
  later: readonly Hospitalisation[],
): ReadmissionFound {
  let planned = ''
  for (const { first } of later) {
    const gap = first.admission - index.last.discharge
    if (gap > rule.withinDays) break
    if (gap === 0 && rule.sameDay === 'ignored') continue
    if (!rowHolds(first.row, rule.counts, codeLists)) continue
    if (rule.planned === undefined || !rowHolds(first.row, rule.planned, codeLists))
      return { readmittedAs: first.id, reason: `back as ${first.id} after ${gap} days` }
    planned = `${first.id} after ${gap} days was planned`
    if (rule.afterPlanned === 'stops') break
  }
  return { readmittedAs: null, reason: planned }
}
