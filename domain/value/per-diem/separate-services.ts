import { add, type Fen, ZERO } from '@medsettle/money'
import { ratioToFen, times } from '@medsettle/money/ratio'
import { isChinaDate } from '../../identity/china-date.ts'
import { type PerDiemRow, RowRefused } from './per-diem-refusal.ts'
import type { PerDiemRules } from './per-diem-rules.ts'
import { amountOf, type Stay } from './stay.ts'

/** Services of one stay. */
export interface StayServices {
  /** fen: inside the package, paid with it */
  readonly included: Fen
  /** fen: paid beside the package, and what the fund bears of it */
  readonly separate: Fen
  readonly separateFund: Fen
  readonly count: number
}

export const NO_SERVICES: StayServices = { included: ZERO, separate: ZERO, separateFund: ZERO, count: 0 }

/** Adds one row (stay, service, date, yuan) to what is known of its stay; the fund's share is rounded once a row. @throws RowRefused */
export function withCharge(
  rules: PerDiemRules,
  stay: Stay,
  before: StayServices,
  { columns }: PerDiemRow,
): StayServices {
  const column = (name: string): string => columns.get(name) ?? ''
  const { care } = stay
  const share = care.pays === 'perDay' ? care.services.separate.get(column('service')) : undefined
  const isIncluded = care.pays === 'perDay' && care.services.included.has(column('service'))
  if (share === undefined && !isIncluded)
    throw new RowRefused('PER_DIEM_SERVICE_UNKNOWN', 'service', `${care.code}: "${column('service').slice(0, 40)}"`)
  const date = column('date')
  if (!isChinaDate(date)) throw new RowRefused('PER_DIEM_DATE_INVALID', 'date', date.slice(0, 40))
  if (date < stay.from || date > stay.to)
    throw new RowRefused('PER_DIEM_SERVICE_OUTSIDE', 'date', `${date}; ${stay.from} to ${stay.to}`)
  const amount = amountOf(column('yuan'), 'yuan')
  const count = before.count + 1
  if (share === undefined) return { ...before, count, included: add(before.included, amount) }
  const fund = ratioToFen(times({ n: BigInt(amount), d: 100n }, share), rules.rounding)!
  return { ...before, count, separate: add(before.separate, amount), separateFund: add(before.separateFund, fund) }
}
