import { negate } from '@medsettle/money'
import type { CancelRequest } from '../contract/channel.ts'
import type { Outcome } from '../contract/outcome.ts'
import { call } from './call.ts'
import type { Institution } from './institution.ts'
import { readAdjudication } from './map-adjudication.ts'
import { insuredPart, plainOutcome, sentenceFor, settledOutcome, statusOf } from './map-outcome.ts'
import { cancelInput, requireInsured } from './map-request.ts'
import { findSettlement } from './query-settlement.ts'
import { requireReference } from './references.ts'

/**
 * 2208: takes back a settlement that is known. A refusal is checked with 5203 first: after a lost answer the second
 * cancel is refused because the first one worked, and that must not be booked as "not taken back".
 */
export async function cancel(institution: Institution, request: CancelRequest): Promise<Outcome> {
  const { config, manifest } = institution
  const bill = requireInsured(request.bill)
  const { references, messageId } = request
  const settlementId = requireReference('settlementId', references.settlementId)
  const visitId = requireReference('insurerVisitId', references.insurerVisitId ?? bill.visit.insurerVisitId)
  const input = cancelInput(bill, visitId, settlementId)
  const answer = await call(institution, {
    infno: '2208',
    msgid: messageId,
    input,
    insuredArea: bill.cover.insuredArea,
  })
  if (!answer.answered) return answer.outcome
  const { response } = answer
  const status = statusOf('2208', response.infcode, manifest, config.switches)
  if (status === 'declined')
    return refusedCancel(institution, request, plainOutcome(status, response, sentenceFor(response, bill)))
  if (status !== 'settled') return plainOutcome(status, response, sentenceFor(response, bill))
  return readCancelled(institution, request, response.output)
}

/** Declined only while 5203 shows the settlement untouched; when it does not say, nobody knows why 2208 was refused. */
async function refusedCancel(institution: Institution, request: CancelRequest, refused: Outcome): Promise<Outcome> {
  const { found } = await findSettlement(institution, request.bill, request.references)
  if (found === 'refunded')
    return { ...takenBack(request), message: 'the platform had already taken this settlement back' }
  return found === 'settled' ? refused : { ...refused, status: 'pending' }
}

const takenBack = ({ references, settled }: CancelRequest): Outcome => ({
  status: 'settled',
  channelRef: references.settlementId ?? null,
  amount: insuredPart(settled),
  channelCode: '0',
  message: 'the platform has taken the settlement back',
  at: null,
})

/** The reversing record carries negative amounts; an outcome's amount is what moved, hence positive. */
function readCancelled(
  institution: Institution,
  request: CancelRequest,
  output: Parameters<typeof readAdjudication>[0],
): Outcome {
  const { setlinfo, adjudication } = readAdjudication(output, null, institution.config)
  if (adjudication === null) return { ...takenBack(request), amount: null }
  const outcome = settledOutcome(setlinfo, adjudication, 'the platform has taken the settlement back')
  const amount = outcome.amount !== null && outcome.amount < 0 ? negate(outcome.amount) : outcome.amount
  const same = amount === insuredPart(request.settled)
  return { ...outcome, amount, message: same ? outcome.message : `${outcome.message}, but not the settled amount` }
}
