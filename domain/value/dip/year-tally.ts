import { type Fen, fen, MoneyError, parseYuan, ZERO } from '@medsettle/money'
import type { Ratio } from '@medsettle/money/ratio'
import { type DipRowRefusal, rowRefused } from './dip-clearing-refusal.ts'

const DECIMALS = 8
const SCALE = 10n ** BigInt(DECIMALS)
const SCORE = /^(\d{1,12})(?:\.(\d{1,8}))?$/

/** A year of one institution. */
export interface InstitutionYear {
  /** rated cases, and what they cost */
  readonly cases: number
  readonly points: Ratio
  readonly cost: Fen
  /** cases with zero points: paid at cost (facts dip §6) */
  readonly unratedCases: number
  readonly unratedCost: Fen
}

export interface ScoredRow {
  readonly id: string
  readonly hospital: string
  readonly score: string
  /** yuan */
  readonly cost: string
}

export interface YearTally {
  /** Counts one row; a refusal says why it was not. The order of rows changes nothing. */
  add(row: ScoredRow): DipRowRefusal | null
  of(institutionId: string): InstitutionYear
}

interface Running {
  cases: number
  scaled: bigint
  cost: Fen
  unratedCases: number
  unratedCost: Fen
}

/** Adds scored cases up by institution, each case once. Memory: the ids of a year. */
export function createYearTally(institutionIds: readonly string[]): YearTally {
  const running = new Map(institutionIds.map((id): [string, Running] => [id, emptyYear()]))
  const seen = new Set<string>()
  return {
    add({ id, hospital, score, cost }) {
      const of = running.get(hospital)
      const scaled = scaledScore(score)
      const paid = costOf(cost)
      if (id === '') return rowRefused('DIP_CLEAR_ID_MISSING', 'column id')
      if (of === undefined)
        return rowRefused('DIP_CLEAR_INSTITUTION_UNKNOWN', 'column hospital', `"${hospital.slice(0, 40)}"`)
      if (scaled === null) return rowRefused('DIP_CLEAR_SCORE_INVALID', 'column score', `"${score.slice(0, 40)}"`)
      if (paid === null) return rowRefused('DIP_CLEAR_COST_INVALID', 'column cost', `"${cost.slice(0, 40)}"`)
      if (seen.has(id)) return rowRefused('DIP_CLEAR_ID_TWICE', 'column id')
      seen.add(id)
      count(of, scaled, paid)
      return null
    },
    of(institutionId) {
      const { scaled, ...plain } = running.get(institutionId) ?? emptyYear()
      return { ...plain, points: { n: scaled, d: SCALE } }
    },
  }
}

const emptyYear = (): Running => ({ cases: 0, scaled: 0n, cost: ZERO, unratedCases: 0, unratedCost: ZERO })

function count(of: Running, scaled: bigint, cost: Fen): void {
  if (scaled === 0n) {
    of.unratedCases++
    of.unratedCost = fen(of.unratedCost + cost)
    return
  }
  of.cases++
  of.scaled += scaled
  of.cost = fen(of.cost + cost)
}

function scaledScore(text: string): bigint | null {
  const match = SCORE.exec(text)
  return match === null ? null : BigInt(match[1]! + (match[2] ?? '').padEnd(DECIMALS, '0'))
}

function costOf(text: string): Fen | null {
  try {
    const cost = parseYuan(text)
    return cost > 0 ? cost : null
  } catch (error) {
    if (error instanceof MoneyError) return null
    throw error
  }
}
