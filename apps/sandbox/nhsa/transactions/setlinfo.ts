import { type Fen, ZERO } from '@medsettle/money'
import { chinaDateTime } from '../../core/china-time.ts'
import type { BillSplit } from '../benefits/split-bill.ts'
import { type InsuredPerson, toldByCertificate } from '../books/person.ts'
import { decimal, type Platform, yuan } from '../platform.ts'

/** Funds beside the pooled fund; the sample policies use none of them (I4). */
const OTHER_FUNDS = ['cvlserv_pay', 'hifes_pay', 'hifmi_pay', 'hifob_pay', 'maf_pay', 'oth_pay'] as const

/** What a settled or presettled batch is, apart from its amounts. */
export interface SettledBatch {
  readonly mdtrtId: string
  readonly msgid: string
  readonly at: Date
  readonly area: string
  readonly medType: string
  readonly certType: string
  /** '' for a presettlement */
  readonly setlId: string
  readonly balance: Fen
  readonly split: BillSplit
}

/** Node `setlinfo` of 2206 and 2207. */
export function setlinfo(platform: Platform, batch: SettledBatch, person: InsuredPerson): object {
  const { registration } = person
  return {
    mdtrt_id: batch.mdtrtId,
    ...(batch.setlId === '' ? {} : { setl_id: batch.setlId }),
    psn_no: registration.psnNo,
    psn_name: registration.name,
    psn_cert_type: '01',
    certno: registration.certno,
    ...toldByCertificate(registration.certno),
    naty: '',
    age: decimal(platform, String(registration.age)),
    insutype: registration.insutype,
    psn_type: registration.psnType,
    cvlserv_flag: '0',
    setl_time: chinaDateTime(batch.at),
    mdtrt_cert_type: batch.certType,
    med_type: batch.medType,
    ...feeAmounts(platform, batch.split),
    psn_part_amt: yuan(platform, batch.split.personPart),
    acct_pay: yuan(platform, batch.split.account),
    psn_cash_pay: yuan(platform, batch.split.cash),
    ...ending(platform, batch),
    clr_way: platform.switches.clearingWay,
    clr_type: platform.switches.clearingType,
  }
}

/** Node `setlinfo` of 2208: the reversing record. Its table spells personal cash `pdn_cash_pay` (trap 6). */
export const cancelledSetlinfo = (platform: Platform, batch: SettledBatch): object => ({
  mdtrt_id: batch.mdtrtId,
  setl_id: batch.setlId,
  setl_time: chinaDateTime(batch.at),
  ...feeAmounts(platform, batch.split),
  psn_part_amt: yuan(platform, batch.split.personPart),
  acct_pay: yuan(platform, batch.split.account),
  ...ending(platform, batch),
  pdn_cash_pay: yuan(platform, batch.split.cash),
})

/** The fee and who of the funds pays it: identical in 2206, 2207, 2208 and 5203. */
export function feeAmounts(platform: Platform, split: BillSplit): object {
  const zero = yuan(platform, ZERO)
  return {
    medfee_sumamt: yuan(platform, split.total),
    fulamt_ownpay_amt: yuan(platform, split.ownExpense),
    overlmt_selfpay: yuan(platform, split.overLimit),
    preselfpay_amt: yuan(platform, split.selfPayFirst),
    inscp_scp_amt: yuan(platform, split.inScope),
    act_pay_dedc: yuan(platform, split.deductible),
    hifp_pay: yuan(platform, split.pooled),
    pool_prop_selfpay: decimal(platform, split.ratio),
    ...Object.fromEntries(OTHER_FUNDS.map((fund) => [fund, zero])),
    fund_pay_sumamt: yuan(platform, split.pooled),
  }
}

const ending = (platform: Platform, batch: SettledBatch): object => ({
  hosp_part_amt: yuan(platform, ZERO),
  balc: yuan(platform, batch.balance),
  acct_mulaid_pay: yuan(platform, ZERO),
  medins_setl_id: batch.msgid,
  clr_optins: batch.area,
})

/** Node `setldetail`: one row per fund that pays (I5). Empty in one of the forms of traps 4 and 8 when none does. */
export function setldetail(platform: Platform, split: BillSplit, insutype: string): object {
  const { emptyDetailRow, singleRowAsObject, pooledFundTypes } = platform.switches
  const row =
    split.pooled !== 0
      ? {
          fund_pay_type: pooledFundTypes[insutype] ?? '',
          inscp_scp_amt: yuan(platform, split.inScope),
          crt_payb_lmt_amt: yuan(platform, split.pooled),
          fund_payamt: yuan(platform, split.pooled),
          fund_pay_type_name: '基本医疗保险统筹基金',
          setl_proc_info: '',
        }
      : emptyDetailRow
        ? EMPTY_ROW
        : null
  if (row === null) return []
  return singleRowAsObject ? row : [row]
}

const EMPTY_ROW = {
  fund_pay_type: '',
  inscp_scp_amt: '',
  crt_payb_lmt_amt: '',
  fund_payamt: '',
  fund_pay_type_name: '',
  setl_proc_info: '',
}
