import type { Rounding } from '@medsettle/money'
import type { Ratio } from '@medsettle/money/ratio'
import type { Dimension, Lookup } from '../tariff/tariff.ts'
import type { Period } from '../value-result.ts'

/** Packages paid by the day or by the unit, as a region writes them: docs/value/per-diem.md describes the JSON. */
export interface PerDiemRules {
  readonly id: string
  readonly version: string
  readonly source: string
  readonly period: Period
  /** how each day, each quantity and each share becomes fen */
  readonly rounding: Rounding
  readonly dimensions: ReadonlyMap<string, Dimension>
  /** names of numbers that exceptions compare */
  readonly measures: ReadonlySet<string>
  readonly packages: ReadonlyMap<string, CarePackage>
}

export type CarePackage = DayPackage | UnitPackage

interface PackageHead {
  readonly code: string
  readonly name: string
  /** what the fund pays of the amount, 0 to 1 */
  readonly fundShare: Lookup
  readonly caps: readonly Cap[]
}

/** The most that counts for one person and package; what is above stays with the provider or the person. */
export interface Cap {
  readonly per: CapSpan
  /** yuan */
  readonly most: Lookup
}
export type CapSpan = 'row' | 'month' | 'year'

/** A bed day, a day of long-term care: rates by phase of the stay. */
export interface DayPackage extends PackageHead {
  readonly pays: 'perDay'
  /** nights: the last day does not count, unless it is the only one; bothEnds: it does */
  readonly days: 'nights' | 'bothEnds'
  /** by day of the stay; the last phase is open */
  readonly phases: readonly Phase[]
  /** null: a day of leave is paid like any other */
  readonly leave: LeaveRule | null
  /** the days go on counting when the person comes back within so many days; null: every stay begins with day 1 */
  readonly continuesWithin: number | null
  readonly services: ServiceRules
}

export interface Phase {
  readonly toDay: number | null
  /** yuan a day */
  readonly rate: Lookup
}

export interface LeaveRule {
  /** of the day's rate */
  readonly share: Ratio
  /** of one stay; further days of leave are paid nothing */
  readonly mostDays: number
  /** does a day of leave advance the phase? */
  readonly countsInPhase: boolean
}

/** Services of a stay: inside the package, or paid beside it; any other is unknown. */
export interface ServiceRules {
  readonly included: ReadonlySet<string>
  /** the fund's share of the price */
  readonly separate: ReadonlyMap<string, Ratio>
}

/** A dialysis session, an hour of care at home, a tablet, a person under contract with a family doctor. */
export interface UnitPackage extends PackageHead {
  readonly pays: 'perUnit'
  readonly unit: string
  /** yuan a unit */
  readonly rate: Lookup
  /** the row's cost is paid when it is lower */
  readonly atMostCost: boolean
  /** units that count for one person and package; further ones are not paid */
  readonly limits: readonly { readonly per: CapSpan; readonly most: Lookup }[]
}
