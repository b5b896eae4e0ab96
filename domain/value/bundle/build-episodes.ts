import { type Fen, sum } from '@medsettle/money'
import { invariant } from '../../identity/refusal.ts'
import { type Assigned, assignToEpisode } from './assign-services.ts'
import type { BundleRules } from './bundle-rules.ts'
import { type Episode, findEpisodes, type Weaker } from './find-episodes.ts'
import type { Service } from './service.ts'

/** An episode with what belongs to it. */
export interface BuiltEpisode extends Episode {
  /** included ones, by date and id */
  readonly services: readonly Service[]
  /** fen: Σ of the included services */
  readonly cost: Fen
}

export interface BuiltEpisodes {
  /** by trigger id */
  readonly episodes: readonly BuiltEpisode[]
  readonly weaker: readonly Weaker[]
  /** every service once, by id */
  readonly assigned: readonly Assigned[]
}

/** Episodes of all persons; the order of the services changes nothing. */
export function buildEpisodes(rules: BundleRules, services: readonly Service[]): BuiltEpisodes {
  const built = [...Map.groupBy(services, ({ person }) => person).values()].map((own) => buildPerson(rules, own))
  const assigned = built.flatMap((one) => one.assigned).sort((a, b) => compareText(a.service.id, b.service.id))
  const episodes = built.flatMap((one) => one.episodes).sort((a, b) => compareText(a.id, b.id))
  const weaker = built
    .flatMap((one) => one.weaker)
    .sort((a, b) => compareText(a.episode.id, b.episode.id) || compareText(a.episode.bundle.id, b.episode.bundle.id))
  const included = assigned.filter(({ outcome }) => outcome === 'included')
  invariant(assigned.length === services.length, 'a service would be in no list and its cost forgotten')
  invariant(
    sum(episodes.map(({ cost }) => cost)) === sum(included.map(({ service }) => service.cost)),
    'the cost of a service would be counted in two episodes',
  )
  return { episodes, weaker, assigned }
}

function buildPerson(rules: BundleRules, services: readonly Service[]): BuiltEpisodes {
  const { kept, weaker } = findEpisodes(rules, services)
  const assigned = services.map((service) => assignToEpisode(service, kept, rules.codeLists))
  const episodes = kept.map((episode) => {
    const own = assigned
      .filter((one) => one.episode === episode && one.outcome === 'included')
      .map(({ service }) => service)
      .sort((a, b) => a.from - b.from || compareText(a.id, b.id))
    return { ...episode, services: own, cost: sum(own.map(({ cost }) => cost)) }
  })
  return { episodes, weaker, assigned }
}

export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
