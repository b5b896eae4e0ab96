import { type Fen, formatYuan } from '@medsettle/money'

/** Why money moves between fund, recipients and members; `booking.ts` says on which accounts. */
export type SettlementAct =
  | 'budget'
  | 'set-aside'
  | 'prepayment'
  | 'true-up'
  | 'earned'
  | 'surplus-kept'
  | 'overspend-share'
  | 'cover'
  | 'assessment'
  | 'penalty'
  | 'unspent'
  | 'offset'
  | 'clearing'
  | 'member-earned'
  | 'member-share'
  | 'doctor-share'

/** One movement that was decided. `subject` is whom it is about: recipient, what is set aside, member or doctor. */
export interface SettlementLine {
  readonly act: SettlementAct
  readonly subject: string
  /** the recipient whose budget it is; of what is set aside, the fund */
  readonly recipient: string
  /** of member and doctor lines */
  readonly member?: string
  /** fen, never 0; below zero it goes the other way */
  readonly amount: Fen
}

/** A period as it was decided: what is stored before anything is booked, and from which the transfers follow. */
export interface Settlement {
  readonly fund: string
  readonly period: string
  /** China date */
  readonly effectiveDate: string
  readonly policy: { readonly id: string; readonly version: string }
  readonly lines: readonly SettlementLine[]
}

/** In which number of settling it again after a reversal, and what became of it. */
export interface KeptSettlement extends Settlement {
  readonly settlementNo: number
  /** the period that was asked for when this one was settled on the way to it */
  readonly settledWith: string
  readonly state: 'written' | 'posted' | 'reversing' | 'reversed'
}

/** Where two settlements of one period differ first, for people; null: they say the same. */
export function differingField(kept: Settlement, now: Settlement): string | null {
  if (kept.policy.id !== now.policy.id) return `policy.id: ${kept.policy.id}, now ${now.policy.id}`
  if (kept.policy.version !== now.policy.version)
    return `policy.version: ${kept.policy.version}, now ${now.policy.version}`
  return differingLine(kept.lines, now.lines)
}

export function differingLine(kept: readonly SettlementLine[], now: readonly SettlementLine[]): string | null {
  const [before, after] = [amountsOf(kept), amountsOf(now)]
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(key), after.get(key)]
    if (was !== is) return `${key}: ${textOf(was)}, now ${textOf(is)}`
  }
  return null
}

const amountsOf = (lines: readonly SettlementLine[]): Map<string, Fen> =>
  new Map(lines.map((line) => [`${line.act} of ${line.subject}`, line.amount]))

const textOf = (amount: Fen | undefined): string => (amount === undefined ? 'nothing' : formatYuan(amount))
