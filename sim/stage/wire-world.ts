import { createHash } from 'node:crypto'
import { openChannelBook } from '../../apps/server/channel-book.ts'
import { watchHealth } from '../../apps/server/channel-health.ts'
import { openHub } from '../../apps/server/hub.ts'
import type { ChannelIo } from '../../channels/contract/channel.ts'
import type { LoadedChannel } from '../../channels/contract/load-channels.ts'
import type { InsuranceKnowledge, RuleBook, World } from '../../flow/world.ts'
import type { Database, Databases } from '../../store/database.ts'
import type { Sealer } from '../../store/seal.ts'
import { openLedgers, openStore, type Store } from '../../store/store.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** What outlives a process: code and documents. */
export interface WorldParts {
  readonly known: ReadonlyMap<string, LoadedChannel>
  readonly rules: RuleBook
  readonly insurance: InsuranceKnowledge
  readonly publicUrl: string
  /** the network under everything: it outlives a process as a telephone line does */
  readonly fetch: ChannelIo['fetch']
}

export interface WiredProcess {
  /** one institution under row-level security: patients, notifications, the janitor */
  world(institutionId: string): World
  /** the day's close */
  readonly closing: World
}

/** The platform as a freshly started process: no cache, no open channel, no memory of anything. */
export function startProcess(
  of: { readonly databases: Databases; readonly sealer: Sealer; readonly clock: VirtualClock },
  parts: WorldParts,
): WiredProcess {
  const hub = openHub()
  const platform = of.databases.asPlatform()
  const shared = {
    surroundings: of.clock,
    channels: openChannelBook(platform, of.sealer, { io: ioOf(of.clock, parts.fetch), known: parts.known }),
    rules: parts.rules,
    insurance: parts.insurance,
    settings: { publicUrl: parts.publicUrl, orderLifetimeMs: 30 * 60_000 },
    // real milliseconds would make one run differ from the next
    watch: { ...hub, called: (call: Parameters<typeof hub.called>[0]) => hub.called({ ...call, ms: 1 }) },
    health: watchHealth(hub, of.clock),
  }
  const ledgers = openLedgers(of.databases.asInstitution, of.clock)
  const worldOn = (database: Database): World => ({
    ...shared,
    store: inOrder(openStore(database, of.sealer, ledgers)),
  })
  const worlds = new Map<string, World>()
  return {
    closing: worldOn(platform),
    world: (institutionId) => {
      const world = worlds.get(institutionId) ?? worldOn(of.databases.asInstitution(institutionId))
      worlds.set(institutionId, world)
      return world
    },
  }
}

/** The database may answer in any order; a seed must not. */
const inOrder = (store: Store): Store => ({
  ...store,
  dueOrders: async (now, limit) => (await store.dueOrders(now, limit)).sort(),
})

/** The platform's own tokens guard nothing here, so they may follow from a number. */
function ioOf(clock: VirtualClock, fetch: ChannelIo['fetch']): ChannelIo {
  let count = 0
  return {
    fetch,
    now: () => clock.now(),
    nonce: () => createHash('sha256').update(String(++count)).digest('hex').slice(0, 32),
    timeoutMs: 8_000,
  }
}
