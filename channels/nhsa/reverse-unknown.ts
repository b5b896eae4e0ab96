import { timeOfMessageId } from '@medsettle/nhsa'
import type { CancelRequest } from '../contract/channel.ts'
import { type Outcome, unknownOutcome } from '../contract/outcome.ts'
import { call } from './call.ts'
import type { Institution } from './institution.ts'
import { plainOutcome, sentenceFor } from './map-outcome.ts'
import { requireInsured, reverseInput } from './map-request.ts'
import { findSettlement } from './query-settlement.ts'
import { requireReference } from './references.ts'

/**
 * 2601: the only way out of a 2207 nobody heard the end of. `settled` means that insurance now holds nothing of it. A
 * refusal may mean "there was nothing to reverse": 5203 decides, and only once the original is too old to be under way.
 */
export async function reverseUnknown(institution: Institution, request: CancelRequest): Promise<Outcome> {
  const bill = requireInsured(request.bill)
  const original = requireReference('messageId', request.references.messageId)
  const input = reverseInput(bill, original, '2207')
  const insuredArea = bill.cover.insuredArea
  const answer = await call(institution, { infno: '2601', msgid: request.messageId, input, insuredArea })
  if (!answer.answered) return answer.outcome
  const { response } = answer
  if (response.infcode === '0') return plainOutcome('settled', response, 'the platform has reversed the settlement')
  if (!response.infcode.startsWith('-')) return plainOutcome('pending', response, sentenceFor(response, bill))

  const settlement = await findSettlement(institution, bill, request.references)
  if (settlement.found === 'refunded')
    return plainOutcome('settled', response, 'the platform had already taken the settlement back')
  if (settlement.found === 'settled') return plainOutcome('pending', response, sentenceFor(response, bill))
  if (settlement.found === 'unclear') return settlement.outcome
  if (!institution.config.switches.negativeReversalIsNothing)
    return plainOutcome('pending', response, sentenceFor(response, bill))
  return isUnderWay(institution, original)
    ? unknownOutcome('NOT_FOUND', 'the platform does not know the settlement yet; it may still be on its way')
    : { ...plainOutcome('settled', response, 'there is nothing to reverse'), channelCode: 'NOTHING_TO_REVERSE' }
}

/** A msgid carries the minute it was made: the only clock both sides agree on. */
export function isUnderWay({ io, manifest }: Institution, messageId: string): boolean {
  const made = timeOfMessageId(messageId)
  if (made === null) return true
  const age = io.now().getTime() - Date.parse(`${made.replace(' ', 'T')}+08:00`)
  return age < manifest.notFoundGraceMs
}
