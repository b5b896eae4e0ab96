import type { Fen } from '@medsettle/money'

/** Funds beside the pooled fund, by the insurer's own field names (facts/nhsa.md I4). */
export interface SupplementaryFunds {
  readonly cvlserv_pay: Fen
  readonly hifes_pay: Fen
  readonly hifmi_pay: Fen
  readonly hifob_pay: Fen
  readonly hifdm_pay: Fen
  readonly maf_pay: Fen
  readonly oth_pay: Fen
}

/** One sentence of "who pays what and why", with the amount it decides. */
export interface Reason {
  readonly title: string
  readonly amount: Fen
  readonly because: string
}

/**
 * How a bill falls apart before anybody is charged. All amounts in fen.
 * total = ownExpense + overLimit + selfPayFirst + inScope (I1)
 * total = fundTotal + personPart + hospitalPart (I2)
 * personPart = personalAccount + cash (I3; familyAccount inside personalAccount)
 * fundTotal = pooledFund + Σ supplementary (I4)
 */
export interface Adjudication {
  readonly by: 'insurer' | 'engine' | 'selfPay'
  readonly total: Fen
  /** 全自费 fulamt_ownpay_amt */
  readonly ownExpense: Fen
  /** 超限价 overlmt_selfpay */
  readonly overLimit: Fen
  /** 先行自付 preselfpay_amt */
  readonly selfPayFirst: Fen
  /** 符合政策范围 inscp_scp_amt */
  readonly inScope: Fen
  /** 实际支付起付线 act_pay_dedc */
  readonly deductible: Fen
  /** 统筹基金 hifp_pay */
  readonly pooledFund: Fen
  /** pool_prop_selfpay as decimal text */
  readonly pooledFundRatio: string
  readonly supplementary: SupplementaryFunds
  readonly fundTotal: Fen
  readonly personPart: Fen
  /** 个人账户 acct_pay */
  readonly personalAccount: Fen
  /** 共济 acct_mulaid_pay */
  readonly familyAccount: Fen
  /** 个人现金 psn_cash_pay */
  readonly cash: Fen
  /** 医院负担 hosp_part_amt */
  readonly hospitalPart: Fen
  readonly reasons: readonly Reason[]
  readonly policy?: { readonly id: string; readonly version: string; readonly source: string }
}
