import { add, type Fen, subtract, sum, ZERO } from '@medsettle/money'
import { invariant } from '../../identity/refusal.ts'
import type { Row } from '../rules/row.ts'
import type { RefusedRow } from '../rules/row-refusal.ts'
import { type ValueResult, valueResult } from '../value-result.ts'
import type { Assigned } from './assign-services.ts'
import { buildEpisodes, compareText } from './build-episodes.ts'
import type { BundleRules } from './bundle-rules.ts'
import type { Weaker } from './find-episodes.ts'
import { type ConvenerReconciliation, conveners } from './reconcile-convener.ts'
import { type JudgedEpisode, type ReconciledEpisode, reconcileEpisodes } from './reconcile-episodes.ts'
import { takePersonEnds, takeServices } from './service.ts'
import { type BaselineMeans, baselineMeans } from './target-price.ts'

export interface BundleRows {
  readonly services: readonly Row[]
  readonly persons?: readonly Row[]
  readonly baseline?: readonly Row[]
}

export interface BundleSettlement {
  readonly episodes: readonly JudgedEpisode[]
  readonly weaker: readonly Weaker[]
  readonly assigned: readonly Assigned[]
  readonly means: BaselineMeans
  readonly conveners: readonly ConvenerReconciliation[]
  readonly results: readonly ValueResult[]
  readonly refused: { readonly [File in keyof BundleRows]-?: readonly RefusedRow[] }
}

/**
 * Services to episodes, episodes to savings and losses, those to what each institution is owed. Services outside reconciled
 * episodes are paid as they were and are in no result. A row that cannot be read is refused; the rest goes on.
 */
export function settleBundles(rules: BundleRules, rows: BundleRows): BundleSettlement {
  const services = takeServices(rows.services)
  const persons = takePersonEnds(
    rows.persons ?? [],
    rules.incomplete.map(({ reason }) => reason),
  )
  const baseline = takeServices(rows.baseline ?? [])
  const means = baselineMeans(rules, baseline.taken, persons.taken)
  const { episodes, weaker, assigned } = buildEpisodes(rules, services.taken)
  const judged = reconcileEpisodes(rules, episodes, persons.taken, means)
  const reconciled = judged.filter((one): one is ReconciledEpisode => one.outcome === 'reconciled')
  const owed = conveners(rules, reconciled)
  return {
    episodes: judged,
    weaker,
    assigned,
    means,
    conveners: owed,
    results: resultsOf(rules, reconciled, owed),
    refused: { services: services.refused, persons: persons.refused, baseline: baseline.refused },
  }
}

/** total = cost of the services in reconciled episodes; the fund's share = what it has paid for them ± the reconciliation. */
function resultsOf(
  rules: BundleRules,
  episodes: readonly ReconciledEpisode[],
  owed: readonly ConvenerReconciliation[],
): ValueResult[] {
  const totals = new Map<string, { cost: Fen; fund: Fen }>()
  const book = (institution: string, cost: Fen, fund: Fen): void => {
    const before = totals.get(institution) ?? { cost: ZERO, fund: ZERO }
    totals.set(institution, { cost: add(before.cost, cost), fund: add(before.fund, fund) })
  }
  for (const service of episodes.flatMap(({ episode }) => episode.services))
    book(service.institution, service.cost, service.fundPaid)
  for (const { institution, amount } of owed.flatMap(({ shares }) => shares)) book(institution, ZERO, amount)
  const results = [...totals]
    .sort(([a], [b]) => compareText(a, b))
    .map(([institutionId, { cost, fund }]) =>
      valueResult({
        method: 'bundle',
        rule: { id: rules.id, version: rules.version },
        institutionId,
        period: rules.period,
        total: cost,
        fundShare: fund,
        providerShare: subtract(cost, fund),
      }),
    )
  invariant(
    sum(results.map(({ total }) => total)) === sum(episodes.map(({ episode }) => episode.cost)),
    'a service of a reconciled episode would be in no result',
  )
  return results
}
