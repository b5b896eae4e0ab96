import { add, type Fen, MoneyError, subtract, sum } from '@medsettle/money'
import { type Ratio, ratioToFen, times } from '@medsettle/money/ratio'
import { addDays } from '../../identity/clock.ts'
import { invariant } from '../../identity/refusal.ts'
import { lookUp } from '../tariff/lookup.ts'
import { CaseRefused } from '../tariff/tariff-refusal.ts'
import { type ValueResult, valueResult } from '../value-result.ts'
import { applyCaps, type DatedAmount, type UsedFen } from './apply-caps.ts'
import { PER_DIEM_REFUSALS, type PerDiemRefusal, type PerDiemRow, RowRefused } from './per-diem-refusal.ts'
import type { PerDiemRules } from './per-diem-rules.ts'
import { type DayStretch, lastDayNumber, priceDays } from './price-days.ts'
import { priceUnits, type UnitPrice, type UsedUnits } from './price-units.ts'
import { NO_SERVICES, type StayServices, withCharge } from './separate-services.ts'
import { readStay, type Stay } from './stay.ts'

/** What one row is paid. gross + separate services = total = the fund's share + the provider's. */
export interface StayPayment {
  readonly stay: Stay
  readonly stretches: readonly DayStretch[]
  readonly units: UnitPrice | null
  /** fen: every day or unit at its rate */
  readonly gross: Fen
  readonly overLimit: Fen
  readonly overCap: Fen
  readonly capped: readonly string[]
  readonly fundRatio: Ratio
  readonly services: StayServices
  readonly total: Fen
  readonly fundShare: Fen
  /** fen: what the person pays, and what limits and caps leave to the provider */
  readonly providerShare: Fen
}

export interface PerDiem {
  /** by institution, day and id */
  readonly payments: readonly StayPayment[]
  /** one of each institution and method */
  readonly results: readonly ValueResult[]
  readonly refused: readonly PerDiemRefusal[]
}

/** Every row to its payment, or to the reason why not; the order of rows changes nothing. */
export function settlePerDiem(
  rules: PerDiemRules,
  rows: readonly PerDiemRow[],
  services: readonly PerDiemRow[],
): PerDiem {
  const refused: PerDiemRefusal[] = []
  const stays = withoutConflicts(readStays(rules, rows, refused), refused)
  const groups = Map.groupBy(stays.sort(byDay), ({ personId, care }) => JSON.stringify([personId, care.code]))
  const priced = [...groups.values()].flatMap((group) => priceGroup(rules, group, refused))
  const byId = servicesOf(rules, priced, services, refused)
  const payments = priced
    .map((one) => withServices(one, byId.get(one.stay.id) ?? NO_SERVICES))
    .sort((a, b) => compare(a.stay.institutionId, b.stay.institutionId) || byDay(a.stay, b.stay))
  invariant(
    payments.length + refused.filter(({ table }) => table === 'stays').length === rows.length,
    'a stay would be neither paid nor answered',
  )
  return { payments, results: resultsOf(rules, payments), refused: refused.sort(byLine) }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const byDay = (a: Stay, b: Stay): number => compare(a.from, b.from) || compare(a.id, b.id)
const byLine = (a: PerDiemRefusal, b: PerDiemRefusal): number => compare(b.table, a.table) || a.row.line - b.row.line

function refusalOf(table: PerDiemRefusal['table'], row: PerDiemRow, error: unknown): PerDiemRefusal {
  if (error instanceof RowRefused) return { table, row, code: error.code, place: error.place, message: error.message }
  if (error instanceof CaseRefused) return { table, row, ...error.refusal }
  if (!(error instanceof MoneyError) || error.code !== 'MONEY_OUT_OF_RANGE') throw error
  const code = 'PER_DIEM_AMOUNT_TOO_LARGE'
  return { table, row, code, place: 'amount', message: PER_DIEM_REFUSALS[code] }
}

function readStays(rules: PerDiemRules, rows: readonly PerDiemRow[], refused: PerDiemRefusal[]): Stay[] {
  const count = new Map<string, number>()
  const idOf = (row: PerDiemRow): string => row.columns.get('id') ?? ''
  for (const row of rows) count.set(idOf(row), (count.get(idOf(row)) ?? 0) + 1)
  return rows.flatMap((row) => {
    try {
      if (idOf(row) !== '' && count.get(idOf(row))! > 1) throw new RowRefused('PER_DIEM_ID_TWICE', 'id', idOf(row))
      return [readStay(rules, row)]
    } catch (error) {
      refused.push(refusalOf('stays', row, error))
      return []
    }
  })
}

/** Stays of one person that share a day are all refused: whichever stood first would otherwise be paid. Units may fall into a stay. */
function withoutConflicts(stays: readonly Stay[], refused: PerDiemRefusal[]): Stay[] {
  const taken = new Map<string, Stay>()
  const conflicts = new Map<Stay, string>()
  for (const stay of stays) {
    if (stay.care.pays !== 'perDay') continue
    for (const day of stay.days) {
      const key = JSON.stringify([stay.personId, day])
      const other = taken.get(key)
      if (other === undefined) taken.set(key, stay)
      else for (const one of [stay, other]) if (!conflicts.has(one)) conflicts.set(one, day)
    }
  }
  for (const [{ row }, day] of conflicts)
    refused.push(refusalOf('stays', row, new RowRefused('PER_DIEM_STAYS_OVERLAP', 'from', day)))
  return stays.filter((stay) => !conflicts.has(stay))
}

type Priced = Omit<StayPayment, 'services' | 'total' | 'fundShare' | 'providerShare'> & { readonly fund: Fen }

/** What earlier rows of one person and package leave to the later ones. */
interface Memory {
  readonly units: UsedUnits
  readonly fen: UsedFen
  readonly counted: { readonly to: string; readonly day: number } | null
}

/** Rows of one person and package by day: days go on counting, limits and caps fill up. A refused row uses nothing up. */
function priceGroup(rules: PerDiemRules, group: readonly Stay[], refused: PerDiemRefusal[]): Priced[] {
  let memory: Memory = { units: new Map(), fen: new Map(), counted: null }
  return group.flatMap((stay) => {
    const next = { ...memory, units: new Map(memory.units), fen: new Map(memory.fen) }
    try {
      const priced = price(rules, stay, next)
      const day = lastDayNumber(priced.stretches)
      memory = { ...next, counted: stay.care.pays === 'perDay' ? { to: stay.to, day } : null }
      return [priced]
    } catch (error) {
      refused.push(refusalOf('stays', stay.row, error))
      return []
    }
  })
}

function price(rules: PerDiemRules, stay: Stay, memory: Memory): Priced {
  const { care } = stay
  const fundRatio = lookUp(stay.asking, care.fundShare).value
  const isDays = care.pays === 'perDay'
  const stretches = isDays ? priceDays(rules, care, stay, countedBefore(stay, memory)) : []
  const units = isDays ? null : priceUnits(rules, care, stay, memory.units)
  const amounts =
    units === null ? datesOf(stretches) : [{ date: stay.from, amount: subtract(units.gross, units.overLimit) }]
  const { allowed, over, how } = applyCaps(rules, stay, amounts, memory.fen)
  const fund = ratioToFen(times({ n: BigInt(allowed), d: 100n }, fundRatio), rules.rounding)!
  const overLimit = units?.overLimit ?? (0 as Fen)
  const gross = add(add(allowed, over), overLimit)
  return { stay, stretches, units, gross, overLimit, overCap: over, capped: how, fundRatio, fund }
}

const datesOf = (stretches: readonly DayStretch[]): DatedAmount[] =>
  stretches.flatMap(({ dates, each }) => dates.map((date) => ({ date, amount: each })))

function countedBefore({ care, from }: Stay, { counted }: Memory): number {
  if (care.pays !== 'perDay' || care.continuesWithin === null || counted === null) return 0
  return from <= addDays(counted.to, care.continuesWithin) ? counted.day : 0
}

function servicesOf(
  rules: PerDiemRules,
  priced: readonly Priced[],
  rows: readonly PerDiemRow[],
  refused: PerDiemRefusal[],
): ReadonlyMap<string, StayServices> {
  const stays = new Map(priced.map(({ stay }) => [stay.id, stay]))
  const found = new Map<string, StayServices>()
  for (const row of rows) {
    const id = row.columns.get('stay') ?? ''
    try {
      const stay = stays.get(id)
      if (stay === undefined) throw new RowRefused('PER_DIEM_SERVICE_NO_STAY', 'stay', id.slice(0, 40))
      found.set(id, withCharge(rules, stay, found.get(id) ?? NO_SERVICES, row))
    } catch (error) {
      refused.push(refusalOf('services', row, error))
    }
  }
  return found
}

function withServices({ fund, ...priced }: Priced, services: StayServices): StayPayment {
  const total = add(priced.gross, services.separate)
  const fundShare = add(fund, services.separateFund)
  const providerShare = subtract(total, fundShare)
  invariant(fundShare >= 0 && providerShare >= 0, 'the fund would pay more than a stay is worth, or take from it')
  return { ...priced, services, total, fundShare, providerShare }
}

function resultsOf(rules: PerDiemRules, payments: readonly StayPayment[]): ValueResult[] {
  const groups = Map.groupBy(payments, ({ stay }) => JSON.stringify([stay.institutionId, stay.care.pays]))
  return [...groups.values()].map((group) => {
    const { institutionId, care } = group[0]!.stay
    return valueResult({
      method: care.pays === 'perDay' ? 'perDiem' : 'perUnit',
      rule: { id: rules.id, version: rules.version },
      institutionId,
      period: rules.period,
      total: sum(group.map(({ total }) => total)),
      fundShare: sum(group.map(({ fundShare }) => fundShare)),
      providerShare: sum(group.map(({ providerShare }) => providerShare)),
    })
  })
}
