import type { Refusal } from '../../identity/refusal.ts'
import type { Agreement } from './agreement.ts'
import { agreementRefusal } from './agreement-problem.ts'
import type { PeriodFile } from './period-file.ts'

/**
 * May this version come into force? The first names no predecessor; a later one names the version in force by number and hash, and takes
 * over only periods for which nothing has been delivered: facts are read by the agreement they were delivered under.
 * @param periods files of the agreement as it is in force
 * @returns why not, or null
 */
export function checkAmendment(
  { document }: Agreement,
  inForce: Agreement | null,
  periods: readonly PeriodFile[],
): Refusal | null {
  const { replaces } = document
  const named = replaces === null ? null : `${replaces.version} ${replaces.hash}`
  const standing = inForce === null ? null : `${inForce.document.version} ${inForce.hash}`
  if (named !== standing)
    return agreementRefusal('AGREEMENT_PREDECESSOR', 'replaces', `in force: ${standing ?? 'none'}`)
  const index = document.periods.findIndex(({ id }) => {
    const file = periods.find(({ period }) => period.id === id)
    return file !== undefined && file.facts.size > 0
  })
  if (index < 0) return null
  return agreementRefusal('AGREEMENT_PERIOD_UNDER_WAY', `periods[${index}].id`, document.periods[index]!.id)
}
