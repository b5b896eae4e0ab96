import type { KeyObject } from 'node:crypto'
import { createHash } from 'node:crypto'
import type { Journal } from '../core/journal.ts'
import { newRsaPair, privateKey, publicKey, type RsaPair } from '../core/rsa.ts'
import { ALPHANUMERIC, DIGITS, HEX, randomText, type World } from '../core/world.ts'
import { issueCertificate } from './certificate.ts'

/** WeChat Pay's own key: one per sandbox, known under a certificate serial and as a 微信支付公钥. */
export interface Platform {
  readonly serial: string
  readonly publicKeyId: string
  readonly certificatePem: string
  readonly publicPem: string
  readonly key: KeyObject
}

/** How a merchant verifies us, chosen when its account is opened: wechat-pay.md §1.2. */
export type PlatformKeyForm = 'public-key' | 'certificate'

export interface Merchant {
  readonly institution: string
  readonly name: string
  readonly mchid: string
  readonly appid: string
  readonly serial: string
  readonly apiV3Key: string
  readonly keys: RsaPair
  readonly keyForm: PlatformKeyForm
  readonly verifyKey: KeyObject
}

export interface Merchants {
  open(institution: string, query: URLSearchParams): Promise<{ merchant: Merchant; platform: Platform }>
  find(mchid: string): Merchant | null
  /** made at the first account; a room without merchants answers nobody */
  platform(): Platform
}

type PlatformEntry = {
  readonly t: 'platform'
  readonly serial: string
  readonly keys: RsaPair
  readonly certificatePem: string
}
type MerchantEntry = { readonly t: 'merchant' } & Omit<Merchant, 'verifyKey'>

export function createMerchants(world: World, journal: Journal): Merchants {
  const byMchid = new Map<string, Merchant>()
  const opening = new Map<string, Promise<Merchant>>()
  let platform: Promise<Platform> | null = null
  let ready: Platform | null = null

  const admit = (entry: Omit<MerchantEntry, 't'>): Merchant => {
    const merchant = { ...entry, verifyKey: publicKey(entry.keys.publicPem) }
    byMchid.set(merchant.mchid, merchant)
    return merchant
  }
  for (const entry of journal.past as { t: string }[]) {
    if (entry.t === 'platform') ready = toPlatform(entry as PlatformEntry)
    if (entry.t === 'merchant') {
      const merchant = admit(entry as MerchantEntry)
      opening.set(merchant.institution, Promise.resolve(merchant))
    }
  }
  const foundPlatform = async (): Promise<Platform> => {
    const entry = await newPlatform(world)
    journal.append(entry)
    ready = toPlatform(entry)
    return ready
  }
  const openAccount = async (institution: string, query: URLSearchParams): Promise<Merchant> => {
    const entry = await newMerchant(world, institution, query)
    journal.append({ t: 'merchant', ...entry })
    return admit(entry)
  }
  return {
    async open(institution, query) {
      platform ??= ready ? Promise.resolve(ready) : foundPlatform()
      const account = opening.get(institution) ?? openAccount(institution, query)
      opening.set(institution, account)
      const [merchant, owner] = await Promise.all([account, platform])
      return { merchant, platform: owner }
    },
    find: (mchid) => byMchid.get(mchid) ?? null,
    platform() {
      if (ready === null) throw new Error('WeChat Pay has no merchant yet: GET /admin/credentials opens one')
      return ready
    },
  }
}

function toPlatform(entry: PlatformEntry): Platform {
  return {
    serial: entry.serial,
    publicKeyId: `PUB_KEY_ID_${createHash('sha256').update(entry.serial).digest('hex').replace(/\D/g, '7').slice(0, 30)}`,
    certificatePem: entry.certificatePem,
    publicPem: entry.keys.publicPem,
    key: privateKey(entry.keys.privatePem),
  }
}

async function newPlatform(world: World): Promise<PlatformEntry> {
  const serial = `5${randomText(world, 39, HEX)}`
  const keys = await newRsaPair()
  // The simulated day may be any day: the certificate must be in force on all of them.
  const notBefore = new Date('2020-01-01T00:00:00Z')
  const notAfter = new Date('2060-01-01T00:00:00Z')
  const certificatePem = issueCertificate({ keys, serial, commonName: 'Sandbox Payment Platform', notBefore, notAfter })
  return { t: 'platform', serial, keys, certificatePem }
}

async function newMerchant(
  world: World,
  institution: string,
  query: URLSearchParams,
): Promise<Omit<Merchant, 'verifyKey'>> {
  const identity = {
    institution,
    name: query.get('name') ?? `测试医院 ${institution}`,
    mchid: `16${randomText(world, 8, DIGITS)}`,
    appid: `wx${randomText(world, 16, HEX.toLowerCase())}`,
    serial: `4${randomText(world, 39, HEX)}`,
    apiV3Key: randomText(world, 32, ALPHANUMERIC),
    keyForm: query.get('platformKey') === 'certificate' ? ('certificate' as const) : ('public-key' as const),
  }
  return { ...identity, keys: await newRsaPair() }
}
