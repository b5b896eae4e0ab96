import { divideRounded } from '@medsettle/money'
import { compareRatios, type Ratio, ratioText } from '@medsettle/money/ratio'
import { addDays } from '../../identity/clock.ts'
import { invariant } from '../../identity/refusal.ts'
import { holds } from '../tariff/condition.ts'
import { CaseRefused } from '../tariff/tariff-refusal.ts'
import type { ValueCase } from '../tariff/value-case.ts'
import { type CaseHead, firstOf, type ReviewCase, readCase } from './review-case.ts'
import type { ReviewPeriod } from './review-period.ts'
import { type ReviewRefusal, reviewRefusal } from './review-refusal.ts'
import type { Preference, Quota, ReviewRules } from './review-rules.ts'

/** Numbers that rules compare and the case does not give, so that these rules could not hold; the derived ones left out. */
export const notGiven = (rules: ReviewRules, { about }: SelectedCase): string[] =>
  [...about.asking.facts.notJudged].filter((name) => rules.measures.has(name)).sort()

/** Why a case is, or is not, before the experts. */
export type Selection =
  | { readonly outcome: 'admitted' | 'overQuota'; readonly rank: number; readonly why: string }
  | { readonly outcome: 'excluded' | 'notEligible' | 'late'; readonly why: string }
  | { readonly outcome: 'ordinary' }

export interface SelectedCase {
  readonly about: CaseHead
  /** null: excluded before it was looked at closely */
  readonly case: ReviewCase | null
  /** names of the candidate rules that hold; the first names the reason */
  readonly meets: readonly string[]
  readonly selection: Selection
}

/** One institution, period and quota. */
export interface ReviewList {
  readonly institutionId: string
  readonly period: ReviewPeriod
  readonly quota: string
  /** cases the quota is a share of */
  readonly base: number
  /** places; null: no limit */
  readonly places: number | null
  /** `40 cases × 0.05 rounded down = 2` */
  readonly how: string
  readonly used: number
  readonly cases: readonly SelectedCase[]
}

export interface RefusedReviewCase {
  readonly one: ValueCase
  readonly refusal: ReviewRefusal
}

export interface Selected {
  readonly lists: readonly ReviewList[]
  readonly refused: readonly RefusedReviewCase[]
}

interface Sorted extends SelectedCase {
  readonly quota: Quota
  readonly ruleIndex: number
}

/** Which cases go to review and which do not, whatever the order they come in. Every case is in exactly one place. */
export function selectCases(rules: ReviewRules, cases: readonly ValueCase[]): Selected {
  const refused: RefusedReviewCase[] = []
  const lists = new Map<string, Sorted[]>()
  const twice = idsTwice(cases)
  for (const one of cases) {
    const sorted = sortCase(rules, one, twice)
    if ('refusal' in sorted) refused.push(sorted)
    else {
      const { institutionId, period } = sorted.about
      const key = JSON.stringify([institutionId, period.name, rules.quotas.indexOf(sorted.quota)])
      if (!lists.has(key)) lists.set(key, [])
      lists.get(key)!.push(sorted)
    }
  }
  const made = [...lists].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, list]) => listOf(rules, list))
  const placed = made.reduce((count, list) => count + list.cases.length, refused.length)
  invariant(placed === cases.length, 'a case would be neither reviewed nor answered')
  return { lists: made, refused }
}

const institutionOf = (one: ValueCase): string => one.columns.get('institution') || one.columns.get('hospital') || ''

function idsTwice(cases: readonly ValueCase[]): ReadonlySet<string> {
  const seen = new Set<string>()
  const twice = new Set<string>()
  for (const one of cases) {
    const key = JSON.stringify([institutionOf(one), one.id])
    if (seen.has(key)) twice.add(key)
    seen.add(key)
  }
  return twice
}

function sortCase(rules: ReviewRules, one: ValueCase, twice: ReadonlySet<string>): Sorted | RefusedReviewCase {
  if (twice.has(JSON.stringify([institutionOf(one), one.id])))
    return { one, refusal: reviewRefusal('REVIEW_ID_TWICE', 'id', one.id) }
  const read = readCase(rules, one)
  if (read.outcome === 'refused') return { one, refusal: read.refusal }
  const about = read.outcome === 'case' ? read.case : read.about
  try {
    const quota = firstOf(about.asking, rules.quotas)
    if (quota === null) return { one, refusal: reviewRefusal('REVIEW_NO_QUOTA', 'quotas') }
    if (read.outcome === 'excluded')
      return { about, case: null, meets: [], ruleIndex: -1, quota, selection: { outcome: 'excluded', why: read.by } }
    const met = rules.candidates.filter(({ when }) => holds(about.asking, when))
    const ruleIndex = met[0] === undefined ? -1 : rules.candidates.indexOf(met[0])
    const selection = beforeRanking(rules, read.case, ruleIndex >= 0)
    return { about, case: read.case, meets: met.map(({ name }) => name), ruleIndex, quota, selection }
  } catch (error) {
    if (error instanceof CaseRefused) return { one, refusal: error.refusal }
    throw error
  }
}

/** What can be said without looking at the others; a candidate is over the quota until it is ranked. */
function beforeRanking(rules: ReviewRules, one: ReviewCase, isEligible: boolean): Selection {
  const asked = one.nominatedOn !== null
  if (rules.nomination === 'byInstitution' && !asked) return { outcome: 'ordinary' }
  if (!isEligible) return asked ? { outcome: 'notEligible', why: 'meets no candidate rule' } : { outcome: 'ordinary' }
  const last = addDays(one.period.to, rules.deadlines.nominationDays)
  if (asked && one.nominatedOn! > last)
    return { outcome: 'late', why: `nominated on ${one.nominatedOn}, the last day was ${last}` }
  return { outcome: 'overQuota', rank: 0, why: '' }
}

function listOf(rules: ReviewRules, list: readonly Sorted[]): ReviewList {
  const { about, quota } = list[0]!
  const base = list.filter(({ selection }) => quota.base === 'all' || selection.outcome !== 'excluded').length
  const { places, how } = placesOf(quota, base)
  const ranked = list
    .filter(({ selection }) => selection.outcome === 'overQuota')
    .sort((a, b) => compareCandidates(rules.order, a, b))
  const rest = list.filter(({ selection }) => selection.outcome !== 'overQuota').sort(byId)
  const chosen = ranked.map((one, index): SelectedCase => {
    const isIn = places === null || index < places
    const key = `${rules.order.map(({ by }) => `${by} ${showPreference(one, by)}`).join(', ')}`
    const why = `rank ${index + 1} of ${ranked.length} by ${key}; ${places === null ? 'no limit' : how}`
    return { ...one, selection: { outcome: isIn ? 'admitted' : 'overQuota', rank: index + 1, why } }
  })
  const used = chosen.filter(({ selection }) => selection.outcome === 'admitted').length
  invariant(places === null || used <= places, 'more cases would be reviewed than the quota has places')
  const { institutionId, period } = about
  return { institutionId, period, quota: quota.name, base, places, how, used, cases: [...chosen, ...rest] }
}

function placesOf({ limit }: Quota, base: number): { places: number | null; how: string } {
  if (limit === null) return { places: null, how: `${base} cases, no limit` }
  const exact = BigInt(base) * limit.share.n
  const share = Number(divideRounded(exact, limit.share.d, limit.rounding))
  const places = Math.min(base, Math.max(share, limit.least))
  const least = places === share ? '' : `, at least ${limit.least} and no more than there are = ${places}`
  return { places, how: `${base} cases × ${ratioText(limit.share)}, rounded ${limit.rounding} = ${share}${least}` }
}

/** The rules' preferences in turn, then the id by its letters, so that no order of the input favours anybody. */
function compareCandidates(order: readonly Preference[], a: Sorted, b: Sorted): number {
  for (const { by, first } of order) {
    const difference = comparePreference(preferred(a, by), preferred(b, by), first)
    if (difference !== 0) return difference
  }
  return byId(a, b)
}

const byId = (a: SelectedCase, b: SelectedCase): number => (a.about.id < b.about.id ? -1 : 1)

/** What a case does not say comes last, whichever way the preference goes. */
function comparePreference(a: Ratio | string | null, b: Ratio | string | null, first: Preference['first']): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  const order = typeof a === 'string' ? (a < b ? -1 : a > b ? 1 : 0) : compareRatios(a, b as Ratio)
  return first === 'lowest' ? order : -order
}

function preferred({ case: one, ruleIndex }: Sorted, by: Preference['by']): Ratio | string | null {
  if (by === 'rule') return { n: BigInt(ruleIndex), d: 1n }
  if (by === 'nominatedOn') return one!.nominatedOn
  if (by === 'costRatio') return one!.costRatio
  if (by === 'stayDays') return one!.stayDays
  return { n: BigInt(one![by]), d: 100n }
}

function showPreference(one: Sorted, by: Preference['by']): string {
  const value = preferred(one, by)
  if (value === null) return 'not given'
  if (by === 'rule') return `${one.ruleIndex + 1}`
  return typeof value === 'string' ? value : shortText(value)
}

/** Quotients are shown to six decimals; they are compared exactly. */
function shortText(value: Ratio): string {
  const text = ratioText(value)
  return text.includes('/')
    ? `≈ ${ratioText({ n: divideRounded(value.n * 1_000_000n, value.d, 'halfUp'), d: 1_000_000n })}`
    : text
}
