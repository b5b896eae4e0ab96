import { rowsOf, textOf, type WireObject } from '@medsettle/nhsa'
import type { Bill } from '../../domain/bill/bill.ts'
import type { InsuranceAnswer, InsuranceReferences, SettleRequest } from '../contract/channel.ts'
import { type Outcome, unknownOutcome } from '../contract/outcome.ts'
import { call, freshMessageId } from './call.ts'
import type { Institution } from './institution.ts'
import { deviations, type Reading, readOne } from './map-adjudication.ts'
import { noAmounts, plainOutcome, sentenceFor, settledOutcome, unreadableAmountsOutcome } from './map-outcome.ts'
import { queryInput, requireInsured } from './map-request.ts'
import { requireReference } from './references.ts'

/** What 5203 says of the settlement that one msgid asked for. */
export type Settlement =
  | { readonly found: 'settled' | 'refunded'; readonly reading: Reading }
  /** the platform explicitly knows no such settlement */
  | { readonly found: 'nothing' }
  /** refused because we have no settlement id, which 5203 declares mandatory: says nothing about the settlement */
  | { readonly found: 'unanswerable' }
  | { readonly found: 'unclear'; readonly outcome: Outcome }

/** Asks what became of a 2207. "Not there" is still unknown: the request may be on its way. */
export async function querySettlement(institution: Institution, request: SettleRequest): Promise<InsuranceAnswer> {
  const references = { ...request.references, messageId: request.references.messageId ?? request.messageId }
  const settlement = await findSettlement(institution, request.bill, references)
  if (settlement.found === 'unclear') return noAmounts(settlement.outcome, references)
  if (settlement.found === 'nothing') return noAmounts(notFound(), references)
  if (settlement.found === 'unanswerable') return noAmounts(notAnswerable(), references)
  const { setlinfo, adjudication, findings, account } = settlement.reading
  const settlementId = textOf(setlinfo.setl_id)
  const known = settlementId === '' ? references : { ...references, settlementId }
  if (adjudication === null)
    return { outcome: unreadableAmountsOutcome(settlementId || null), adjudication, findings, references: known }
  const settled = settledOutcome(setlinfo, adjudication, 'the platform holds this settlement')
  const outcome = settlement.found === 'settled' ? settled : refunded(settled)
  return {
    outcome,
    adjudication,
    findings: [...findings, ...deviations(adjudication, request.expected)],
    references: known,
    ...account,
  }
}

const notFound = (): Outcome => unknownOutcome('NOT_FOUND', 'the platform knows no such settlement')

const notAnswerable = (): Outcome =>
  unknownOutcome('NOT_ANSWERABLE', '5203 does not answer without a settlement id; 2601 is the only way out')

/** Taken back at the platform: insurance holds nothing of it any more, which is an explicit last word. */
const refunded = (settled: Outcome): Outcome => ({
  ...settled,
  status: 'declined',
  channelCode: 'REFUNDED',
  message: 'the platform has taken this settlement back',
})

export async function findSettlement(
  institution: Institution,
  raw: Bill,
  references: InsuranceReferences,
): Promise<Settlement> {
  const { config } = institution
  const bill = requireInsured(raw)
  const visitId = requireReference('insurerVisitId', references.insurerVisitId ?? bill.visit.insurerVisitId)
  const input = queryInput(bill, visitId, references.settlementId)
  const msgid = freshMessageId(institution)
  const answer = await call(institution, { infno: '5203', msgid, input, insuredArea: bill.cover.insuredArea })
  if (!answer.answered) return { found: 'unclear', outcome: answer.outcome }
  const { response } = answer
  if (response.infcode.startsWith('-') && references.settlementId === undefined) return { found: 'unanswerable' }
  if (response.infcode.startsWith('-') && config.switches.negativeQueryIsNotFound) return { found: 'nothing' }
  if (response.infcode !== '0')
    return { found: 'unclear', outcome: plainOutcome('unknown', response, sentenceFor(response, bill)) }

  const records = rowsOf(response.output.setlinfo).filter((setlinfo) => isOurs(setlinfo, references))
  const setlinfo = records.find((record) => !isReversing(record))
  if (setlinfo === undefined) return { found: 'nothing' }
  const takenBack = records.some((record) => textOf(record.refd_setl_flag) === config.switches.refundFlag.refund)
  const reading = readOne(setlinfo, rowsOf(response.output.setldetail), bill.total, config)
  return { found: takenBack ? 'refunded' : 'settled', reading }
}

/** A visit may hold several settlements; medins_setl_id repeats the msgid that asked for each. */
function isOurs(setlinfo: WireObject, { settlementId, messageId }: InsuranceReferences): boolean {
  if (settlementId !== undefined) return [settlementId, ''].includes(textOf(setlinfo.setl_id)) || isReversing(setlinfo)
  const asked = textOf(setlinfo.medins_setl_id)
  return textOf(setlinfo.setl_id) !== '' && (messageId === undefined || asked === '' || asked === messageId)
}

/** A reversing record repeats the settlement with negative amounts (facts §4). */
const isReversing = (setlinfo: WireObject): boolean => textOf(setlinfo.medfee_sumamt).startsWith('-')
