import type { ChannelIo, InsuranceChannel, WalletChannel } from '../../channels/contract/channel.ts'
import type { LoadedChannel } from '../../channels/contract/load-channels.ts'
import { RefusalError } from '../../domain/identity/refusal.ts'
import type { ChannelBook } from '../../flow/world.ts'
import type { Database } from '../../store/database.ts'
import { readChannelAccounts } from '../../store/institution.ts'
import type { Sealer } from '../../store/seal.ts'

interface Connected {
  readonly wallets: ReadonlyMap<string, WalletChannel>
  readonly insurance: InsuranceChannel | null
  readonly readAt: number
}

/** Settings changed in the database reach every server within this time. */
const FRESH_MS = 30_000

/** Connects each institution's channels from its sealed settings, once, and again when the settings may have changed. */
export function openChannelBook(
  database: Database,
  sealer: Sealer,
  deps: { readonly io: ChannelIo; readonly known: ReadonlyMap<string, LoadedChannel> },
): ChannelBook {
  const connected = new Map<string, Promise<Connected>>()
  const of = async (institutionId: string): Promise<Connected> => {
    const held = connected.get(institutionId)
    if (held && Date.now() - (await held).readAt < FRESH_MS) return held
    const fresh = connectAll(database, sealer, deps, institutionId)
    connected.set(institutionId, fresh)
    fresh.catch(() => connected.delete(institutionId))
    return fresh
  }
  return {
    wallet: async (institutionId, channel) => {
      const wallet = (await of(institutionId)).wallets.get(channel)
      if (!wallet) throw notConnected(channel)
      return wallet
    },
    insurance: async (institutionId) => (await of(institutionId)).insurance,
    wallets: async (institutionId) => [...(await of(institutionId)).wallets.values()],
  }
}

async function connectAll(
  database: Database,
  sealer: Sealer,
  deps: { readonly io: ChannelIo; readonly known: ReadonlyMap<string, LoadedChannel> },
  institutionId: string,
): Promise<Connected> {
  const wallets = new Map<string, WalletChannel>()
  let insurance: InsuranceChannel | null = null
  for (const [name, config] of await readChannelAccounts(database, sealer, institutionId)) {
    const folder = deps.known.get(name)
    if (!folder) continue
    const channel = folder.connect(config, deps.io)
    if ('presettle' in channel) insurance = channel
    else wallets.set(name, channel)
  }
  return { wallets, insurance, readAt: Date.now() }
}

const notConnected = (channel: string): RefusalError =>
  new RefusalError({
    code: 'CHANNEL_UNKNOWN',
    stage: 'routing',
    moneyMoved: 'none',
    retrySameKey: false,
    message: `本机构未开通渠道 ${channel}`,
  })
