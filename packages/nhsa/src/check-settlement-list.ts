import { checkIdentity, type Finding } from './finding.ts'
import { readSettlementAmounts } from './settlement-amounts.ts'
import { readAmount, type SourcedAmount } from './wire-amount.ts'
import type { WireObject } from './wire-json.ts'

/**
 * I6 on a settlement list (4101): what the patient bears must be told the same way twice, and the fee items must add up.
 * Returns nothing for a node without psn_selfpay and psn_ownpay, i.e. for every other transaction.
 * @param items `iteminfo[]` of 4101
 */
export function checkSettlementList(setlinfo: WireObject, items: readonly WireObject[] = []): Finding[] {
  const [selfPay, ownPay] = [readAmount(setlinfo, 'psn_selfpay'), readAmount(setlinfo, 'psn_ownpay')]
  if (selfPay.wireName === null && ownPay.wireName === null) return []
  const a = readSettlementAmounts(setlinfo)
  const amounts = items.map((item, index) => itemAmount(item, 'amt', index))
  return [
    checkIdentity({ id: 'I6.selfPay', evidence: 'S', whole: a.psn_part_amt, parts: [selfPay, ownPay] }),
    checkIdentity({ id: 'I6.ownPay', evidence: 'R', whole: ownPay, parts: [a.fulamt_ownpay_amt, a.overlmt_selfpay] }),
    ...checkPaid(selfPay, ownPay, a.acct_pay, a.psn_cash_pay),
    ...(items.length === 0
      ? []
      : [checkIdentity({ id: 'I6.items', evidence: 'R', whole: a.medfee_sumamt, parts: amounts })]),
    ...items.flatMap((item, index) => checkItem(item, amounts[index]!, index)),
  ]
}

/** acct_pay + psn_cashpay = psn_selfpay + psn_ownpay, written as one side minus the other. */
function checkPaid(
  selfPay: SourcedAmount,
  ownPay: SourcedAmount,
  account: SourcedAmount,
  cash: SourcedAmount,
): Finding[] {
  const bothSides = { ...selfPay, field: 'psn_selfpay + psn_ownpay', wireName: 'psn_selfpay + psn_ownpay' }
  const whole = { ...bothSides, fen: (selfPay.fen + ownPay.fen) as SourcedAmount['fen'] }
  return [checkIdentity({ id: 'I6.paid', evidence: 'R', whole, parts: [account, cash] })]
}

function checkItem(item: WireObject, amount: SourcedAmount, index: number): Finding[] {
  const parts = ['claa_sumfee', 'clab_amt', 'fulamt_ownpay_amt', 'oth_amt'].map((name) => itemAmount(item, name, index))
  const finding = checkIdentity({ id: 'I6.item', evidence: 'R', whole: amount, parts })
  return finding.holds === true ? [] : [finding]
}

const itemAmount = (item: WireObject, name: string, index: number): SourcedAmount => ({
  ...readAmount(item, name),
  field: `iteminfo[${index}].${name}`,
})
