import { type Fen, fen } from '@medsettle/money'
import type { InsuranceAnswer } from '../channels/contract/channel.ts'
import type { Accumulators } from '../domain/adjudication/accumulators.ts'
import { adjudicate } from '../domain/adjudication/adjudicate.ts'
import type { Adjudication } from '../domain/adjudication/adjudication.ts'
import { compareAdjudications } from '../domain/adjudication/compare.ts'
import type { Bill } from '../domain/bill/bill.ts'
import { RefusalError } from '../domain/identity/refusal.ts'
import type { ShadowDifference, UsedOfYear } from '../domain/order/order.ts'
import type { Institution } from '../store/institution.ts'
import type { World } from './world.ts'

export interface Estimate {
  readonly estimate: Adjudication | null
  readonly differences: readonly ShadowDifference[]
}

/** Whose year it is, and what our own memory says of it. Null when nobody insures. */
export async function readUsedOfYear(
  world: World,
  institution: Pick<Institution, 'regionId'>,
  bill: Pick<Bill, 'cover' | 'businessDate'>,
): Promise<UsedOfYear | null> {
  if (!bill.cover) return null
  const whose = {
    personKey: world.store.sealer.blind(bill.cover.personNo),
    insuranceType: bill.cover.insuranceType,
    year: Number(bill.businessDate.slice(0, 4)),
  }
  const used = await world.store.accumulated({ regionId: institution.regionId, ...whose })
  return { ...whose, deductible: fen(used.deductible), pooled: fen(used.pooled) }
}

/** Our own engine on the same bill: the reasons shown to the patient, and the check on the insurer's arithmetic. */
export function estimateBenefit(
  world: World,
  institution: Institution,
  bill: Bill,
  known: { readonly answer: InsuranceAnswer; readonly used: Accumulators },
): Estimate {
  const { answer, used } = known
  if (!answer.adjudication) return { estimate: null, differences: [] }
  try {
    const facts = {
      hospitalLevel: institution.hospitalLevel,
      accountBalance: balanceOf(answer),
      date: bill.businessDate,
    }
    const estimate = adjudicate(bill, world.insurance.policy, used, facts)
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
