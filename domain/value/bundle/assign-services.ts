import type { CodeLists } from '../rules/code-list.ts'
import { rowHolds } from '../rules/row-condition.ts'
import type { Episode } from './find-episodes.ts'
import type { Service } from './service.ts'

/** What became of a service: in exactly one episode, or in none and why. */
export interface Assigned {
  readonly service: Service
  readonly outcome: 'included' | 'excluded' | 'notListed' | 'outside'
  /** the one it belongs to; of one that is not included, the strongest in whose window it lies */
  readonly episode: Episode | null
  /** `trigger`, the name of the rule, or empty */
  readonly rule: string
}

/**
 * The strongest episode that takes a service has it. A trigger belongs to its own episode. Exclusions win over inclusions.
 * @param episodes of the same person, strongest first
 */
export function assignToEpisode(service: Service, episodes: readonly Episode[], lists: CodeLists): Assigned {
  const own = episodes.find((episode) => episode.trigger === service)
  if (own !== undefined) return { service, outcome: 'included', episode: own, rule: 'trigger' }
  let first: Assigned | null = null
  for (const episode of episodes) {
    if (service.from < episode.from || service.from > episode.to) continue
    const judged = judge(service, episode, lists)
    if (judged.outcome === 'included') return judged
    first ??= judged
  }
  return first ?? { service, outcome: 'outside', episode: null, rule: '' }
}

function judge(service: Service, episode: Episode, lists: CodeLists): Assigned {
  const { include, exclude } = episode.bundle
  const excluded = exclude.find(({ when }) => rowHolds(service.row, when, lists))
  if (excluded !== undefined) return { service, outcome: 'excluded', episode, rule: excluded.name }
  if (include.length === 0) return { service, outcome: 'included', episode, rule: 'everything' }
  const included = include.find(({ when }) => rowHolds(service.row, when, lists))
  if (included !== undefined) return { service, outcome: 'included', episode, rule: included.name }
  return { service, outcome: 'notListed', episode, rule: '' }
}
