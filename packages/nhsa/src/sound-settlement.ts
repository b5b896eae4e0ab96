import { formatYuan, fen as toFen } from '@medsettle/money'
import fc from 'fast-check'
import type { WireObject } from './wire-json.ts'

/** Amounts in fen of a settlement in which every identity holds, and the same as it stands on the wire. For tests only. */
export interface SampleSettlement {
  readonly setlinfo: Record<string, string>
  readonly setldetail: WireObject[]
}

const yuan = (amount: number): string => formatYuan(toFen(amount))

/** Draws sound settlements: seven parts are free, the totals follow from them. */
export const soundSettlement: fc.Arbitrary<SampleSettlement> = fc
  .record({
    ownExpense: fc.nat(5_000_000),
    overLimit: fc.nat(500_000),
    selfPayFirst: fc.nat(500_000),
    inScope: fc.nat(50_000_000),
    fundShare: fc.nat(1000),
    accountShare: fc.nat(1000),
    hospitalShare: fc.nat(100),
    otherFund: fc.nat(1000),
  })
  .map((drawn) => settlementOf(drawn))

interface Drawn {
  readonly ownExpense: number
  readonly overLimit: number
  readonly selfPayFirst: number
  readonly inScope: number
  readonly fundShare: number
  readonly accountShare: number
  readonly hospitalShare: number
  readonly otherFund: number
}

function settlementOf(drawn: Drawn): SampleSettlement {
  const total = drawn.ownExpense + drawn.overLimit + drawn.selfPayFirst + drawn.inScope
  const share = (amount: number, per1000: number) => Math.floor((amount * per1000) / 1000)
  const fund = share(drawn.inScope, drawn.fundShare)
  const hospital = share(total - fund, drawn.hospitalShare)
  const person = total - fund - hospital
  const account = share(person, drawn.accountShare)
  const rest = share(fund, drawn.otherFund)
  const setlinfo = {
    medfee_sumamt: yuan(total),
    fulamt_ownpay_amt: yuan(drawn.ownExpense),
    overlmt_selfpay: yuan(drawn.overLimit),
    preselfpay_amt: yuan(drawn.selfPayFirst),
    inscp_scp_amt: yuan(drawn.inScope),
    hifp_pay: yuan(fund - rest),
    cvlserv_pay: '',
    hifes_pay: '0',
    hifmi_pay: yuan(rest),
    hifob_pay: '0.00',
    maf_pay: '0',
    oth_pay: '0',
    fund_pay_sumamt: yuan(fund),
    psn_part_amt: yuan(person),
    acct_pay: yuan(account),
    psn_cash_pay: yuan(person - account),
    hosp_part_amt: yuan(hospital),
    acct_mulaid_pay: '0',
  }
  const setldetail = [{ fund_pay_type: '310100', fund_payamt: yuan(fund - rest) }, { fund_payamt: yuan(rest) }]
  return { setlinfo, setldetail }
}
