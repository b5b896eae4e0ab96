import { ZERO } from '@medsettle/money'
import type { Bill } from '../bill/bill.ts'
import type { Adjudication, SupplementaryFunds } from './adjudication.ts'
import { checkIdentities } from './check-identities.ts'

export const NO_FUNDS: SupplementaryFunds = {
  cvlserv_pay: ZERO,
  hifes_pay: ZERO,
  hifmi_pay: ZERO,
  hifob_pay: ZERO,
  hifdm_pay: ZERO,
  maf_pay: ZERO,
  oth_pay: ZERO,
}

/** A bill nobody insures, or that the patient chooses to pay alone: all of it is 全自费 and paid in cash. */
export function adjudicateSelfPay(bill: Bill): Adjudication {
  const result: Adjudication = {
    by: 'selfPay',
    total: bill.total,
    ownExpense: bill.total,
    overLimit: ZERO,
    selfPayFirst: ZERO,
    inScope: ZERO,
    deductible: ZERO,
    pooledFund: ZERO,
    pooledFundRatio: '0',
    supplementary: NO_FUNDS,
    fundTotal: ZERO,
    personPart: bill.total,
    personalAccount: ZERO,
    familyAccount: ZERO,
    cash: bill.total,
    hospitalPart: ZERO,
    reasons: [{ title: '个人现金', amount: bill.total, because: '本单未使用医疗保险，全部费用由个人支付' }],
  }
  checkIdentities(result)
  return result
}
