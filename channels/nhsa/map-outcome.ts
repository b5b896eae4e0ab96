import { add, type Fen, ZERO } from '@medsettle/money'
import { instantOf, type Response, textOf, type WireObject } from '@medsettle/nhsa'
import type { Adjudication } from '../../domain/adjudication/adjudication.ts'
import type { Bill } from '../../domain/bill/bill.ts'
import type { InsuranceAnswer, InsuranceReferences, Manifest } from '../contract/channel.ts'
import { type Outcome, type OutcomeStatus, unknownOutcome } from '../contract/outcome.ts'
import type { Switches } from './config.ts'

/**
 * What an infcode means for a transaction. A code that statusMap names as `infno:code` decides first; then the switch
 * [R] that takes any negative code as an explicit refusal; everything else is pending, never declined.
 */
export function statusOf(infno: string, infcode: string, manifest: Manifest, switches: Switches): OutcomeStatus {
  const mapped = manifest.statusMap[`${infno}:${infcode}`]
  if (mapped !== undefined) return mapped
  return infcode.startsWith('-') && switches.negativeIsRefusal.includes(infno) ? 'declined' : 'pending'
}

/** An outcome for an answer that moved nothing. */
export function plainOutcome(status: OutcomeStatus, response: Response, message: string): Outcome {
  return { status, channelRef: null, amount: null, channelCode: response.infcode, message, at: null }
}

/** An outcome for a settlement the platform confirms; `amount` is what insurance takes: fund and personal account. */
export function settledOutcome(setlinfo: WireObject, adjudication: Adjudication, message: string): Outcome {
  return {
    status: 'settled',
    channelRef: textOf(setlinfo.setl_id) || null,
    amount: insuredPart(adjudication),
    channelCode: '0',
    message,
    at: instantOf(textOf(setlinfo.setl_time)),
  }
}

export const insuredPart = (adjudication: Adjudication): Fen =>
  add(adjudication.fundTotal, adjudication.personalAccount)

/** Amounts that cannot be read leave the act as unknown as no answer would. */
export const unreadableAmountsOutcome = (settlementId: string | null): Outcome => ({
  ...unknownOutcome('UNREADABLE_AMOUNTS', 'the platform answered, but its amounts cannot be read'),
  channelRef: settlementId,
})

export const noAmounts = (outcome: Outcome, references: InsuranceReferences): InsuranceAnswer => ({
  outcome,
  adjudication: null,
  findings: [],
  references,
})

/** Presettlement takes nothing: an accepted one is `settled` with amount 0. */
export const presettledOutcome = (response: Response): Outcome => ({
  ...plainOutcome('settled', response, 'the platform has told the split; nothing is taken yet'),
  amount: ZERO,
})

/**
 * The platform's sentence for staff. It likes to quote names and numbers of the insured; those we know are blotted out,
 * and so is every long run of digits.
 */
export function sentenceFor(response: Pick<Response, 'infcode' | 'message'>, bill: Bill | null): string {
  const personal = bill
    ? [bill.patient.name, bill.patient.idNumber, bill.patient.phone, bill.cover?.personNo, bill.cover?.certificateNo]
    : []
  let said = response.message.replace(/\s+/g, ' ')
  for (const word of personal) if (word) said = said.replaceAll(word, '＊')
  said = said.replace(/\d[\dXx]{10,}/g, '＊').slice(0, 200)
  return said === '' ? `the platform answered infcode ${response.infcode}` : `infcode ${response.infcode}: ${said}`
}
