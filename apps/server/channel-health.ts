import type { Surroundings } from '../../domain/identity/clock.ts'
import {
  DEFAULT_HEALTH,
  type HealthState,
  type HealthWindow,
  judgeHealth,
  observeCall,
} from '../../domain/routing/channel-health.ts'
import type { Hub } from './hub.ts'

/** Remembers how each channel answered this process lately. */
export function watchHealth(hub: Hub, surroundings: Surroundings): (channel: string) => HealthState {
  const windows = new Map<string, HealthWindow>()
  hub.onCalled(({ channel, ms, answered }) => {
    const sample = { at: surroundings.now().getTime(), answered, latency: ms }
    windows.set(channel, observeCall(windows.get(channel) ?? [], sample, DEFAULT_HEALTH))
  })
  return (channel) => judgeHealth(windows.get(channel) ?? [], surroundings.now().getTime(), DEFAULT_HEALTH).state
}
