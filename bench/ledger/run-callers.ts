import { percentile } from '../percentile.ts'

export interface Run {
  /** transfers */
  readonly done: number
  readonly perSecond: number
  /** of one call, ms */
  readonly p50: number
  readonly p99: number
}

/** Callers that each ask again as soon as they are answered. @param call returns how many transfers it was for */
export async function runCallers(callers: number, seconds: number, call: () => Promise<number>): Promise<Run> {
  const times: number[] = []
  let done = 0
  const started = performance.now()
  const end = started + seconds * 1000
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (performance.now() < end) {
        const asked = performance.now()
        const transfers = await call()
        done += transfers
        times.push(performance.now() - asked)
      }
    }),
  )
  const perSecond = done / ((performance.now() - started) / 1000)
  return { done, perSecond, p50: percentile(times, 0.5), p99: percentile(times, 0.99) }
}
