import { type Fen, formatYuan, subtract } from '@medsettle/money'
import { times } from '@medsettle/money/ratio'
import { dayOf } from '../rules/days.ts'
import { roundFen } from '../rules/fen-ratio.ts'
import type { BuiltEpisode } from './build-episodes.ts'
import type { BundleRules } from './bundle-rules.ts'
import { cappedCosts } from './cap-costs.ts'
import { type Incomplete, incompleteBy } from './incomplete.ts'
import type { PersonEnd } from './service.ts'
import { stopAt } from './stop-limits.ts'
import { type BaselineMeans, categoryOf, priceKey, targetPrice } from './target-price.ts'

export type JudgedEpisode = ReconciledEpisode | UnreconciledEpisode

export interface ReconciledEpisode {
  readonly outcome: 'reconciled'
  readonly episode: BuiltEpisode
  readonly category: string
  readonly incomplete: Incomplete | null
  /** fen, prorated and rounded half up */
  readonly target: Fen
  /** fen: cost after the caps */
  readonly counted: Fen
  /** fen: target − counted; above zero a saving */
  readonly difference: Fen
  /** fen: the difference within the limits of the episode */
  readonly kept: Fen
  /** how target, cost and difference came about */
  readonly steps: readonly string[]
}

export interface UnreconciledEpisode {
  /** `open` ends after the period, `earlier` before it; `cancelled` by a rule for incomplete ones; `noTarget` has no price */
  readonly outcome: 'open' | 'earlier' | 'cancelled' | 'noTarget'
  readonly episode: BuiltEpisode
  readonly reason: string
}

interface Priced {
  readonly episode: BuiltEpisode
  readonly category: string
  readonly incomplete: Incomplete | null
  readonly target: Fen
  readonly step: string
}

/** What each episode saved or lost, by trigger id; the caps look at all priced episodes of a category. */
export function reconcileEpisodes(
  rules: BundleRules,
  episodes: readonly BuiltEpisode[],
  ends: readonly PersonEnd[],
  means: BaselineMeans,
): JudgedEpisode[] {
  const isIncomplete = incompleteBy(rules, ends)
  const judged = episodes.map((episode) => judge(rules, episode, isIncomplete(episode), means))
  const priced = judged.filter((one): one is Priced => 'target' in one)
  const reconciled = new Map<BuiltEpisode, ReconciledEpisode>()
  for (const group of byCategory(priced)) {
    const costs = cappedCosts(
      group[0]!.episode.bundle,
      group.map(({ episode }) => episode.cost),
    )
    for (const [index, one] of group.entries()) reconciled.set(one.episode, reconcile(one, costs[index]!))
  }
  return judged.map((one) => ('target' in one ? reconciled.get(one.episode)! : one))
}

function judge(
  rules: BundleRules,
  episode: BuiltEpisode,
  incomplete: Incomplete | null,
  means: BaselineMeans,
): Priced | UnreconciledEpisode {
  const { from, to } = rules.period
  if (episode.to > dayOf(to)) return { outcome: 'open', episode, reason: `its window ends after ${to}` }
  if (episode.to < dayOf(from)) return { outcome: 'earlier', episode, reason: `its window ended before ${from}` }
  if (incomplete?.becomes === 'cancelled')
    return { outcome: 'cancelled', episode, reason: `${incomplete.reason} after ${incomplete.text}` }
  const category = categoryOf(rules, episode)
  if ('none' in category) return { outcome: 'noTarget', episode, reason: category.none }
  const price = targetPrice(episode, category.name, means)
  if ('none' in price) return { outcome: 'noTarget', episode, reason: price.none }
  const isProrated = incomplete?.becomes === 'prorated'
  const exact = isProrated ? times(price.fen, incomplete.followed) : price.fen
  const target = roundFen(exact, 'halfUp')
  const prorated = isProrated ? ` × ${incomplete.text} (${incomplete.reason})` : ''
  const rounded = exact.n % exact.d === 0n ? '' : ` = ${formatYuan(target)}, rounded half up`
  const step = `target: ${price.text}${prorated}${rounded}`
  return { episode, category: category.name, incomplete, target, step }
}

function reconcile(priced: Priced, { capped, why }: { capped: Fen; why: string }): ReconciledEpisode {
  const { episode, category, incomplete, target, step } = priced
  const difference = subtract(target, capped)
  const stopped = stopAt(difference, episode.bundle.stop, target)
  const steps = [
    step,
    ...(why === '' ? [] : [`cost ${formatYuan(episode.cost)}: ${why} ${formatYuan(capped)}`]),
    ...(stopped.why === ''
      ? []
      : [`difference ${formatYuan(difference)}: ${stopped.why} ${formatYuan(stopped.amount)}`]),
  ]
  return {
    outcome: 'reconciled',
    episode,
    category,
    incomplete,
    target,
    counted: capped,
    difference,
    kept: stopped.amount,
    steps,
  }
}

const byCategory = (priced: readonly Priced[]): Iterable<Priced[]> =>
  Map.groupBy(priced, ({ episode, category }) => priceKey(episode.bundle.id, category)).values()
