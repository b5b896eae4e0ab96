import { dateOf } from '../rules/days.ts'
import { rowHolds } from '../rules/row-condition.ts'
import type { Bundle, BundleRules } from './bundle-rules.ts'
import type { Service } from './service.ts'

/** A trigger with its window; day numbers, both included. */
export interface Episode {
  /** the trigger's service id */
  readonly id: string
  readonly bundle: Bundle
  readonly trigger: Service
  readonly from: number
  readonly to: number
}

export interface Weaker {
  readonly episode: Episode
  /** `overlaps episode S1 (first)` */
  readonly reason: string
}

export interface FoundEpisodes {
  /** strongest first */
  readonly kept: readonly Episode[]
  /** triggers that make no episode, because a stronger one of the same person has that time */
  readonly weaker: readonly Weaker[]
}

/** Triggers of one person by the overlap rule. @param services of one person */
export function findEpisodes(rules: BundleRules, services: readonly Service[]): FoundEpisodes {
  const candidates = services.flatMap((service) => episodesOf(rules, service)).sort(strongestFirst(rules))
  const kept: Episode[] = []
  const weaker: Weaker[] = []
  for (const episode of candidates) {
    const stronger = kept.find((other) => isInTheWay(rules, other, episode))
    if (stronger === undefined) kept.push(episode)
    else weaker.push({ episode, reason: reasonOf(rules, stronger) })
  }
  return { kept, weaker }
}

function episodesOf({ bundles, codeLists }: BundleRules, trigger: Service): Episode[] {
  return bundles
    .filter((bundle) => rowHolds(trigger.row, bundle.trigger, codeLists))
    .map((bundle) => {
      const { from, daysBefore, daysAfter } = bundle.window
      const last = (from === 'admission' ? trigger.from : trigger.to) + daysAfter
      // the stay itself belongs to its episode, however short the window after admission is
      return { id: trigger.id, bundle, trigger, from: trigger.from - daysBefore, to: Math.max(last, trigger.to) }
    })
}

/** One service is one episode at most, whatever the rule keeps; otherwise windows of one person must not meet. */
function isInTheWay({ overlap }: BundleRules, stronger: Episode, weaker: Episode): boolean {
  if (stronger.id === weaker.id) return true
  return overlap.keeps === 'one' && stronger.from <= weaker.to && weaker.from <= stronger.to
}

const reasonOf = ({ overlap }: BundleRules, stronger: Episode): string =>
  `overlaps episode ${stronger.id} of ${stronger.bundle.id}, ${dateOf(stronger.from)} to ${dateOf(stronger.to)} (${overlap.rule})`

/** Ends with the trigger's id, so that the order of the rows decides nothing. */
function strongestFirst({ overlap, bundles }: BundleRules): (a: Episode, b: Episode) => number {
  const rank = new Map(bundles.map((bundle, index) => [bundle, index]))
  const byRank = (a: Episode, b: Episode): number => rank.get(a.bundle)! - rank.get(b.bundle)!
  const byDate = (a: Episode, b: Episode): number => a.trigger.from - b.trigger.from
  const byLength = (a: Episode, b: Episode): number => b.to - b.from - (a.to - a.from)
  const byId = (a: Episode, b: Episode): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  const orders = {
    first: [byDate, byRank, byId],
    longest: [byLength, byDate, byRank, byId],
    hierarchy: [byRank, byDate, byId],
  }[overlap.rule]
  return (a, b) => orders.reduce((order, next) => order || next(a, b), 0)
}
