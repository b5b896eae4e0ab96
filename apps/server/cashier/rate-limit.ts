import { requestRefusal } from '../http/request-refusal.ts'

export interface RateLimit {
  /** @throws RefusalError RATE_LIMITED when `name` has asked too often lately */
  take(name: string): void
}

/** A page that is looked at asks every 20 s and streams the rest; a page that retries in trouble asks every few seconds. */
const BURST = 40
const PER_SECOND = 4
/** Names nobody has heard of for long are forgotten first; memory stays bounded whatever is tried. */
const MOST_NAMES = 20_000

/** One leaky bucket per name. @param nowMs a clock that never goes back, ms */
export function openRateLimit(nowMs: () => number): RateLimit {
  const buckets = new Map<string, { level: number; at: number }>()
  return {
    take: (name) => {
      const now = nowMs()
      const bucket = buckets.get(name) ?? { level: 0, at: now }
      const level = Math.max(0, bucket.level - ((now - bucket.at) * PER_SECOND) / 1000)
      if (level + 1 > BURST) throw requestRefusal('RATE_LIMITED')
      // written last again, so that the map stays in order of use
      buckets.delete(name)
      buckets.set(name, { level: level + 1, at: now })
      if (buckets.size > MOST_NAMES) buckets.delete(buckets.keys().next().value!)
    },
  }
}
