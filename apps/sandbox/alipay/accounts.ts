import type { KeyObject } from 'node:crypto'
import type { Journal } from '../core/journal.ts'
import { newRsaPair, privateKey, publicKey, type RsaPair } from '../core/rsa.ts'
import { DIGITS, randomText, type World } from '../core/world.ts'

/** A merchant's application at Alipay. */
export interface Account {
  readonly institution: string
  readonly name: string
  readonly appId: string
  readonly sellerId: string
  readonly keys: RsaPair
  readonly verifyKey: KeyObject
}

/** Alipay's own key: one per sandbox. */
export interface Platform {
  readonly publicPem: string
  readonly key: KeyObject
}

export interface Accounts {
  open(institution: string, name: string | null): Promise<{ account: Account; platform: Platform }>
  find(appId: string): Account | null
  /** null before the first account was opened: then there is nobody to answer */
  platform(): Platform | null
}

type PlatformEntry = { readonly t: 'platform'; readonly keys: RsaPair }
type AccountEntry = { readonly t: 'account' } & Omit<Account, 'verifyKey'>

export function createAccounts(world: World, journal: Journal): Accounts {
  const byAppId = new Map<string, Account>()
  const opening = new Map<string, Promise<Account>>()
  let founding: Promise<Platform> | null = null
  let ready: Platform | null = null

  const found = (keys: RsaPair): Platform => {
    ready = { publicPem: keys.publicPem, key: privateKey(keys.privatePem) }
    return ready
  }
  const admit = (entry: Omit<Account, 'verifyKey'>): Account => {
    const account = { ...entry, verifyKey: publicKey(entry.keys.publicPem) }
    byAppId.set(account.appId, account)
    return account
  }
  for (const entry of journal.past as (PlatformEntry | AccountEntry)[]) {
    if (entry.t === 'platform') founding = Promise.resolve(found(entry.keys))
    if (entry.t === 'account') opening.set(entry.institution, Promise.resolve(admit(entry)))
  }
  const foundPlatform = async () => {
    const keys = await newRsaPair()
    journal.append({ t: 'platform', keys } satisfies PlatformEntry)
    return found(keys)
  }
  const openAccount = async (institution: string, name: string | null) => {
    const identity = {
      institution,
      name: name ?? `测试医院 ${institution}`,
      appId: `2021${randomText(world, 12, DIGITS)}`,
      sellerId: `2088${randomText(world, 12, DIGITS)}`,
    }
    const entry = { ...identity, keys: await newRsaPair() }
    journal.append({ t: 'account', ...entry } satisfies AccountEntry)
    return admit(entry)
  }
  return {
    async open(institution, name) {
      founding ??= foundPlatform()
      const account = opening.get(institution) ?? openAccount(institution, name)
      opening.set(institution, account)
      const [opened, platform] = await Promise.all([account, founding])
      return { account: opened, platform }
    },
    find: (appId) => byAppId.get(appId) ?? null,
    platform: () => ready,
  }
}
