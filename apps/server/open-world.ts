import { randomBytes, randomInt } from 'node:crypto'
import { join } from 'node:path'
import type { ChannelIo } from '../../channels/contract/channel.ts'
import { loadChannels } from '../../channels/contract/load-channels.ts'
import { openNetwork } from '../../channels/contract/network.ts'
import type { Surroundings } from '../../domain/identity/clock.ts'
import type { InsuranceKnowledge, World } from '../../flow/world.ts'
import { connectDatabases, type Database, type Databases } from '../../store/database.ts'
import { createSealer, type Sealer } from '../../store/seal.ts'
import { type LedgerBook, openLedgers, openStore, ownLedgerOnly } from '../../store/store.ts'
import { openChannelBook } from './channel-book.ts'
import { watchHealth } from './channel-health.ts'
import { type Hub, openHub } from './hub.ts'
import { loadInsuranceKnowledge } from './insurance-knowledge.ts'
import { loadRules } from './rule-book.ts'

export interface PlatformOptions {
  readonly ownerUrl: string
  /** address under which channels and patients reach us, without a trailing slash */
  readonly publicUrl: string
  /** seals persons and channel keys; at least 16 bytes */
  readonly dataKey: Buffer
  readonly surroundings?: Surroundings
  readonly orderLifetimeMs?: number
  /** database connections per role */
  readonly connections?: number
  /** how long a channel call may stay unanswered, ms */
  readonly channelTimeoutMs?: number
  readonly insurance?: InsuranceKnowledge
}

export interface Platform {
  readonly databases: Databases
  readonly sealer: Sealer
  readonly hub: Hub
  readonly surroundings: Surroundings
  /** the flows for one institution, under row-level security */
  worldOf(institutionId: string): World
  /** the flows for notifications, the janitor and the day's close: every institution */
  readonly world: World
  close(): Promise<void>
}

const REAL: Surroundings = { now: () => new Date(), chance: () => randomInt(32) }
const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** All wiring of the platform, by plain calls. */
export async function openPlatform(options: PlatformOptions): Promise<Platform> {
  const surroundings = options.surroundings ?? REAL
  const databases = connectDatabases(options.ownerUrl, options.connections)
  const sealer = createSealer(options.dataKey)
  const hub = openHub()
  const network = openNetwork({ throughProxy: process.env.NODE_USE_ENV_PROXY === '1' })
  const io: ChannelIo = {
    fetch: network.fetch,
    now: () => surroundings.now(),
    nonce,
    timeoutMs: options.channelTimeoutMs ?? 8_000,
  }
  const known = await loadChannels(join(import.meta.dirname, '../../channels'))
  const platform = databases.asPlatform()
  const shared = {
    surroundings,
    channels: openChannelBook(platform, sealer, { io, known }),
    rules: await loadRules(),
    insurance: options.insurance ?? (await loadInsuranceKnowledge()),
    settings: { publicUrl: options.publicUrl, orderLifetimeMs: options.orderLifetimeMs ?? 30 * 60_000 },
    watch: hub,
    health: watchHealth(hub, surroundings),
  }
  // row-level security holds for whatever is written, whoever asked for it
  const ledgers = openLedgers(databases.asInstitution, surroundings)
  const worldOn = (database: Database, book: LedgerBook): World => ({
    ...shared,
    store: openStore(database, sealer, book),
  })
  const worlds = new Map<string, World>()
  return {
    databases,
    sealer,
    hub,
    surroundings,
    world: worldOn(platform, ledgers),
    worldOf: (institutionId) => {
      const world =
        worlds.get(institutionId) ??
        worldOn(databases.asInstitution(institutionId), ownLedgerOnly(institutionId, ledgers))
      worlds.set(institutionId, world)
      return world
    },
    close: async () => {
      await network.close()
      await databases.close()
    },
  }
}

/** 32 characters of [0-9A-Za-z]; the few values beyond 248 are drawn again so that no letter is favoured. */
function nonce(): string {
  let text = ''
  while (text.length < 32)
    for (const byte of randomBytes(40)) if (byte < 248 && text.length < 32) text += LETTERS[byte % 62]
  return text
}
