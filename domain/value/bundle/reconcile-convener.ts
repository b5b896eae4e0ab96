import { type Fen, formatYuan, sum } from '@medsettle/money'
import { compareRatios, ONE, type Ratio, ratioText, times } from '@medsettle/money/ratio'
import { invariant } from '../../identity/refusal.ts'
import { exactFen, roundFen } from '../rules/fen-ratio.ts'
import { splitExactly } from '../rules/split-exactly.ts'
import { compareText } from './build-episodes.ts'
import type { BundleRules, Convener } from './bundle-rules.ts'
import type { ReconciledEpisode } from './reconcile-episodes.ts'
import { stopAt } from './stop-limits.ts'

/** What one convener is owed (above zero) or owes for its episodes, and who gets which part. */
export interface ConvenerReconciliation {
  readonly convener: string
  readonly episodes: number
  /** fen: Σ of the targets */
  readonly target: Fen
  /** fen: Σ of what the episodes kept */
  readonly difference: Fen
  /** fen: after its share, quality and limits */
  readonly amount: Fen
  readonly shares: readonly { readonly institution: string; readonly amount: Fen }[]
  readonly steps: readonly string[]
}

/** A convener that is an institution answers for itself as well; an institution without a convener is its own. */
export function conveners(rules: BundleRules, episodes: readonly ReconciledEpisode[]): ConvenerReconciliation[] {
  const pairs = rules.conveners.flatMap((one) => one.institutions.map((id) => [id, one] as const))
  const known = new Map([...rules.conveners.map((one) => [one.id, one] as const), ...pairs])
  const convenerOf = ({ episode }: ReconciledEpisode): Convener =>
    known.get(episode.trigger.institution) ?? alone(episode.trigger.institution)
  const groups = Map.groupBy(episodes, (one) => convenerOf(one).id)
  return [...groups].sort(([a], [b]) => compareText(a, b)).map(([, own]) => reconcile(rules, convenerOf(own[0]!), own))
}

const alone = (institution: string): Convener => ({
  id: institution,
  institutions: [institution],
  shares: { kind: 'convener' },
})

function reconcile(rules: BundleRules, convener: Convener, own: readonly ReconciledEpisode[]): ConvenerReconciliation {
  const { gainShare, lossShare, quality, stop } = rules.reconciliation
  const target = sum(own.map((one) => one.target))
  const difference = sum(own.map(({ kept }) => kept))
  const side = difference < 0 ? 'loss' : 'gain'
  const share = side === 'loss' ? lossShare : gainShare
  const factor = quality === undefined ? ONE : qualityFactor(quality, convener.id, side)
  const shared = roundFen(times(times(exactFen(difference), share), factor), 'halfUp')
  const stopped = stopAt(shared, stop, target)
  const shares = sharesOf(convener, own, stopped.amount)
  invariant(
    sum(shares.map((one) => one.amount)) === stopped.amount,
    'shares of the institutions would not add up to what the convener is owed',
  )
  const byQuality = quality === undefined ? '' : ` × quality ${ratioText(factor)}`
  const product = `${formatYuan(difference)} × ${side} share ${ratioText(share)}${byQuality}`
  const steps = [
    `${product} = ${formatYuan(shared)}, rounded half up`,
    ...(stopped.why === '' ? [] : [`${stopped.why} ${formatYuan(stopped.amount)}`]),
    `shares: ${convener.shares.kind}`,
  ]
  return { convener: convener.id, episodes: own.length, target, difference, amount: stopped.amount, shares, steps }
}

type Quality = NonNullable<BundleRules['reconciliation']['quality']>

/** Scores below the lowest or above the highest band count as missing. */
function qualityFactor({ scores, bands, missing }: Quality, convener: string, side: 'gain' | 'loss'): Ratio {
  const score = scores[convener]
  if (score === undefined) return missing[side]
  const holds = (band: Quality['bands'][number]): boolean =>
    compareRatios(score, band.atLeast) >= 0 && (band.below === null || compareRatios(score, band.below) < 0)
  return (bands.find(holds) ?? missing)[side]
}

function sharesOf(
  { id, shares }: Convener,
  own: readonly ReconciledEpisode[],
  amount: Fen,
): ConvenerReconciliation['shares'] {
  if (shares.kind === 'convener') return [{ institution: id, amount }]
  const weights: (readonly [string, Ratio])[] =
    shares.kind === 'fixed' ? shares.parts.map(({ to, share }) => [to, share]) : costsOf(own)
  weights.sort(([a], [b]) => compareText(a, b))
  const hasCost = weights.some(([, weight]) => weight.n > 0n)
  if (!hasCost) return [{ institution: id, amount }]
  const parts = splitExactly(
    amount,
    weights.map(([, weight]) => weight),
  )
  return weights.map(([institution], index) => ({ institution, amount: parts[index]! }))
}

/** Cost contribution: what each institution's services in these episodes cost. */
function costsOf(own: readonly ReconciledEpisode[]): [string, Ratio][] {
  const services = own.flatMap(({ episode }) => episode.services)
  const byInstitution = Map.groupBy(services, ({ institution }) => institution)
  return [...byInstitution].map(([institution, all]) => [institution, exactFen(sum(all.map(({ cost }) => cost)))])
}
