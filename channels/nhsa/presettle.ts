import { rowsOf, textOf } from '@medsettle/nhsa'
import type { Bill } from '../../domain/bill/bill.ts'
import type { InsuranceAnswer, InsuranceReferences } from '../contract/channel.ts'
import { type Outcome, unknownOutcome } from '../contract/outcome.ts'
import { type Answer, call, companion } from './call.ts'
import type { Institution } from './institution.ts'
import { readAdjudication, rowFindings } from './map-adjudication.ts'
import {
  noAmounts,
  plainOutcome,
  presettledOutcome,
  sentenceFor,
  statusOf,
  unreadableAmountsOutcome,
} from './map-outcome.ts'
import {
  chargeLinesInput,
  type InsuredBill,
  presettleInput,
  registerInput,
  requireInsured,
  withdrawLinesInput,
} from './map-request.ts'

/**
 * 2201 where the visit is not registered yet, then 2204, then 2206 with the caller's msgid. Nothing is taken. The visit
 * id is answered as soon as it is known, so that a second try does not register the patient twice.
 */
export async function presettle(institution: Institution, raw: Bill, messageId: string): Promise<InsuranceAnswer> {
  const bill = requireInsured(raw)
  const registered = await visitOf(institution, bill, messageId)
  if ('status' in registered) return noAmounts(registered, {})
  const references = { insurerVisitId: registered.visitId }
  const uploaded = await uploadLines(institution, bill, registered.visitId, messageId)
  const refused = refusalOf(institution, '2204', uploaded, bill)
  if (refused !== null || !uploaded.answered) return noAmounts(refused!, references)

  const input = presettleInput(bill, registered.visitId, institution.config)
  const answer = await call(institution, {
    infno: '2206',
    msgid: messageId,
    input,
    insuredArea: bill.cover.insuredArea,
  })
  const lines = rowFindings(uploaded.response.output)
  const told = readPresettlement(institution, bill, answer, references)
  return { ...told, findings: [...lines, ...told.findings] }
}

async function visitOf(
  institution: Institution,
  bill: InsuredBill,
  messageId: string,
): Promise<{ readonly visitId: string } | Outcome> {
  if (bill.visit.insurerVisitId !== undefined) return { visitId: bill.visit.insurerVisitId }
  const input = registerInput(bill, institution.config, institution.io.now())
  const msgid = companion(messageId, '2201')
  const answer = await call(institution, { infno: '2201', msgid, input, insuredArea: bill.cover.insuredArea })
  const refused = refusalOf(institution, '2201', answer, bill)
  if (refused !== null || !answer.answered) return refused!
  const visitId = textOf(rowsOf(answer.response.output.data)[0]?.mdtrt_id)
  return visitId === '' ? unknownOutcome('NO_VISIT_ID', '2201 was accepted without a mdtrt_id') : { visitId }
}

/** The platform keeps unsettled lines; when it refuses the same ones again they are withdrawn once and sent anew. */
async function uploadLines(institution: Institution, bill: InsuredBill, visitId: string, messageId: string) {
  const input = chargeLinesInput(bill, visitId, institution.config)
  const insuredArea = bill.cover.insuredArea
  const first = await call(institution, { infno: '2204', msgid: companion(messageId, '2204'), input, insuredArea })
  const isRepeat = bill.visit.insurerVisitId !== undefined && first.answered && first.response.infcode.startsWith('-')
  if (!isRepeat) return first
  const withdraw = withdrawLinesInput(bill, visitId)
  await call(institution, { infno: '2205', msgid: companion(messageId, '2205'), input: withdraw, insuredArea })
  return call(institution, { infno: '2204', msgid: companion(messageId, '2204 again'), input, insuredArea })
}

/** null when the answer was accepted */
function refusalOf(institution: Institution, infno: string, answer: Answer, bill: InsuredBill): Outcome | null {
  if (!answer.answered) return answer.outcome
  const { response } = answer
  const status = statusOf(infno, response.infcode, institution.manifest, institution.config.switches)
  return status === 'settled' ? null : plainOutcome(status, response, `${infno} ${sentenceFor(response, bill)}`)
}

function readPresettlement(
  institution: Institution,
  bill: InsuredBill,
  answer: Answer,
  references: InsuranceReferences,
): InsuranceAnswer {
  const refused = refusalOf(institution, '2206', answer, bill)
  if (refused !== null || !answer.answered) return noAmounts(refused!, references)
  const { adjudication, findings, account } = readAdjudication(answer.response.output, bill.total, institution.config)
  const outcome = adjudication === null ? unreadableAmountsOutcome(null) : presettledOutcome(answer.response)
  return { outcome, adjudication, findings, references, ...account }
}
