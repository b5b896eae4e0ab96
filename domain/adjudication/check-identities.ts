import { type Fen, formatYuan, subtract, sum } from '@medsettle/money'
import { BrokenInvariant } from '../identity/refusal.ts'
import type { Adjudication } from './adjudication.ts'

/** An identity of facts/nhsa.md §4 that amounts do not keep, and by how much. */
export interface IdentityBreak {
  readonly identity: 'I1' | 'I2' | 'I3' | 'I4' | 'NOT_NEGATIVE'
  /** left side − right side, fen */
  readonly offBy: Fen
  readonly message: string
}

/**
 * Finds what does not add up, for an insurer's answer as well as for our own. An insurer's answer is kept as it came and the
 * breaks are reported (facts/nhsa.md trap 5: real answers do break I2 and I3).
 */
export function findIdentityBreaks(a: Adjudication): IdentityBreak[] {
  return [
    ...equation('I1', '总额 = 全自费 + 超限价 + 先行自付 + 符合范围', a.total, [
      a.ownExpense,
      a.overLimit,
      a.selfPayFirst,
      a.inScope,
    ]),
    ...equation('I2', '总额 = 基金支付 + 个人负担 + 医院负担', a.total, [a.fundTotal, a.personPart, a.hospitalPart]),
    ...equation('I3', '个人负担 = 个人账户 + 个人现金', a.personPart, [a.personalAccount, a.cash]),
    ...equation('I4', '基金支付 = 统筹基金 + 各项补充', a.fundTotal, [a.pooledFund, ...Object.values(a.supplementary)]),
    ...findNegative(a),
  ]
}

/** Nobody is paid by a bill: each payer's part is zero or more. */
function findNegative(a: Adjudication): IdentityBreak[] {
  const parts = [
    ['基金支付', a.fundTotal],
    ['个人账户', a.personalAccount],
    ['共济账户', a.familyAccount],
    ['个人现金', a.cash],
    ['医院负担', a.hospitalPart],
    ['起付线', a.deductible],
  ] as const
  return parts
    .filter(([, amount]) => amount < 0)
    .map(([title, amount]) => ({
      identity: 'NOT_NEGATIVE',
      offBy: amount,
      message: `${title} 为 ${formatYuan(amount)} 元`,
    }))
}

function equation(
  identity: IdentityBreak['identity'],
  words: string,
  left: Fen,
  right: readonly Fen[],
): IdentityBreak[] {
  const offBy = subtract(left, sum(right))
  return offBy === 0 ? [] : [{ identity, offBy, message: `${words} 不成立，差 ${formatYuan(offBy)} 元` }]
}

/**
 * For results of our own engine: one that does not add up would take a wrong amount from somebody.
 * @throws BrokenInvariant
 */
export function checkIdentities(adjudication: Adjudication): void {
  const broken = findIdentityBreaks(adjudication)
  if (broken.length > 0)
    throw new BrokenInvariant(
      `an adjudication that does not add up would charge a wrong amount: ${broken.map((each) => each.message).join('; ')}`,
    )
}
