import { textOf } from '@medsettle/nhsa'
import type { InsuranceAnswer, SettleRequest } from '../contract/channel.ts'
import { call } from './call.ts'
import type { Institution } from './institution.ts'
import { deviations, readAdjudication } from './map-adjudication.ts'
import {
  noAmounts,
  plainOutcome,
  sentenceFor,
  settledOutcome,
  statusOf,
  unreadableAmountsOutcome,
} from './map-outcome.ts'
import { requireInsured, settleInput } from './map-request.ts'
import { requireReference } from './references.ts'

/**
 * 2207 with the msgid the caller has already persisted. An answer that does not come, or that cannot be read, leaves the
 * settlement unknown: only 5203 and 2601 get out of that (trap 3).
 */
export async function settle(institution: Institution, request: SettleRequest): Promise<InsuranceAnswer> {
  const { config, manifest } = institution
  const bill = requireInsured(request.bill)
  const visitId = requireReference('insurerVisitId', request.references.insurerVisitId ?? bill.visit.insurerVisitId)
  const input = settleInput(bill, visitId, request.expected, config)
  const { messageId } = request
  const references = { ...request.references, insurerVisitId: visitId, messageId }
  const answer = await call(institution, {
    infno: '2207',
    msgid: messageId,
    input,
    insuredArea: bill.cover.insuredArea,
  })
  if (!answer.answered) return noAmounts(answer.outcome, references)
  const { response } = answer
  const status = statusOf('2207', response.infcode, manifest, config.switches)
  if (status !== 'settled') return noAmounts(plainOutcome(status, response, sentenceFor(response, bill)), references)

  const { setlinfo, adjudication, findings, account } = readAdjudication(response.output, bill.total, config)
  const settlementId = textOf(setlinfo.setl_id)
  const known = settlementId === '' ? references : { ...references, settlementId }
  if (adjudication === null)
    return { outcome: unreadableAmountsOutcome(settlementId || null), adjudication, findings, references: known }
  const outcome = settledOutcome(setlinfo, adjudication, 'the platform has settled the insurance part')
  return {
    outcome,
    adjudication,
    findings: [...findings, ...deviations(adjudication, request.expected)],
    references: known,
    ...account,
  }
}
