import { allocate, type Fen, fen, larger, mulRatio, subtract, ZERO } from '@medsettle/money'
import type { SeededRandom } from '@medsettle/seeded'
import type { LivedStay } from './draw-stay.ts'
import type { Group, InsuranceType, Parameters, Year } from './parameters.ts'
import type { SimulatedCase } from './simulated-case.ts'

const DAY = 86_400_000

/** Whose stay it is and when it ends. */
export interface Occasion {
  readonly parameters: Parameters
  readonly insurance: InsuranceType
  readonly year: Year
  readonly person: string
  readonly id: string
  /** day of discharge, counted from 1970-01-01 */
  readonly discharge: number
  readonly reason: 'first' | 'return'
}

/** The rows a hospital makes of one stay: it codes, and sometimes sends two bills where there was one stay. */
export function reportStay(random: SeededRandom, lived: LivedStay, occasion: Occasion): SimulatedCase[] {
  const coded = codedGroup(random, lived, occasion)
  const { parameters } = occasion
  const isSplit =
    random.happens(lived.place.hospital.splitting) && lived.stayDays >= parameters.splittingMinimumStay && !lived.died
  const parts = isSplit ? 2 : 1
  const costs = allocate(fen(lived.cost), Array<number>(parts).fill(1))
  const firstDays = isSplit ? Math.ceil(lived.stayDays / 2) : lived.stayDays
  const admitted = occasion.discharge - lived.stayDays
  const first = row(lived, coded, occasion, { cost: costs[0]!, from: admitted, days: firstDays, isSecond: false })
  if (!isSplit) return [first]
  const days = lived.stayDays - firstDays
  return [first, row(lived, coded, occasion, { cost: costs[1]!, from: admitted + firstDays, days, isSecond: true })]
}

function codedGroup(random: SeededRandom, { illness, place }: LivedStay, { parameters, year }: Occasion): Group {
  const ticket = random.next()
  const up = Math.min(1, place.hospital.upcoding * year.upcoding)
  if (ticket < up) return illness.heavier ?? illness.group
  if (ticket >= 1 - parameters.undercoding) return illness.lighter ?? illness.group
  return illness.group
}

interface Part {
  readonly cost: Fen
  readonly from: number
  readonly days: number
  readonly isSecond: boolean
}

function row(lived: LivedStay, coded: Group, occasion: Occasion, part: Part): SimulatedCase {
  const { illness, place } = lived
  const fund = fundShare(part.cost, lived, occasion.insurance)
  return {
    id: part.isSecond ? `${occasion.id}b` : occasion.id,
    person: occasion.person,
    hospital: place.hospital.hospital,
    level: place.level.level,
    department: illness.family.department,
    insuranceType: occasion.insurance.insuranceType,
    group: coded.group,
    family: illness.family.family,
    severity: coded.severity,
    cost: part.cost,
    fund,
    patient: subtract(part.cost, fund),
    stayDays: part.days,
    admitted: dateOf(part.from),
    date: dateOf(part.from + part.days),
    died: lived.died,
    reason: part.isSecond ? 'split' : occasion.reason,
    trueGroup: illness.group.group,
  }
}

/** (cost − deductible) × ratio of the level, rounded half up to fen; the patient pays the rest. */
function fundShare(cost: Fen, { place }: LivedStay, { insuranceType }: InsuranceType): Fen {
  const deductible = fen(place.level.deductible[insuranceType]! * 100)
  const above = larger(ZERO, subtract(cost, deductible))
  return mulRatio(above, place.level.fundRatio[insuranceType]!)
}

const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10)
