import { formatYuan, sum } from '@medsettle/money'
import { dividedBy, type Ratio, ratioText, times } from '@medsettle/money/ratio'
import { dayOf } from '../rules/days.ts'
import { exactFen } from '../rules/fen-ratio.ts'
import { rowHolds } from '../rules/row-condition.ts'
import { type BuiltEpisode, buildEpisodes } from './build-episodes.ts'
import type { BundleRules } from './bundle-rules.ts'
import { cappedCosts } from './cap-costs.ts'
import { ALL } from './check-bundle-rules.ts'
import { incompleteBy } from './incomplete.ts'
import type { PersonEnd, Service } from './service.ts'

/** Mean cost of earlier episodes, by `bundle/category`. */
export type BaselineMeans = ReadonlyMap<string, { readonly meanFen: Ratio; readonly episodes: number }>

/** Before proration and rounding. */
export interface TargetPrice {
  readonly fen: Ratio
  /** `mean of 12 baseline episodes 7810.025 × discount 0.97` */
  readonly text: string
}

export const priceKey = (bundleId: string, category: string): string => `${bundleId}/${category}`

/** The one category that holds for the trigger's row, or why there is none. */
export function categoryOf(
  { codeLists }: BundleRules,
  { bundle, trigger }: BuiltEpisode,
): { name: string } | { none: string } {
  if (bundle.categories.length === 0) return { name: ALL }
  const holding = bundle.categories.filter(({ when }) => rowHolds(trigger.row, when, codeLists))
  if (holding.length === 1) return { name: holding[0]!.name }
  const names = holding.map(({ name }) => name).join(' and ')
  return { none: holding.length === 0 ? 'no category holds for it' : `categories ${names} both hold for it` }
}

/** The target of a category, or why there is none. */
export function targetPrice(
  { bundle }: BuiltEpisode,
  category: string,
  means: BaselineMeans,
): TargetPrice | { readonly none: string } {
  const { target } = bundle
  if (target.kind === 'fixed') {
    const price = target.yuan[category]
    if (price === undefined) return { none: `no price for ${category}` }
    return { fen: exactFen(price), text: `fixed price ${formatYuan(price)}` }
  }
  const given = target.meanYuan?.[category]
  if (given !== undefined) return discounted(exactFen(given), target.discount, 'mean of the rules')
  if (target.meanYuan !== undefined) return { none: `no mean for ${category}` }
  const mean = means.get(priceKey(bundle.id, category))
  if (mean === undefined || mean.episodes < target.minimumEpisodes)
    return { none: `${mean?.episodes ?? 0} baseline episodes of ${category}, ${target.minimumEpisodes} are needed` }
  return discounted(mean.meanFen, target.discount, `mean of ${mean.episodes} baseline episodes`)
}

const discounted = (meanFen: Ratio, discount: Ratio, name: string): TargetPrice => ({
  fen: times(meanFen, discount),
  text: `${name} ${ratioText(dividedBy(meanFen, { n: 100n, d: 1n }))} × discount ${ratioText(discount)}`,
})

/** Means of complete episodes whose window ends in the baseline period, each cost capped as the rules cap it. */
export function baselineMeans(
  rules: BundleRules,
  services: readonly Service[],
  ends: readonly PersonEnd[],
): BaselineMeans {
  const { baseline } = rules
  const means = new Map<string, { meanFen: Ratio; episodes: number }>()
  if (baseline === undefined) return means
  const [first, last] = [dayOf(baseline.from), dayOf(baseline.to)]
  const isIncomplete = incompleteBy(rules, ends)
  const keyOf = (episode: BuiltEpisode): string => {
    const category = categoryOf(rules, episode)
    const isUsed = episode.to >= first && episode.to <= last && isIncomplete(episode) === null && 'name' in category
    return isUsed ? priceKey(episode.bundle.id, category.name) : ''
  }
  const groups = Map.groupBy(buildEpisodes(rules, services).episodes, keyOf)
  groups.delete('')
  for (const [key, group] of groups) {
    const total = sum(
      cappedCosts(
        group[0]!.bundle,
        group.map(({ cost }) => cost),
      ).map(({ capped }) => capped),
    )
    means.set(key, { meanFen: dividedBy(exactFen(total), { n: BigInt(group.length), d: 1n }), episodes: group.length })
  }
  return means
}
