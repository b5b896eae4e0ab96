import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { z } from 'zod'
import { RefusalError } from '../../domain/identity/refusal.ts'
import type { Manifest } from '../contract/channel.ts'
import manifest from './manifest.json' with { type: 'json' }

const closeMeaning = z.enum(['closed', 'paid', 'pending'])

/** Overrides of `manifest.switches`: the facts marked [R], to be changed without touching code. */
const switchesSchema = z.strictObject({
  notFoundCodes: z.array(z.string()).optional(),
  closeCodes: z.record(z.string(), closeMeaning).optional(),
  notReadyCodes: z.array(z.string()).optional(),
  probePrefix: z.string().optional(),
  fundFlow: z.boolean().optional(),
  paymentAmountColumn: z.enum(['订单金额', '应结订单金额']).optional(),
})

export const configSchema = z.strictObject({
  baseUrl: z
    .string()
    .regex(/^https?:\/\/[^\s/]+$/)
    .meta({ title: '接口地址（结尾不带斜杠）' }),
  mchid: z
    .string()
    .regex(/^\d{6,20}$/)
    .meta({ title: '商户号' }),
  appid: z.string().min(1).max(64).meta({ title: '公众账号或小程序 AppID' }),
  merchantSerial: z.string().min(1).max(64).meta({ title: '商户 API 证书序列号' }),
  merchantPrivateKey: z
    .string()
    .min(1)
    .meta({ title: '商户 API 私钥（PEM, PKCS#8）', writeOnly: true, format: 'multiline' }),
  apiV3Key: z
    .string()
    .regex(/^[\x21-\x7e]{32}$/)
    .meta({ title: 'APIv3 密钥（32 个字符）', writeOnly: true }),
  platformSerial: z.string().min(1).max(64).meta({ title: '平台证书序列号或 PUB_KEY_ID_…' }),
  platformPublicKey: z.string().min(1).meta({ title: '微信支付公钥或平台证书（PEM）', format: 'multiline' }),
  switches: switchesSchema.optional().meta({ title: '未经确认的协议事实' }),
})

export interface Switches {
  readonly notFoundCodes: readonly string[]
  readonly closeCodes: Readonly<Record<string, 'closed' | 'paid' | 'pending'>>
  readonly notReadyCodes: readonly string[]
  readonly probePrefix: string
  readonly fundFlow: boolean
  readonly paymentAmountColumn: string
}

/** The configuration with its keys parsed once: parsing PEM on every call would cost more than the signature. */
export interface Merchant {
  readonly baseUrl: string
  readonly mchid: string
  readonly appid: string
  readonly merchantSerial: string
  readonly privateKey: KeyObject
  readonly apiV3Key: Buffer
  readonly platformSerial: string
  readonly platformKey: KeyObject
  readonly switches: Switches
}

/** @throws RefusalError CHANNEL_BAD_CONFIG with the field as place; key material never appears in the message. */
export function readConfig(config: unknown): Merchant {
  const parsed = configSchema.safeParse(config)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw badConfig(issue!.path.join('.') || '(config)', issue!.message)
  }
  const { merchantPrivateKey, platformPublicKey, apiV3Key, switches, ...plain } = parsed.data
  return {
    ...plain,
    apiV3Key: Buffer.from(apiV3Key, 'utf8'),
    privateKey: readKey('merchantPrivateKey', () => createPrivateKey(merchantPrivateKey)),
    // createPublicKey also takes an X.509 certificate, so 平台证书 and 微信支付公钥 need no switch
    platformKey: readKey('platformPublicKey', () => createPublicKey(platformPublicKey)),
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
    message: `WeChat Pay configuration: ${field} ${sentence}`,
    place: field,
  })
}
