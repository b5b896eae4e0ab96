import { readAmount, type SourcedAmount } from './wire-amount.ts'
import type { WireObject } from './wire-json.ts'

/**
 * Amounts of `setlinfo` (field tables 2206, 2207, 2208, 2304, 5203) and every spelling they were seen under: 2208 writes
 * `pdn_cash_pay`, 5203 `psn_pay` and `cash_payamt`, 4101 `psn_cashpay`, 2204 rows `overlmt_amt` (traps 6 and 7).
 */
export const SETTLEMENT_AMOUNTS = {
  medfee_sumamt: ['medfee_sumamt'],
  fulamt_ownpay_amt: ['fulamt_ownpay_amt'],
  overlmt_selfpay: ['overlmt_selfpay', 'overlmt_amt'],
  preselfpay_amt: ['preselfpay_amt'],
  inscp_scp_amt: ['inscp_scp_amt'],
  act_pay_dedc: ['act_pay_dedc'],
  hifp_pay: ['hifp_pay'],
  cvlserv_pay: ['cvlserv_pay'],
  hifes_pay: ['hifes_pay'],
  hifmi_pay: ['hifmi_pay'],
  hifob_pay: ['hifob_pay'],
  hifdm_pay: ['hifdm_pay'],
  maf_pay: ['maf_pay'],
  oth_pay: ['oth_pay'],
  fund_pay_sumamt: ['fund_pay_sumamt'],
  psn_part_amt: ['psn_part_amt', 'psn_pay'],
  acct_pay: ['acct_pay'],
  acct_mulaid_pay: ['acct_mulaid_pay'],
  psn_cash_pay: ['psn_cash_pay', 'pdn_cash_pay', 'cash_payamt', 'psn_cashpay'],
  hosp_part_amt: ['hosp_part_amt'],
  balc: ['balc'],
} as const satisfies Record<string, readonly string[]>

export type SettlementAmountName = keyof typeof SETTLEMENT_AMOUNTS
export type SettlementAmounts = Readonly<Record<SettlementAmountName, SourcedAmount>>

/** Every amount with its source. Absent and '' count as 0; unreadable ones too, with their problem. Never throws. */
export function readSettlementAmounts(setlinfo: WireObject): SettlementAmounts {
  const entries = Object.entries(SETTLEMENT_AMOUNTS).map(
    ([field, spellings]) => [field, readAmount(setlinfo, field, spellings)] as const,
  )
  return Object.fromEntries(entries) as unknown as SettlementAmounts
}

/** Fields beside the amounts that the tables of 2206, 2207, 2208, 2304 and 5203 name. */
export const SETTLEMENT_WORDS: readonly string[] = [
  ...[
    'mdtrt_id',
    'setl_id',
    'psn_no',
    'psn_name',
    'psn_cert_type',
    'certno',
    'gend',
    'naty',
    'brdy',
    'age',
    'insutype',
  ],
  ...['psn_type', 'cvlserv_flag', 'flxempe_flag', 'nwb_flag', 'insu_optins', 'emp_name', 'pay_loc', 'fixmedins_code'],
  ...['fixmedins_name', 'hosp_lv', 'fixmedins_poolarea', 'lmtpric_hosp_lv', 'dedc_hosp_lv', 'begndate', 'enddate'],
  ...['setl_time', 'mdtrt_cert_type', 'med_type', 'clr_type', 'clr_way', 'clr_optins', 'pool_prop_selfpay'],
  ...[
    'medins_setl_id',
    'refd_setl_flag',
    'year',
    'dise_codg',
    'dise_name',
    'invono',
    'opter_id',
    'opter_name',
    'opt_time',
  ],
]

/** Fields no table knows. They are kept verbatim by the reader; here they are only named (trap 5). */
export function unknownFields(setlinfo: WireObject): string[] {
  const known = new Set<string>([...Object.values(SETTLEMENT_AMOUNTS).flat(), ...SETTLEMENT_WORDS])
  return Object.keys(setlinfo).filter((name) => !known.has(name))
}
