import { RefusalError } from '../../domain/identity/refusal.ts'
import type { InsuranceReferences } from '../contract/channel.ts'

/** An id without which the act cannot be named to the platform. @throws RefusalError INSURANCE_REFERENCE_MISSING */
export function requireReference(name: keyof InsuranceReferences, value: string | undefined): string {
  if (value !== undefined && value !== '') return value
  throw new RefusalError({
    code: 'INSURANCE_REFERENCE_MISSING',
    stage: 'charge',
    moneyMoved: 'none',
    retrySameKey: true,
    message: 'insurance platform: an id that an earlier answer gave is missing',
    place: `references.${name}`,
  })
}
