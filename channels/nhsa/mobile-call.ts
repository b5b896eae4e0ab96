import { TRANSACTIONS, textOf, type WireObject } from '@medsettle/nhsa'
import { type Outcome, unknownOutcome } from '../contract/outcome.ts'
import { post, unreadable } from './call.ts'
import type { Institution } from './institution.ts'
import { requireReference } from './references.ts'

export type MobileAnswer =
  | { readonly answered: true; readonly content: WireObject }
  /** the platform refused explicitly, in a signed answer */
  | { readonly answered: false; readonly outcome: Outcome }

/** Posts one mobile payment transaction in the crypto envelope (facts 6.1, 6.4). Never throws for what the platform does. */
export async function callMobile(institution: Institution, infno: string, content: WireObject): Promise<MobileAnswer> {
  const { config, io, mobile } = institution
  const envelope = mobile!
  const path = TRANSACTIONS.find((transaction) => transaction.infno === infno)!.path!
  const headers = { 'content-type': 'application/json; charset=utf-8' }
  const reply = await post(institution, `${config.baseUrl}${path}`, headers, envelope.seal(content, io.now()))
  if ('outcome' in reply) return { answered: false, outcome: reply.outcome }
  try {
    const { outer, content: told } = envelope.open(reply.text)
    const code = [outer.code, told.code].map(textOf).find((part) => part !== '') ?? ''
    const refused = textOf(told.success) === 'false' || textOf(outer.success) === 'false'
    if (!refused && config.switches.mobileSuccessCodes.includes(code)) return { answered: true, content: told }
    return { answered: false, outcome: notAccepted(institution, infno, code) }
  } catch (error) {
    return { answered: false, outcome: unreadable(error, reply.status) }
  }
}

/** A signed refusal: declined where the switch [R] says that refusals are explicit and nothing is mapped otherwise. */
function notAccepted({ config, manifest }: Institution, infno: string, code: string): Outcome {
  const usual = config.switches.negativeIsRefusal.includes(infno) ? 'declined' : 'pending'
  const status = manifest.statusMap[`${infno}:${code}`] ?? usual
  return { ...unknownOutcome(code || 'REFUSED', `${infno} was refused with code ${code || '(none)'}`), status }
}

/** Who asks, as 6301 and 6401 want it. */
export function orderQuestion(
  institution: Institution,
  request: {
    readonly bill: { readonly patient: { readonly idNumber: string; readonly name: string } }
    readonly references: { readonly payOrderId?: string; readonly payToken?: string }
  },
): WireObject {
  const { config } = institution
  return {
    payOrdId: requireReference('payOrderId', request.references.payOrderId),
    orgCodg: config.fixmedinsCode,
    payToken: request.references.payToken ?? '',
    idNo: request.bill.patient.idNumber,
    userName: request.bill.patient.name,
    idType: config.switches.mobileIdType,
  }
}
