import {
  instantOf,
  isWireObject,
  NhsaError,
  orderState,
  parseWire,
  textOf,
  type WireObject,
  type WireValue,
} from '@medsettle/nhsa'
import type { InsuranceAnswer, InsuranceReferences, SettleRequest } from '../contract/channel.ts'
import { type Outcome, unknownOutcome } from '../contract/outcome.ts'
import type { Institution } from './institution.ts'
import { insuredPart, noAmounts } from './map-outcome.ts'
import { type InsuredBill, requireInsured } from './map-request.ts'
import { readMobileAmounts } from './mobile-amounts.ts'
import { callMobile, orderQuestion } from './mobile-call.ts'
import { payContent, uploadContent } from './mobile-request.ts'
import { requireReference } from './references.ts'
import { isUnderWay } from './reverse-unknown.ts'

/**
 * 6201 opens an order, and that is all of the first call: 6202 is only sent for an order whose number the caller has kept,
 * because by its number alone can anybody find out, or take back, what 6202 has done.
 */
export async function settleMobile(institution: Institution, request: SettleRequest): Promise<InsuranceAnswer> {
  const bill = requireInsured(request.bill)
  const visitId = requireReference('insurerVisitId', request.references.insurerVisitId ?? bill.visit.insurerVisitId)
  const references = { ...request.references, insurerVisitId: visitId, messageId: request.messageId }
  return references.payOrderId === undefined
    ? openOrder(institution, { bill, visitId, request, references })
    : payOrder(institution, { bill, visitId, request, references })
}

interface Settling {
  readonly bill: InsuredBill
  readonly visitId: string
  readonly request: SettleRequest
  readonly references: InsuranceReferences
}

async function openOrder(institution: Institution, settling: Settling): Promise<InsuranceAnswer> {
  const { bill, visitId, request, references } = settling
  const uploaded = await callMobile(institution, '6201', uploadContent(institution, bill, request, visitId))
  if (!uploaded.answered) return noAmounts(uploaded.outcome, references)
  const [payOrderId, payToken] = [textOf(uploaded.content.payOrdId), textOf(uploaded.content.payToken)]
  if (payOrderId === '')
    return noAmounts(unknownOutcome('NO_PAY_ORDER', '6201 was accepted without a payOrdId'), references)
  const outcome: Outcome = {
    status: 'pending',
    channelRef: payOrderId,
    amount: null,
    channelCode: 'UPLOADED',
    message: 'the order is open, insurance has not been asked to pay it yet',
    at: null,
  }
  return { ...noAmounts(outcome, { ...references, payOrderId, payToken }), again: true }
}

/** 6202 pays, 6301 says what came of it: 6202 alone is never proof (facts 6.3), and neither is its refusal when sent twice. */
async function payOrder(institution: Institution, settling: Settling): Promise<InsuranceAnswer> {
  const { bill, visitId, request, references } = settling
  const order = { payOrderId: references.payOrderId!, payToken: references.payToken ?? '', visitId }
  const paid = await callMobile(institution, '6202', payContent(institution, bill, request, order))
  if (paid.answered) {
    const state = orderState(textOf(paid.content.ordStas))
    if (state === 'cancelled' || state === 'failed') return readOrder(institution, request, paid.content, references)
    return askOrder(institution, { ...request, references })
  }
  if (paid.outcome.status !== 'declined') return noAmounts(paid.outcome, references)
  const asked = await askOrder(institution, { ...request, references })
  return asked.outcome.status === 'pending' ? noAmounts(paid.outcome, references) : asked
}

/** 6301. An order that is still "processing" when its 6202 must long have been answered is unknown: nobody works on it. */
export async function queryMobile(institution: Institution, request: SettleRequest): Promise<InsuranceAnswer> {
  const answer = await askOrder(institution, request)
  const { outcome } = answer
  const isProcessing = outcome.channelCode.startsWith(ORDER_STATE) && stateOf(outcome) === 'processing'
  if (!isProcessing || isUnderWay(institution, request.messageId)) return answer
  return { ...answer, outcome: { ...outcome, status: 'unknown' } }
}

const ORDER_STATE = 'ordStas '
const stateOf = ({ channelCode }: Outcome) => orderState(channelCode.slice(ORDER_STATE.length))

async function askOrder(institution: Institution, request: SettleRequest): Promise<InsuranceAnswer> {
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

/**
 * `ordStas` class through statusMap; a candidate is settled only when insurance took part and the amounts add up to the bill.
 * Other parts than presettled are a finding: the flow books what was taken, and takes it back.
 */
function readOrder(
  institution: Institution,
  request: SettleRequest,
  content: WireObject,
  references: InsuranceReferences,
): InsuranceAnswer {
  const ordStas = textOf(content.ordStas)
  const state = orderState(ordStas)
  const told = { ...references, ...settlementIdOf(content) }
  const { adjudication, findings } = readMobileAmounts(content, request.expected, institution.config)
  const insured = ['HI', 'ALL'].includes(textOf(content.setlType))
  const addsUp = adjudication?.total === request.bill.total && findings.every(({ identity }) => identity === 'EXPECTED')
  const proven = state === 'candidate' && insured && addsUp
  const status = proven ? 'settled' : (institution.manifest.statusMap[`ordStas:${state}`] ?? 'pending')
  const outcome: Outcome = {
    status,
    channelRef: told.settlementId ?? told.payOrderId ?? null,
    amount: proven ? insuredPart(adjudication!) : null,
    channelCode: `${ORDER_STATE}${ordStas}`,
    message: sentence(state, { proven, insured, addsUp }),
    at: instantOf(textOf(content.traceTime)),
  }
  return { outcome, adjudication, findings, references: told }
}

/** The number under which statements know the settlement, where the platform tells it [R]. */
function settlementIdOf(content: WireObject): Pick<InsuranceReferences, 'settlementId'> {
  const told = typeof content.extData === 'string' ? readText(content.extData) : content.extData
  const settlementId = isWireObject(told) ? textOf(told.setlId ?? told.setl_id) : ''
  return settlementId === '' ? {} : { settlementId }
}

function readText(text: string): WireValue | undefined {
  try {
    return parseWire(text)
  } catch (error) {
    if (error instanceof NhsaError) return undefined
    throw error
  }
}

interface Seen {
  readonly proven: boolean
  readonly insured: boolean
  readonly addsUp: boolean
}

function sentence(state: string, { proven, insured, addsUp }: Seen): string {
  if (proven) return 'insurance has paid its part'
  if (state !== 'candidate') return `the order is ${state}`
  if (!insured) return 'the order is a settlement candidate, but insurance is not said to have paid'
  return addsUp
    ? 'the order is a settlement candidate'
    : 'the order is a settlement candidate whose amounts do not add up'
}
