import { type Fen, fen } from '@medsettle/money'
import type { InsuranceAnswer } from '../channels/contract/channel.ts'
import { adjudicate } from '../domain/adjudication/adjudicate.ts'
import type { Adjudication } from '../domain/adjudication/adjudication.ts'
import { compareAdjudications } from '../domain/adjudication/compare.ts'
import type { Bill } from '../domain/bill/bill.ts'
import { RefusalError } from '../domain/identity/refusal.ts'
import type { ShadowDifference } from '../domain/order/order.ts'
import type { Institution } from '../store/institution.ts'
import type { World } from './world.ts'

export interface Estimate {
  readonly estimate: Adjudication | null
  readonly differences: readonly ShadowDifference[]
}

/** Our own engine on the same bill: the reasons shown to the patient, and the check on the insurer's arithmetic. */
export async function estimateBenefit(
  world: World,
  institution: Institution,
  bill: Bill,
  answer: InsuranceAnswer,
): Promise<Estimate> {
  const { cover } = bill
  if (!cover || !answer.adjudication) return { estimate: null, differences: [] }
  const year = Number(bill.businessDate.slice(0, 4))
  const used = await world.store.accumulated({
    regionId: institution.regionId,
    personKey: world.store.sealer.blind(cover.personNo),
    insuranceType: cover.insuranceType,
    year,
  })
  try {
    const estimate = adjudicate(
      bill,
      world.insurance.policy,
      { deductible: fen(used.deductible), pooled: fen(used.pooled) },
      { hospitalLevel: institution.hospitalLevel, accountBalance: balanceOf(answer), date: bill.businessDate },
    )
    return { estimate, differences: compareAdjudications(answer.adjudication, estimate) }
  } catch (error) {
    // a person our policy does not know is no reason not to treat them: the insurer's word stands, the gap is reported
    if (!(error instanceof RefusalError)) throw error
    return { estimate: null, differences: [unknownToUs(error)] }
  }
}

/** Before the settlement: what the account pays and what the insurer says is left. */
function balanceOf(answer: InsuranceAnswer): Fen {
  return fen((answer.adjudication?.personalAccount ?? 0) + (answer.accountLeft ?? 0))
}

const unknownToUs = (error: RefusalError): ShadowDifference => ({
  field: error.refusal.code,
  wireField: 'fund_pay_sumamt',
  insurer: '',
  ours: '',
  offBy: null,
  message: error.refusal.message,
})
