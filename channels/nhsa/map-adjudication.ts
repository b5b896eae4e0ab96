import { add, type Fen, fen, formatYuan, parseDecimal, subtract } from '@medsettle/money'
import {
  checkChargeRows,
  checkSettlement,
  type Finding,
  readSettlementAmounts,
  rowsOf,
  type SettlementAmounts,
  textOf,
  type WireObject,
} from '@medsettle/nhsa'
import type { Adjudication, Reason } from '../../domain/adjudication/adjudication.ts'
import type { InsuranceAnswer } from '../contract/channel.ts'
import type { NhsaConfig } from './config.ts'

export type Findings = InsuranceAnswer['findings']

/** An answer's amounts as they stand, and what is wrong with them. `adjudication` is null when amounts are unreadable. */
export interface Reading {
  readonly setlinfo: WireObject
  readonly adjudication: Adjudication | null
  readonly findings: Findings
  /** `balc`, absent when the platform does not say */
  readonly account: Pick<InsuranceAnswer, 'accountLeft'>
}

/**
 * Reads `setlinfo` and `setldetail` of 2206, 2207, 2208 and 5203. Broken identities become findings; nothing is mended,
 * because a corrected amount is an amount nobody said.
 * @param expectedTotal Σ of the uploaded lines: I8
 */
export function readAdjudication(output: WireObject, expectedTotal: Fen | null, config: NhsaConfig): Reading {
  const [setlinfo = {}] = rowsOf(output.setlinfo)
  return readOne(setlinfo, rowsOf(output.setldetail), expectedTotal, config)
}

export function readOne(
  setlinfo: WireObject,
  setldetail: readonly WireObject[],
  expectedTotal: Fen | null,
  config: NhsaConfig,
): Reading {
  const amounts = readSettlementAmounts(setlinfo)
  const findings = checkSettlement(setlinfo, setldetail, {
    familyAccount: config.familyAccountInside ? 'inside' : 'separate',
    blankFundRows: config.switches.blankFundRows,
    amounts,
  })
  const readable = isReadable(amounts)
  const off = readable && expectedTotal !== null ? totalFindings(amounts.medfee_sumamt.fen, expectedTotal) : []
  return {
    setlinfo,
    adjudication: readable ? toAdjudication(amounts, textOf(setlinfo.pool_prop_selfpay), config) : null,
    findings: [...brokenOnes(findings), ...off],
    account: accountOf(amounts),
  }
}

const accountOf = ({ balc }: SettlementAmounts): Reading['account'] =>
  balc.text === '' || balc.problem !== null ? {} : { accountLeft: balc.fen }

/** An amount that cannot be read is not 0: with one of those, or without total and fund, there is no split to speak of. */
const isReadable = (a: SettlementAmounts): boolean =>
  a.medfee_sumamt.wireName !== null &&
  a.fund_pay_sumamt.wireName !== null &&
  Object.values(a).every((amount) => amount.problem === null)

export const brokenOnes = (findings: readonly Finding[]): Findings =>
  findings
    .filter((finding) => finding.holds === false)
    .map(({ identity, offByFen, sentence }) => ({ identity, offBy: offByFen, message: sentence }))

function totalFindings(total: Fen, expected: Fen): Findings {
  if (total === expected) return []
  const message = `I8: medfee_sumamt ${formatYuan(total)} against ${formatYuan(expected)} of the uploaded lines`
  return [{ identity: 'I8', offBy: subtract(total, expected), message }]
}

/** Findings on the answered lines of 2204 (I7). */
export const rowFindings = (output: WireObject): Findings => brokenOnes(checkChargeRows(rowsOf(output.result)))

/** Where the settled split differs from the one the patient was shown (2206 against 2207). */
export function deviations(settled: Adjudication, expected: Adjudication): Findings {
  const parts = ['total', 'fundTotal', 'personalAccount', 'cash'] as const
  return parts.flatMap((part) => {
    const offBy = subtract(settled[part], expected[part])
    const message = `${part} ${formatYuan(settled[part])} against ${formatYuan(expected[part])} of the presettlement`
    return offBy === 0 ? [] : [{ identity: 'EXPECTED', offBy, message }]
  })
}

function toAdjudication(a: SettlementAmounts, ratio: string, config: NhsaConfig): Adjudication {
  const family = a.acct_mulaid_pay.fen
  const personalAccount = config.familyAccountInside ? a.acct_pay.fen : add(a.acct_pay.fen, family)
  return {
    by: 'insurer',
    total: a.medfee_sumamt.fen,
    ownExpense: a.fulamt_ownpay_amt.fen,
    overLimit: a.overlmt_selfpay.fen,
    selfPayFirst: a.preselfpay_amt.fen,
    inScope: a.inscp_scp_amt.fen,
    deductible: a.act_pay_dedc.fen,
    pooledFund: a.hifp_pay.fen,
    pooledFundRatio: ratioText(ratio),
    supplementary: {
      cvlserv_pay: a.cvlserv_pay.fen,
      hifes_pay: a.hifes_pay.fen,
      hifmi_pay: a.hifmi_pay.fen,
      hifob_pay: a.hifob_pay.fen,
      hifdm_pay: a.hifdm_pay.fen,
      maf_pay: a.maf_pay.fen,
      oth_pay: a.oth_pay.fen,
    },
    fundTotal: a.fund_pay_sumamt.fen,
    personPart: a.psn_part_amt.fen,
    personalAccount,
    familyAccount: family,
    cash: a.psn_cash_pay.fen,
    hospitalPart: a.hosp_part_amt.fen,
    reasons: reasonsOf(a),
  }
}

/** A ratio only informs; one that is no number counts as not told. */
function ratioText(text: string): string {
  try {
    parseDecimal(text)
    return text
  } catch {
    return '0'
  }
}

const TOLD: readonly (readonly [title: string, field: keyof SettlementAmounts])[] = [
  ['全自费', 'fulamt_ownpay_amt'],
  ['超限价', 'overlmt_selfpay'],
  ['先行自付', 'preselfpay_amt'],
  ['起付线', 'act_pay_dedc'],
  ['统筹基金', 'hifp_pay'],
  ['基金合计', 'fund_pay_sumamt'],
  ['个人账户', 'acct_pay'],
  ['共济账户', 'acct_mulaid_pay'],
  ['医院负担', 'hosp_part_amt'],
  ['个人现金', 'psn_cash_pay'],
]

const reasonsOf = (amounts: SettlementAmounts): Reason[] =>
  TOLD.filter(([, field]) => amounts[field].fen !== 0).map(([title, field]) => ({
    title,
    amount: fen(amounts[field].fen),
    because: `医保中心核定（${amounts[field].wireName}）`,
  }))
