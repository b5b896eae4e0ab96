import { type Fen, formatYuan, larger, smaller, subtract, sum, ZERO } from '@medsettle/money'
import { compareRatios, ONE, type Ratio, ratioText, ZERO_RATIO } from '@medsettle/money/ratio'
import { invariant } from '../../identity/refusal.ts'
import type { BudgetPolicy } from './budget-policy.ts'
import { type BudgetProblem, budgetProblem } from './budget-problem.ts'
import { shareOf } from './share-of.ts'

type Band = BudgetPolicy['bands'][number]

/** What one band says of the amount inside it, fen. */
export interface BandPart {
  readonly kind: 'kept' | 'fundBears'
  /** of the surplus or overspend inside the band */
  readonly inside: Fen
  readonly share: Ratio
  readonly amount: Fen
}

export interface BandedClearing {
  /** of the surplus, after the cap */
  readonly surplusKept: Fen
  /** of the overspend, after the cap */
  readonly overspendShare: Fen
  readonly parts: readonly BandPart[]
  readonly how: readonly string[]
}

/**
 * Each band decides only about the part of surplus or overspend that lies inside it, so the payment has no jump at an edge, and a
 * fen more earned never pays less. Edges are budget × ratio, rounded half up to a fen.
 */
export function applyBands(policy: Pick<BudgetPolicy, 'bands' | 'caps'>, budget: Fen, earned: Fen): BandedClearing {
  const parts: BandPart[] = []
  const how: string[] = []
  for (const band of policy.bands) {
    const part = partOf(band, budget, earned)
    if (part.inside === 0) continue
    parts.push(part)
    how.push(explain(band, part))
  }
  const kept = sum(parts.filter(({ kind }) => kind === 'kept').map(({ amount }) => amount))
  const borne = sum(parts.filter(({ kind }) => kind === 'fundBears').map(({ amount }) => amount))
  const surplusKept = capped(kept, policy.caps.surplusKept, budget)
  const overspendShare = capped(borne, policy.caps.fundBears, budget)
  if (surplusKept < kept) how.push(`surplus kept at most ${formatYuan(surplusKept)}`)
  if (overspendShare < borne) how.push(`the fund bears at most ${formatYuan(overspendShare)}`)
  invariant(surplusKept === 0 || overspendShare === 0, 'a surplus and an overspend at once: one fen paid twice')
  invariant(
    surplusKept <= larger(subtract(budget, earned), ZERO),
    'more surplus kept than there is: the fund would lose it',
  )
  return { surplusKept, overspendShare, parts, how }
}

function partOf(band: Band, budget: Fen, earned: Fen): BandPart {
  const low = shareOf(budget, band.from)
  const high = band.upTo === undefined ? null : shareOf(budget, band.upTo)
  const isKept = band.kept !== undefined
  // a surplus lies between earned and budget, an overspend between budget and earned
  const from = isKept ? larger(low, earned) : low
  const to = isKept ? high! : high === null ? earned : smaller(high, earned)
  const inside = larger(subtract(to, from), ZERO)
  const share = (isKept ? band.kept : band.fundBears) ?? ZERO_RATIO
  return { kind: isKept ? 'kept' : 'fundBears', inside, share, amount: shareOf(inside, share) }
}

function explain(band: Band, { kind, inside, share, amount }: BandPart): string {
  const range = `${ratioText(band.from)}–${band.upTo === undefined ? '∞' : ratioText(band.upTo)} of the budget`
  const what = kind === 'kept' ? 'surplus kept' : 'overspend borne by the fund'
  return `${range}: ${formatYuan(inside)} × ${ratioText(share)} ${what} = ${formatYuan(amount)}, rounded half up to fen`
}

const capped = (amount: Fen, cap: Ratio | undefined, budget: Fen): Fen =>
  cap === undefined ? amount : smaller(amount, shareOf(budget, cap))

/** Overlaps, gaps, bands across 1: each fen of surplus and overspend must be in exactly one band. */
export function checkBands(bands: readonly Band[]): BudgetProblem[] {
  const problems = bands.flatMap(checkBand)
  if (problems.length > 0) return problems
  const placed = bands.map((band, index) => ({ band, place: `bands[${index}]` }))
  const inOrder = placed.sort((a, b) => compareRatios(a.band.from, b.band.from))
  let reach: Ratio | undefined = ZERO_RATIO
  for (const { band, place } of inOrder) {
    const order = reach === undefined ? -1 : compareRatios(band.from, reach)
    if (order < 0) problems.push(budgetProblem('BUDGET_BANDS_OVERLAP', place, `from ${ratioText(band.from)}`))
    if (order > 0)
      problems.push(budgetProblem('BUDGET_BAND_GAP', place, `${ratioText(reach!)} to ${ratioText(band.from)}`))
    if (reach !== undefined) reach = further(reach, band.upTo)
  }
  if (reach !== undefined)
    problems.push(budgetProblem('BUDGET_BAND_GAP', 'bands', `above ${ratioText(reach)}; leave "upTo" out of the last`))
  return problems
}

function checkBand({ from, upTo, kept, fundBears }: Band, index: number): BudgetProblem[] {
  const place = `bands[${index}]`
  if (upTo !== undefined && compareRatios(from, upTo) >= 0)
    return [budgetProblem('BUDGET_BAND_INVALID', place, `it ends at ${ratioText(upTo)}, where it does not yet begin`)]
  const isBelow = upTo !== undefined && compareRatios(upTo, ONE) <= 0
  const isAbove = compareRatios(from, ONE) >= 0
  const isSaid = isBelow ? kept !== undefined && fundBears === undefined : kept === undefined && fundBears !== undefined
  return (isBelow || isAbove) && isSaid ? [] : [budgetProblem('BUDGET_BAND_INVALID', place)]
}

const further = (a: Ratio, b: Ratio | undefined): Ratio | undefined =>
  b === undefined || compareRatios(b, a) > 0 ? b : a
