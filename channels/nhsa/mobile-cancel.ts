import { formatYuan } from '@medsettle/money'
import { compactTime, orderState, textOf, wireNumber } from '@medsettle/nhsa'
import type { Adjudication } from '../../domain/adjudication/adjudication.ts'
import type { CancelRequest } from '../contract/channel.ts'
import type { Outcome } from '../contract/outcome.ts'
import type { Institution } from './institution.ts'
import { insuredPart } from './map-outcome.ts'
import { requireInsured } from './map-request.ts'
import { callMobile, orderQuestion } from './mobile-call.ts'
import { voucher } from './mobile-request.ts'
import { requireReference } from './references.ts'

/** 6203: gives the insurance part back. `appRefdSn` is our attempt, so that a second sending is the same refund. */
export async function cancelMobile(institution: Institution, request: CancelRequest): Promise<Outcome> {
  const bill = requireInsured(request.bill)
  const payOrderId = requireReference('payOrderId', request.references.payOrderId)
  const answer = await callMobile(institution, '6203', {
    payOrdId: payOrderId,
    appRefdSn: request.attemptId,
    appRefdTime: compactTime(institution.io.now()),
    ...refundAmounts(request.settled, institution.config.switches.mobileRefundType),
    ...voucher(bill),
    refdType: institution.config.switches.mobileRefundType,
  })
  if (!answer.answered) return answer.outcome
  const refStatus = textOf(answer.content.refStatus)
  const status = institution.manifest.statusMap[`refStatus:${refStatus}`] ?? 'pending'
  return {
    status,
    channelRef: payOrderId,
    amount: status === 'settled' ? insuredPart(request.settled) : null,
    channelCode: `refStatus ${refStatus}`,
    message: `the platform answered the refund of the insurance part with ${refStatus || 'nothing'}`,
    at: null,
  }
}

function refundAmounts(settled: Adjudication, kind: 'ALL' | 'HI') {
  const insured = insuredPart(settled)
  const number = (amount: Adjudication['cash']) => wireNumber(formatYuan(amount))
  return {
    totlRefdAmt: number(kind === 'ALL' ? settled.total : insured),
    psnAcctRefdAmt: number(settled.personalAccount),
    fundRefdAmt: number(settled.fundTotal),
    cashRefdAmt: wireNumber(kind === 'ALL' ? formatYuan(settled.cash) : '0'),
  }
}

/** 6202 is only sent for an order whose number was kept (`settleMobile`), so without a number nothing was ever paid. */
const NEVER_PAID: Outcome = {
  status: 'settled',
  channelRef: null,
  amount: null,
  channelCode: 'NEVER_PAID',
  message: 'no order was opened that we know of, and none that we do not know was paid',
  at: null,
}

/** There is no 2601 for mobile orders: the order is asked for, then refunded (6203) or its upload revoked (6401). */
export async function reverseMobile(institution: Institution, request: CancelRequest): Promise<Outcome> {
  if (request.references.payOrderId === undefined) return NEVER_PAID
  const question = orderQuestion(institution, request)
  const answer = await callMobile(institution, '6301', question)
  if (!answer.answered) return { ...answer.outcome, status: 'unknown' }
  const ordStas = textOf(answer.content.ordStas)
  const state = orderState(ordStas)
  if (state === 'candidate') return cancelMobile(institution, request)
  const told = { channelRef: request.references.payOrderId, amount: null, channelCode: `ordStas ${ordStas}`, at: null }
  if (state === 'cancelled' || state === 'failed')
    return { ...told, status: 'settled', message: `the order is ${state}: there is nothing to take back` }
  if (state === 'unlisted') return { ...told, status: 'pending', message: 'the order is in a state nobody lists' }
  return revoke(institution, question, told)
}

async function revoke(
  institution: Institution,
  question: Parameters<typeof callMobile>[2],
  told: Pick<Outcome, 'channelRef' | 'amount' | 'channelCode' | 'at'>,
): Promise<Outcome> {
  const revoked = await callMobile(institution, '6401', question)
  if (!revoked.answered) return revoked.outcome
  const done = textOf(revoked.content.success) === 'true'
  const message = done ? 'the upload is revoked' : 'the platform did not confirm that the upload is revoked'
  return { ...told, status: done ? 'settled' : 'pending', message }
}
