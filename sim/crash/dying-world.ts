import type { InsuranceChannel, WalletChannel } from '../../channels/contract/channel.ts'
import type { ChannelBook, World } from '../../flow/world.ts'
import type { Database } from '../../store/database.ts'
import type { Store } from '../../store/store.ts'
import type { Doom } from './doom.ts'
import { kindOfStatement, kindsOfStep, type StepKind } from './points.ts'

export interface Dying {
  readonly doom: Doom
  /** another process has its turn just before this commit, so that this step finds its order moved */
  readonly meanwhile: () => Promise<void>
  /** a channel has answered, or is known not to: it took its time */
  readonly answered: (call: string) => void
}

/** The same world with a crash point before and after every commit, every write of the day's close and every call. */
export function dyingWorld(world: World, dying: Dying): World {
  return { ...world, store: dyingStore(world.store, dying), channels: dyingChannels(world.channels, dying) }
}

function dyingStore(store: Store, { doom, meanwhile }: Dying): Store {
  return {
    ...store,
    database: dyingDatabase(store.database, doom),
    commit: async (step) => {
      const kinds = kindsOfStep(step)
      doom.pass(kinds, 'before')
      if (step.order && step.expectedVersion !== 0) await meanwhile()
      const version = await store.commit(step)
      doom.pass(kinds, 'after')
      return version
    },
  }
}

function dyingDatabase(database: Database, doom: Doom): Database {
  return {
    query: async (text, values) => {
      const kind = kindOfStatement(text)
      if (kind === null) return database.query(text, values)
      doom.pass([kind], 'before')
      const rows = await database.query<never>(text, values)
      doom.pass([kind], 'after')
      return rows
    },
  }
}

const WALLET_CALLS = ['charge', 'queryCharge', 'close', 'refund', 'queryRefund', 'fetchStatements'] as const
const INSURER_CALLS = ['presettle', 'settle', 'querySettlement', 'cancel', 'reverseUnknown', 'reconcile'] as const

function dyingChannels(book: ChannelBook, dying: Dying): ChannelBook {
  const dyingWallet = (wallet: WalletChannel): WalletChannel => dyingCalls(wallet, WALLET_CALLS, dying)
  return {
    wallet: async (institutionId, channel) => dyingWallet(await book.wallet(institutionId, channel)),
    wallets: async (institutionId) => (await book.wallets(institutionId)).map(dyingWallet),
    insurance: async (institutionId) => {
      const insurer = await book.insurance(institutionId)
      return insurer
        ? dyingCalls<InsuranceChannel, (typeof INSURER_CALLS)[number]>(insurer, INSURER_CALLS, dying)
        : null
    },
  }
}

type Call = (...asked: readonly never[]) => Promise<unknown>

function dyingCalls<C extends Record<Name, Call>, Name extends string>(
  channel: C,
  names: readonly Name[],
  { doom, answered }: Dying,
): C {
  const calls = names.map((name) => {
    const kind = `call ${name}` as StepKind
    const dyingCall: Call = async (...asked) => {
      doom.pass([kind], 'before')
      const answer = await channel[name](...asked)
      answered(name)
      doom.pass([kind], 'after')
      return answer
    }
    return [name, dyingCall]
  })
  return { ...channel, ...Object.fromEntries(calls) }
}
