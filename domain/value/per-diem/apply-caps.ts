import { add, type Fen, formatYuan, smaller, subtract, ZERO } from '@medsettle/money'
import { ratioToFen } from '@medsettle/money/ratio'
import { invariant } from '../../identity/refusal.ts'
import { lookUp } from '../tariff/lookup.ts'
import type { PerDiemRules } from './per-diem-rules.ts'
import { spanKey } from './price-units.ts'
import type { Stay } from './stay.ts'

/** fen that earlier days of the person and package have used, by cap and span */
export type UsedFen = Map<string, Fen>

/** An amount of one date. */
export interface DatedAmount {
  readonly date: string
  readonly amount: Fen
}

export interface Capped {
  /** fen that count */
  readonly allowed: Fen
  readonly over: Fen
  /** `cap per month 9000.00 of 2026-03: 1200.00 above it` */
  readonly how: readonly string[]
}

/** Takes each day in turn as far as every cap leaves room. @param used is added to @throws CaseRefused as `lookUp` */
export function applyCaps(rules: PerDiemRules, stay: Stay, amounts: readonly DatedAmount[], used: UsedFen): Capped {
  const caps = stay.care.caps.map(({ per, most }, index) => ({
    per,
    index,
    name: most.name,
    most: ratioToFen(lookUp(stay.asking, most).value, rules.rounding)!,
  }))
  const cut = new Map<string, Fen>()
  let [allowed, over] = [ZERO, ZERO]
  for (const { date, amount } of amounts) {
    let room: Fen = amount
    let by: string | null = null
    const keys = caps.map(({ per, index }) => `${index} ${spanKey(per, stay.id, date)}`)
    for (const [index, cap] of caps.entries()) {
      const left = subtract(cap.most, used.get(keys[index]!) ?? ZERO)
      if (left >= room) continue
      room = smaller(room, left < 0 ? ZERO : left)
      by = `${cap.name} ${formatYuan(cap.most)}${cap.per === 'row' ? '' : ` of ${spanKey(cap.per, stay.id, date)}`}`
    }
    for (const key of keys) used.set(key, add(used.get(key) ?? ZERO, room))
    allowed = add(allowed, room)
    const above = subtract(amount, room)
    over = add(over, above)
    if (by !== null) cut.set(by, add(cut.get(by) ?? ZERO, above))
  }
  const total = amounts.reduce((sum, { amount }) => add(sum, amount), ZERO)
  invariant(add(allowed, over) === total, 'a day would be neither paid nor cut')
  invariant(over >= 0, 'a cap would pay more than the days are worth')
  return { allowed, over, how: [...cut].map(([name, amount]) => `${name}: ${formatYuan(amount)} above it`) }
}
