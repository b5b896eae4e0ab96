/** `down`: not recommended, a chosen one is refused; `degraded`: recommended last. */
export type HealthState = 'healthy' | 'degraded' | 'down'

/** One call to a channel. A clear "no" of the channel is an answer: the payer's empty purse is no fault of the channel. */
export interface CallSample {
  /** ms since epoch, when the call ended */
  readonly at: number
  /** false when nothing, or nothing that could be trusted, came back */
  readonly answered: boolean
  /** ms */
  readonly latency: number
}

/** The newest calls, oldest first. */
export type HealthWindow = readonly CallSample[]

export interface HealthSettings {
  /** ms; older calls are forgotten, so a channel that is no longer asked gets a new chance after this time */
  readonly windowMs: number
  readonly mostSamples: number
  /** fewer calls say nothing: healthy */
  readonly fewestSamples: number
  /** percent of calls answered, below which the channel is degraded, or down */
  readonly degradedBelow: number
  readonly downBelow: number
  /** a call slower than this, ms, is slow; more than `slowShare` percent slow calls are degraded */
  readonly slowMs: number
  readonly slowShare: number
}

/** Operating values of ours, not of any channel; an institution sets its own. */
export const DEFAULT_HEALTH: HealthSettings = {
  windowMs: 60_000,
  mostSamples: 200,
  fewestSamples: 5,
  degradedBelow: 95,
  downBelow: 50,
  slowMs: 3000,
  slowShare: 20,
}

export interface HealthReading {
  readonly state: HealthState
  readonly calls: number
  readonly answered: number
  readonly slow: number
  readonly reason: string
}

/** Adds a call and forgets what is too old or too much. */
export function observeCall(window: HealthWindow, sample: CallSample, settings: HealthSettings): HealthWindow {
  const oldest = sample.at - settings.windowMs
  return [...window.filter((each) => each.at > oldest), sample].slice(-settings.mostSamples)
}

/** Judges a channel by the calls of the last `windowMs`. @param now ms since epoch */
export function judgeHealth(window: HealthWindow, now: number, settings: HealthSettings): HealthReading {
  const recent = window.filter((each) => each.at > now - settings.windowMs && each.at <= now)
  const calls = recent.length
  const answered = recent.filter((each) => each.answered).length
  const slow = recent.filter((each) => each.latency > settings.slowMs).length
  const reading = (state: HealthState, reason: string): HealthReading => ({ state, calls, answered, slow, reason })
  if (calls < settings.fewestSamples) return reading('healthy', `近期只有 ${calls} 次调用，不足以判断`)
  if (answered * 100 < calls * settings.downBelow) return reading('down', `${calls} 次调用中仅 ${answered} 次得到应答`)
  if (answered * 100 < calls * settings.degradedBelow)
    return reading('degraded', `${calls} 次调用中 ${answered} 次得到应答`)
  if (slow * 100 > calls * settings.slowShare)
    return reading('degraded', `${calls} 次调用中 ${slow} 次超过 ${settings.slowMs} 毫秒`)
  return reading('healthy', `${calls} 次调用中 ${answered} 次得到应答`)
}
