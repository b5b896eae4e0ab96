import { add, type Fen, subtract, sum, ZERO } from '@medsettle/money'
import { invariant } from '../../identity/refusal.ts'
import { exactFen } from '../rules/fen-ratio.ts'
import { splitExactly } from '../rules/split-exactly.ts'
import { blend } from './blend.ts'
import { yearOf } from './check-combination-rules.ts'
import type { CombinationRules, Part, Transition } from './combination-rules.ts'
import { type Limited, limitToCorridor } from './corridor.ts'
import type { MethodResult } from './take-results.ts'

/** One institution in one part; amounts in fen. */
export interface PartPayment {
  readonly part: string
  readonly institution: string
  /** what the old method pays, fitted to the budget; null without a transition */
  readonly old: Fen | null
  /** what the method claims, and that fitted to the budget */
  readonly claimed: Fen
  readonly fitted: Fen
  readonly blended: Fen
  /** within the corridor */
  readonly paid: Fen
  /** cost of care, as the method gives it */
  readonly total: Fen
}

/** One part of the whole; amounts in fen. */
export interface PartSettlement {
  readonly part: string
  readonly budget: Fen | null
  readonly claimed: Fen
  readonly paid: Fen
  /** what the corridor costs somebody outside, or brings him */
  readonly borne: Fen
  readonly borneBy: 'fund' | 'reserve' | null
  /** budget + borne − paid: not spent; below zero, overspent; null without a budget */
  readonly left: Fen | null
  readonly payments: readonly PartPayment[]
}

/** What a part pays: claims, fitted to its budget, blended with the old method's, within the corridor. @param own of this part */
export function settlePart(
  { period }: CombinationRules,
  part: Part,
  budget: Fen | null,
  own: readonly MethodResult[],
): PartSettlement {
  const ids = [...new Set(own.map(({ institution }) => institution))].sort()
  const bySide = Map.groupBy(own, ({ side, institution }) => `${side}/${institution}`)
  const amounts = (side: 'old' | 'new', field: 'fund' | 'total'): Fen[] =>
    ids.map((id) => sum((bySide.get(`${side}/${id}`) ?? []).map((one) => one[field])))
  const [claimed, total] = [amounts('new', 'fund'), amounts('new', 'total')]
  const fitted = fitToBudget(part, budget, claimed)
  const old = part.transition === undefined ? null : fitToBudget(part, budget, amounts('old', 'fund'))
  const year = yearOf(period)!
  const { blended, limited } =
    part.transition === undefined ? unchanged(fitted) : moveOver(part.transition, year, { ids, old: old!, fitted })
  const payments = ids.map((institution, i) => ({
    ...{ part: part.id, institution, old: old?.[i] ?? null, claimed: claimed[i]!, fitted: fitted[i]! },
    ...{ blended: blended[i]!, paid: limited.paid[i]!, total: total[i]! },
  }))
  const [paid, { borne, borneBy }] = [sum(limited.paid), limited]
  const left = budget === null ? null : subtract(add(budget, borne), paid)
  invariant(
    part.fit === 'none' || left === null || left >= 0,
    'more than the budget would be paid by a method that is fitted to it',
  )
  return { part: part.id, budget, claimed: sum(claimed), paid, borne, borneBy, left, payments }
}

/** To the budget and no fen beside it; a method that claims nothing leaves its budget unspent. */
function fitToBudget({ fit: how }: Part, budget: Fen | null, claims: readonly Fen[]): Fen[] {
  const claimed = sum(claims)
  const isKept = budget === null || how === 'none' || claimed === 0 || (how === 'down' && claimed <= budget)
  return isKept ? [...claims] : splitExactly(budget, claims.map(exactFen))
}

interface Moved {
  readonly blended: readonly Fen[]
  readonly limited: Limited
}

const unchanged = (fitted: readonly Fen[]): Moved => ({
  blended: fitted,
  limited: { paid: fitted, borne: ZERO, borneBy: null },
})

function moveOver(
  { years, corridor }: Transition,
  year: string,
  { ids, old, fitted }: { ids: readonly string[]; old: readonly Fen[]; fitted: readonly Fen[] },
): Moved {
  const blended = blend(
    fitted.map((one, i) => ({ old: old[i]!, new: one })),
    years[year]!,
  )
  if (corridor === undefined) return unchanged(blended)
  const institutions = ids.map((institution, i) => ({ institution, old: old[i]!, blended: blended[i]! }))
  return { blended, limited: limitToCorridor(corridor, institutions) }
}
