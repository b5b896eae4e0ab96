import { type Fen, negate, smaller } from '@medsettle/money'
import { times } from '@medsettle/money/ratio'
import { invariant } from '../../identity/refusal.ts'
import { exactFen, roundFen } from '../rules/fen-ratio.ts'
import type { Limit, Stop } from './bundle-rules.ts'

export interface Stopped {
  readonly amount: Fen
  /** `stop-loss`, `stop-gain` or empty */
  readonly why: string
}

/** Limits a gain (above zero) or loss (below zero). @param target what shares of the limits refer to, fen */
export function stopAt(amount: Fen, stop: Stop, target: Fen): Stopped {
  const limit = amount < 0 ? limitOf(stop.loss, target) : limitOf(stop.gain, target)
  const isStopped = limit !== null && Math.abs(amount) > limit
  const kept = isStopped ? (amount < 0 ? negate(limit) : limit) : amount
  invariant(limit === null || Math.abs(kept) <= limit, 'more would be lost or gained than the agreement allows')
  invariant(Math.abs(kept) <= Math.abs(amount) && kept * amount >= 0, 'a stop would turn a loss into a gain')
  return { amount: kept, why: isStopped ? (amount < 0 ? 'stop-loss' : 'stop-gain') : '' }
}

/** The smaller of amount and share, a share rounded down so that it is never exceeded; null: no limit. */
function limitOf(limit: Limit | undefined, target: Fen): Fen | null {
  if (limit === undefined) return null
  const { yuan, share } = limit
  if (share === undefined) return yuan!
  const part = roundFen(times(exactFen(target), share), 'down')
  return yuan === undefined ? part : smaller(yuan, part)
}
