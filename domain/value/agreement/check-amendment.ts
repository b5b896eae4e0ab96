import type { Refusal } from '../../identity/refusal.ts'
import type { Agreement } from './agreement.ts'
import { agreementRefusal } from './agreement-problem.ts'
import type { AgreementDocument } from './agreement-schema.ts'
import type { PeriodFile } from './period-file.ts'

/**
 * May this version come into force? The first names no predecessor; a later one names the version in force by number and hash, and takes
 * over only periods to which nothing has happened: facts are read by the agreement they were delivered under. Whoever signed the
 * one before signs this one too: without that, two parties could amend the agreement of a third.
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
  const left =
    inForce && Object.values(inForce.document.parties).find(({ institutionId }) => !isParty(document, institutionId))
  if (left)
    return agreementRefusal(
      'AGREEMENT_PREDECESSOR',
      'parties',
      `${left.institutionId} is left out of what it agreed to`,
    )
  const index = document.periods.findIndex(({ id }) => {
    const file = periods.find(({ period }) => period.id === id)
    return file !== undefined && file.version > 0
  })
  if (index < 0) return null
  return agreementRefusal('AGREEMENT_PERIOD_UNDER_WAY', `periods[${index}].id`, document.periods[index]!.id)
}

const isParty = ({ parties }: AgreementDocument, institutionId: string): boolean =>
  Object.values(parties).some((one) => one.institutionId === institutionId)
