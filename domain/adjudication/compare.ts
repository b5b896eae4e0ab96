import { type Fen, formatYuan, MoneyError, parseDecimal, subtract } from '@medsettle/money'
import type { Adjudication, SupplementaryFunds } from './adjudication.ts'

/** One field in which the insurer's answer is not what we expected. Reported, never hidden, never mended. */
export interface Difference {
  /** our name, e.g. `pooledFund`, `supplementary.maf_pay` */
  readonly field: string
  /** the insurer's name of it (facts/nhsa.md, 2206 setlinfo) */
  readonly wireField: string
  readonly insurer: string
  readonly ours: string
  /** insurer − ours in fen; null for the ratio */
  readonly offBy: Fen | null
  readonly message: string
}

const AMOUNTS = [
  ['total', 'medfee_sumamt', '医疗费总额'],
  ['ownExpense', 'fulamt_ownpay_amt', '全自费'],
  ['overLimit', 'overlmt_selfpay', '超限价'],
  ['selfPayFirst', 'preselfpay_amt', '先行自付'],
  ['inScope', 'inscp_scp_amt', '符合政策范围'],
  ['deductible', 'act_pay_dedc', '起付线'],
  ['pooledFund', 'hifp_pay', '统筹基金'],
  ['fundTotal', 'fund_pay_sumamt', '基金支付总额'],
  ['personPart', 'psn_part_amt', '个人负担'],
  ['personalAccount', 'acct_pay', '个人账户'],
  ['familyAccount', 'acct_mulaid_pay', '共济支付'],
  ['cash', 'psn_cash_pay', '个人现金'],
  ['hospitalPart', 'hosp_part_amt', '医院负担'],
] as const

const FUNDS: readonly (keyof SupplementaryFunds)[] = [
  'cvlserv_pay',
  'hifes_pay',
  'hifmi_pay',
  'hifob_pay',
  'hifdm_pay',
  'maf_pay',
  'oth_pay',
]

/**
 * The shadow check: the insurer's answer against our engine's, field by field. The insurer's word is what is charged; a
 * difference tells that the policy, the catalogue or the accumulators we know are not those the insurer used.
 * @returns nothing when both agree to the fen
 */
export function compareAdjudications(insurer: Adjudication, ours: Adjudication): Difference[] {
  return [
    ...AMOUNTS.flatMap(([field, wireField, title]) =>
      amount({ field, wireField, title, insurer: insurer[field], ours: ours[field] }),
    ),
    ...FUNDS.flatMap((fund) =>
      amount({
        field: `supplementary.${fund}`,
        wireField: fund,
        title: fund,
        insurer: insurer.supplementary[fund],
        ours: ours.supplementary[fund],
      }),
    ),
    ...ratio(insurer.pooledFundRatio, ours.pooledFundRatio),
  ]
}

interface Pair {
  readonly field: string
  readonly wireField: string
  readonly title: string
  readonly insurer: Fen
  readonly ours: Fen
}

function amount({ field, wireField, title, insurer, ours }: Pair): Difference[] {
  const offBy = subtract(insurer, ours)
  if (offBy === 0) return []
  const [theirs, own] = [formatYuan(insurer), formatYuan(ours)]
  const message = `${title}：医保返回 ${theirs} 元，本地计算 ${own} 元，差 ${formatYuan(offBy)} 元`
  return [{ field, wireField, insurer: theirs, ours: own, offBy, message }]
}

function ratio(insurer: string, ours: string): Difference[] {
  if (sameNumber(insurer, ours)) return []
  const message = `统筹支付比例：医保返回 ${insurer || '（空）'}，本地 ${ours || '（空）'}`
  return [{ field: 'pooledFundRatio', wireField: 'pool_prop_selfpay', insurer, ours, offBy: null, message }]
}

/** `0.85` and `0.8500` are one ratio; text that is no number only equals itself. */
function sameNumber(a: string, b: string): boolean {
  if (a === b) return true
  try {
    const [x, y] = [parseDecimal(a), parseDecimal(b)]
    return x.digits * 10n ** BigInt(y.scale) === y.digits * 10n ** BigInt(x.scale)
  } catch (error) {
    if (error instanceof MoneyError) return false
    throw error
  }
}
