import { compareRatios, minus, type Ratio, ratioText } from '@medsettle/money/ratio'
import type { Candidate } from './candidates.ts'
import type { EntryKind } from './catalogue.ts'
import type { DipRules, Treatment } from './dip-rules.ts'

export type Preference = DipRules['selection']['order'][number]

/** Why a candidate is not the group of the case. */
export interface LostCandidate {
  readonly id: string
  readonly kind: EntryKind
  /** the preference that decided against it; `id` when all of them were equal */
  readonly lostBy: Preference | 'id'
  readonly because: string
}

export interface Selection {
  readonly chosen: Candidate
  /** the preference that left one candidate; null when there was only one from the beginning */
  readonly decidedBy: Preference | 'id' | null
  /** in the order they fell out */
  readonly lost: readonly LostCandidate[]
}

/** Facts dip §6, last preference; kind and treatment of an entry. */
const TYPE_ORDER: readonly (readonly [EntryKind, Treatment])[] = [
  ['core', 'operation'],
  ['primary', 'operation'],
  ['core', 'therapeutic'],
  ['primary', 'therapeutic'],
  ['core', 'diagnostic'],
  ['primary', 'diagnostic'],
  ['comprehensive', 'operation'],
  ['comprehensive', 'therapeutic'],
  ['comprehensive', 'diagnostic'],
  ['core', 'conservative'],
  ['primary', 'conservative'],
  ['comprehensive', 'conservative'],
]

const typeRank = ({ entry }: Candidate): number =>
  TYPE_ORDER.findIndex(([kind, treatment]) => kind === entry.kind && treatment === entry.treatment)

/**
 * The preferences one after the other, each leaving only its best; what is equal in all of them is decided by the id, so that
 * the same case never has two answers.
 * @param candidates at least one @param cost yuan
 */
export function selectGroup(candidates: readonly Candidate[], cost: Ratio, order: readonly Preference[]): Selection {
  let left = candidates
  let decidedBy: Selection['decidedBy'] = null
  const lost: LostCandidate[] = []
  for (const preference of order) {
    if (left.length === 1) break
    const best = left.reduce((one, other) => (compare(preference, other, one, cost) < 0 ? other : one))
    const winners = left.filter((one) => compare(preference, one, best, cost) === 0)
    for (const one of left)
      if (!winners.includes(one)) lost.push(lostTo(preference, one, describe(preference, one, best, cost)))
    if (winners.length < left.length) decidedBy = preference
    left = winners
  }
  const chosen = left.reduce((one, other) => (other.entry.id < one.entry.id ? other : one))
  if (left.length > 1) decidedBy = 'id'
  for (const one of left)
    if (one !== chosen) lost.push(lostTo('id', one, `equal in every preference; ${chosen.entry.id} stands first`))
  return { chosen, decidedBy, lost }
}

const lostTo = (lostBy: LostCandidate['lostBy'], { entry }: Candidate, because: string): LostCandidate => ({
  id: entry.id,
  kind: entry.kind,
  lostBy,
  because,
})

/** Negative when `a` is preferred. */
function compare(preference: Preference, a: Candidate, b: Candidate, cost: Ratio): number {
  if (preference === 'plusTerms') return b.plusTerms - a.plusTerms
  if (preference === 'matchedProcedures') return b.matched.length - a.matched.length
  if (preference === 'type') return typeRank(a) - typeRank(b)
  const [one, other] = [distance(a, cost), distance(b, cost)]
  if (one === null || other === null) return (one === null ? 1 : 0) - (other === null ? 1 : 0)
  return compareRatios(one, other)
}

/** Null when the group has no mean: it then stands behind every group that has one. */
function distance({ entry }: Candidate, cost: Ratio): Ratio | null {
  if (entry.mean === null) return null
  const difference = minus(entry.mean, cost)
  return difference.n < 0n ? { n: -difference.n, d: difference.d } : difference
}

function describe(preference: Preference, one: Candidate, best: Candidate, cost: Ratio): string {
  const { id } = best.entry
  if (preference === 'plusTerms') return `${one.plusTerms} terms, ${id} has ${best.plusTerms}`
  if (preference === 'matchedProcedures') return `${one.matched.length} procedures, ${id} has ${best.matched.length}`
  if (preference === 'closestMean')
    return `mean ${meanText(one)} is farther from ${ratioText(cost)} than ${meanText(best)} of ${id}`
  return `${typeText(one)} stands behind ${typeText(best)}`
}

const meanText = ({ entry }: Candidate): string => (entry.mean === null ? 'none' : ratioText(entry.mean))
const typeText = ({ entry }: Candidate): string => `${entry.kind} ${entry.treatment}`
