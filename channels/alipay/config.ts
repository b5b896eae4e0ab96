import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { z } from 'zod'
import { RefusalError } from '../../domain/identity/refusal.ts'
import type { Manifest } from '../contract/channel.ts'
import manifest from './manifest.json' with { type: 'json' }
import { type OfficialSdk, openSdk } from './official-sdk.ts'

/** Overrides of `manifest.switches`: the facts marked [R], to be changed without touching code. */
const switchesSchema = z.strictObject({
  notFoundCodes: z.array(z.string()).optional(),
  unknownCodes: z.array(z.string()).optional(),
  notReadyCodes: z.array(z.string()).optional(),
  closedAfterPayment: z.enum(['refunded', 'declined']).optional(),
  notificationMaxAgeHours: z.int().min(1).optional(),
  summaryCrossCheck: z.boolean().optional(),
})

export const configSchema = z.strictObject({
  gateway: z.url({ protocol: /^https?$/ }).meta({ title: '网关地址（…/gateway.do）' }),
  endpoint: z.url({ protocol: /^https?$/ }).meta({ title: '接口地址（v3，本渠道只用网关）' }),
  appId: z
    .string()
    .regex(/^\d{6,32}$/)
    .meta({ title: '应用 AppID' }),
  sellerId: z
    .string()
    .regex(/^\d{6,32}$/)
    .meta({ title: '收款账号 PID（2088…）' }),
  privateKey: z.string().min(1).meta({ title: '应用私钥（PEM, PKCS#8）', writeOnly: true, format: 'multiline' }),
  alipayPublicKey: z.string().min(1).meta({ title: '支付宝公钥（PEM）', format: 'multiline' }),
  switches: switchesSchema.optional().meta({ title: '未经确认的协议事实' }),
})

export interface Switches {
  readonly notFoundCodes: readonly string[]
  readonly unknownCodes: readonly string[]
  readonly notReadyCodes: readonly string[]
  readonly closedAfterPayment: 'refunded' | 'declined'
  readonly notificationMaxAgeHours: number
  readonly summaryCrossCheck: boolean
}

/** The configuration, its keys parsed once and given to the SDK: parsing at every call is a third of its time. */
export interface Merchant {
  readonly gateway: string
  readonly appId: string
  readonly sellerId: string
  readonly sdk: OfficialSdk
  readonly switches: Switches
}

/** @throws RefusalError CHANNEL_BAD_CONFIG with the field as place; key material never appears in the message. */
export function readConfig(config: unknown): Merchant {
  const parsed = configSchema.safeParse(config)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw badConfig(issue!.path.join('.') || '(config)', issue!.message)
  }
  const { gateway, appId, sellerId, switches } = parsed.data
  const privateKey = readKey('privateKey', () => createPrivateKey(parsed.data.privateKey))
  const alipayKey = readKey('alipayPublicKey', () => createPublicKey(parsed.data.alipayPublicKey))
  return {
    gateway,
    appId,
    sellerId,
    sdk: openSdk({ gateway, appId, privateKey, alipayKey }),
    switches: { ...defaultSwitches(), ...(switches as Partial<Switches> | undefined) },
  }
}

function readKey(field: string, read: () => KeyObject): KeyObject {
  let key: KeyObject
  try {
    key = read()
  } catch {
    throw badConfig(field, 'is not a key in PEM form')
  }
  if (key.asymmetricKeyType !== 'rsa') throw badConfig(field, 'is not an RSA key')
  return key
}

function defaultSwitches(): Switches {
  const entries = Object.entries(manifest.switches).map(([name, { default: value }]) => [name, value])
  return Object.fromEntries(entries) as Switches
}

/** The manifest as this merchant's configuration has it: whoever reads a switch from it sees the overridden value. */
export function withSwitches(printed: Manifest, switches: Switches): Manifest {
  const overridden = Object.entries(switches).map(([name, value]) => [
    name,
    { ...printed.switches![name]!, default: value },
  ])
  return { ...printed, switches: Object.fromEntries(overridden) }
}

function badConfig(field: string, sentence: string): RefusalError {
  return new RefusalError({
    code: 'CHANNEL_BAD_CONFIG',
    stage: 'request',
    moneyMoved: 'none',
    retrySameKey: true,
    message: `Alipay configuration: ${field} ${sentence}`,
    place: field,
  })
}
