import type { Ratio } from '@medsettle/money/ratio'
import type { BundleRules } from './bundle-rules.ts'
import type { Episode } from './find-episodes.ts'
import type { PersonEnd } from './service.ts'

/** An episode whose person was not followed to its end, and what the rules do then. */
export interface Incomplete {
  readonly reason: string
  readonly becomes: 'cancelled' | 'prorated' | 'whole'
  /** days followed ÷ days of the window */
  readonly followed: Ratio
  /** `45 of 93 days` */
  readonly text: string
}

/** null: complete. An end before the trigger or on the last day of the window changes nothing. */
export function incompleteBy(rules: BundleRules, ends: readonly PersonEnd[]): (episode: Episode) => Incomplete | null {
  const endOf = new Map(ends.map((end) => [end.person, end]))
  const rule = new Map(rules.incomplete.map(({ reason, becomes }) => [reason, becomes]))
  return ({ trigger, from, to }) => {
    const end = endOf.get(trigger.person)
    if (end === undefined || end.day < trigger.from || end.day >= to) return null
    const [followed, days] = [end.day - from + 1, to - from + 1]
    return {
      reason: end.reason,
      becomes: rule.get(end.reason)!,
      followed: { n: BigInt(followed), d: BigInt(days) },
      text: `${followed} of ${days} days`,
    }
  }
}
