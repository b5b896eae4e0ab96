import type { Ratio } from '@medsettle/money/ratio'
import { invariant } from '../../identity/refusal.ts'
import type { Tariff } from '../tariff/tariff.ts'
import { CaseRefused } from '../tariff/tariff-refusal.ts'
import type { ValueCase } from '../tariff/value-case.ts'
import { addCase, type Cell, emptyCell, sumOf } from './cell.ts'
import { type Concentration, concentration } from './fund-safety.ts'
import { readIndicatorCase } from './indicator-case.ts'
import { type IndicatorRefusal, IndicatorRefused } from './indicator-refusal.ts'
import type { IndicatorMethod } from './method.ts'
import { createReadmissions, type Readmissions, type ReturnWindow } from './readmissions.ts'
import { type RiskBand, riskBands } from './risk-bands.ts'

/** One hospital, department or the whole region. */
export interface IndicatorLine {
  readonly name: string
  readonly cases: number
  /** how many different groups it treats */
  readonly groups: number
  readonly sums: Cell
  /** Σ weight ÷ cases, exact */
  readonly caseMixIndex: Ratio
  /** 1 = as dear as the region with the same groups; null: no case says a cost. A statistic, shown to four decimals */
  readonly costIndex: number | null
  readonly timeIndex: number | null
  /** deaths and cases in groups of band 1 */
  readonly lowRisk: { readonly cases: number; readonly deaths: number }
  /** by days: discharges that count, and returns among them; null: the cases do not say person and dates */
  readonly readmissions:
    | readonly { readonly days: number; readonly discharges: number; readonly returns: number }[]
    | null
}

export interface IndicatorReport {
  readonly total: IndicatorLine
  /** by dimension, lines by name */
  readonly tables: ReadonlyMap<string, readonly IndicatorLine[]>
  readonly bands: readonly RiskBand[]
  readonly concentration: Concentration | null
}

export interface Indicators {
  /** null: the case is counted */
  take(one: ValueCase): IndicatorRefusal | null
  finish(): IndicatorReport
}

type Cells = Map<string, Map<string, Cell>>

/** Collects cases into sums by dimension and group; of single cases only persons and dates are kept, for returns. */
export function createIndicators(
  tariffs: readonly Tariff[],
  method: IndicatorMethod,
  dimensions: readonly string[],
): Indicators {
  const tables: Cells[] = dimensions.map(() => new Map())
  const region = new Map<string, Cell>()
  const hospitals = new Map<string, number>()
  const readmissions = createReadmissions()
  const lists = new Map<string, readonly string[]>()
  const intern = (names: readonly string[]): readonly string[] => {
    const key = names.join('\n')
    if (!lists.has(key)) lists.set(key, names)
    return lists.get(key)!
  }
  const take = (one: ValueCase): IndicatorRefusal | null => {
    const found = readIndicatorCase(tariffs, method, one)
    if ('code' in found) return found
    const names = dimensions.map((name) => (name === 'group' ? one.group : (one.columns.get(name) ?? '')))
    addCase(cellOf(region, found.group), found)
    for (const [position, name] of names.entries()) {
      const groups = tables[position]!.get(name) ?? new Map<string, Cell>()
      tables[position]!.set(name, groups)
      addCase(cellOf(groups, found.group), found)
    }
    if (found.fund !== null) hospitals.set(found.hospital, (hospitals.get(found.hospital) ?? 0) + found.fund)
    readmissions.take(found, intern(names))
    return null
  }
  return {
    take(one) {
      try {
        return take(one)
      } catch (error) {
        if (error instanceof CaseRefused || error instanceof IndicatorRefused) return error.refusal
        throw error
      }
    },
    finish() {
      const bands = riskBands(region, method.risk)
      const returns = method.readmission.days.map((days) =>
        tally(readmissions, { days, sameHospital: method.readmission.sameHospital }, dimensions.length),
      )
      const context = { region, bands, returns }
      const total = lineOf('', region, context, null)
      const lines = dimensions.map((dimension, position): [string, IndicatorLine[]] => {
        const units = [...tables[position]!].sort(([a], [b]) => (a < b ? -1 : 1))
        const of = units.map(([name, groups]) => lineOf(name, groups, context, position))
        const counted = of.reduce((sum, { cases }) => sum + cases, 0)
        invariant(counted === total.cases, `cases by ${dimension} do not add up, some would be judged by nobody`)
        return [dimension, of]
      })
      const shares = concentration([...hospitals.values()], method.fund.topHospitals)
      return { total, tables: new Map(lines), bands, concentration: shares }
    },
  }
}

function cellOf(groups: Map<string, Cell>, group: string): Cell {
  const cell = groups.get(group) ?? emptyCell()
  groups.set(group, cell)
  return cell
}

interface Context {
  readonly region: ReadonlyMap<string, Cell>
  readonly bands: readonly RiskBand[]
  readonly returns: readonly Returns[]
}

function lineOf(
  name: string,
  groups: ReadonlyMap<string, Cell>,
  context: Context,
  position: number | null,
): IndicatorLine {
  const { region, bands, returns } = context
  const sums = sumOf(groups.values())
  const low = bands.filter(({ band }) => band === 1).flatMap(({ group }) => groups.get(group) ?? [])
  const none = { discharges: 0, returns: 0 }
  const known = returns.every(({ total }) => total !== null)
  return {
    name,
    cases: sums.n,
    groups: groups.size,
    sums,
    caseMixIndex: sums.n === 0 ? { n: 0n, d: 1n } : { n: sums.weight.n, d: sums.weight.d * BigInt(sums.n) },
    costIndex: indexOf(groups, region, 'cost', 'costed'),
    timeIndex: indexOf(groups, region, 'stay', 'stayed'),
    lowRisk: {
      cases: low.reduce((sum, { ended }) => sum + ended, 0),
      deaths: low.reduce((sum, { deaths }) => sum + deaths, 0),
    },
    readmissions: known
      ? returns.map(({ days, total, byName }) => ({
          days,
          ...(position === null ? total! : (byName[position]!.get(name) ?? none)),
        }))
      : null,
  }
}

/**
 * Σ over groups (own mean ÷ mean of the region × own cases) ÷ own cases: 费用消耗指数 and 时间消耗指数. The order of groups is
 * that of their names, so that the sum is the same however the cases came.
 */
function indexOf(
  groups: ReadonlyMap<string, Cell>,
  region: ReadonlyMap<string, Cell>,
  sum: 'cost' | 'stay',
  count: 'costed' | 'stayed',
): number | null {
  let [expectedTimes, cases] = [0, 0]
  for (const [group, own] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const all = region.get(group)!
    if (own[count] === 0 || all[sum] === 0) continue
    expectedTimes += (own[sum] * all[count]) / all[sum]
    cases += own[count]
  }
  return cases === 0 ? null : expectedTimes / cases
}

interface Returns {
  readonly days: number
  /** by position of the dimension, by name; null: the cases do not say person and dates */
  readonly total: ReturnCount | null
  readonly byName: readonly ReadonlyMap<string, ReturnCount>[]
}

interface ReturnCount {
  discharges: number
  returns: number
}

function tally(readmissions: Readmissions, window: ReturnWindow, dimensions: number): Returns {
  const total = { discharges: 0, returns: 0 }
  const byName = Array.from({ length: dimensions }, () => new Map<string, ReturnCount>())
  const known = readmissions.count(window, (names, isReturn) => {
    const touched = names.map((name, position) => {
      const count = byName[position]!.get(name) ?? { discharges: 0, returns: 0 }
      byName[position]!.set(name, count)
      return count
    })
    for (const count of [total, ...touched]) {
      count.discharges++
      count.returns += isReturn ? 1 : 0
    }
  })
  return { days: window.days, total: known ? total : null, byName }
}
