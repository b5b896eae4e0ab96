import { instantOf, orderState, textOf, type WireObject } from '@medsettle/nhsa'
import type { InsuranceAnswer, InsuranceReferences, SettleRequest } from '../contract/channel.ts'
import { type Outcome, unknownOutcome } from '../contract/outcome.ts'
import type { Institution } from './institution.ts'
import { insuredPart, noAmounts } from './map-outcome.ts'
import { requireInsured } from './map-request.ts'
import { readMobileAmounts } from './mobile-amounts.ts'
import { callMobile, orderQuestion } from './mobile-call.ts'
import { payContent, uploadContent } from './mobile-request.ts'
import { requireReference } from './references.ts'

/** 6201 uploads, 6202 pays, 6301 says what came of it: 6202 alone is never proof (facts 6.3). */
export async function settleMobile(institution: Institution, request: SettleRequest): Promise<InsuranceAnswer> {
  const bill = requireInsured(request.bill)
  const visitId = requireReference('insurerVisitId', request.references.insurerVisitId ?? bill.visit.insurerVisitId)
  const base = { ...request.references, insurerVisitId: visitId, messageId: request.messageId }
  const uploaded = await callMobile(institution, '6201', uploadContent(institution, bill, request, visitId))
  if (!uploaded.answered) return noAmounts(uploaded.outcome, base)
  const [payOrderId, payToken] = [textOf(uploaded.content.payOrdId), textOf(uploaded.content.payToken)]
  if (payOrderId === '') return noAmounts(unknownOutcome('NO_PAY_ORDER', '6201 was accepted without a payOrdId'), base)

  const references = { ...base, payOrderId, payToken }
  const content = payContent(institution, bill, request, { payOrderId, payToken, visitId })
  const paid = await callMobile(institution, '6202', content)
  if (!paid.answered) return noAmounts(paid.outcome, references)
  const state = orderState(textOf(paid.content.ordStas))
  if (state === 'cancelled' || state === 'failed') return readOrder(institution, request, paid.content, references)
  return queryMobile(institution, { ...request, references })
}

/** 6301. */
export async function queryMobile(institution: Institution, request: SettleRequest): Promise<InsuranceAnswer> {
  const { references } = request
  if (references.payOrderId === undefined)
    return noAmounts(
      unknownOutcome('NO_PAY_ORDER', '6201 was never answered: there is no order to ask for'),
      references,
    )
  const answer = await callMobile(institution, '6301', orderQuestion(institution, request))
  return answer.answered
    ? readOrder(institution, request, answer.content, references)
    : noAmounts({ ...answer.outcome, status: 'unknown' }, references)
}

/** `ordStas` class through statusMap; a candidate is settled only when insurance took part and every amount agrees. */
function readOrder(
  institution: Institution,
  request: SettleRequest,
  content: WireObject,
  references: InsuranceReferences,
): InsuranceAnswer {
  const ordStas = textOf(content.ordStas)
  const state = orderState(ordStas)
  const { adjudication, findings } = readMobileAmounts(content, request.expected, institution.config)
  const insured = ['HI', 'ALL'].includes(textOf(content.setlType))
  const agrees = adjudication !== null && findings.length === 0 && adjudication.total === request.bill.total
  const proven = state === 'candidate' && insured && agrees
  const status = proven ? 'settled' : (institution.manifest.statusMap[`ordStas:${state}`] ?? 'pending')
  const outcome: Outcome = {
    status,
    channelRef: references.payOrderId ?? null,
    amount: proven ? insuredPart(adjudication) : null,
    channelCode: `ordStas ${ordStas}`,
    message: sentence(state, proven, insured, agrees),
    at: instantOf(textOf(content.traceTime)),
  }
  return { outcome, adjudication, findings, references }
}

function sentence(state: string, proven: boolean, insured: boolean, agrees: boolean): string {
  if (proven) return 'insurance has paid the amounts of the presettlement'
  if (state !== 'candidate') return `the order is ${state}`
  if (!insured) return 'the order is a settlement candidate, but insurance is not said to have paid'
  return agrees ? 'the order is a settlement candidate' : 'the order is a settlement candidate with other amounts'
}
