import { z } from 'zod'
import { RefusalError } from '../../domain/identity/refusal.ts'
import manifest from './manifest.json' with { type: 'json' }

/** Overrides of `manifest.switches`: facts marked [R], changed per province without touching code. */
export interface Switches {
  readonly negativeIsRefusal: readonly string[]
  readonly notFoundCodes: readonly string[]
  readonly negativeQueryIsNotFound: boolean
  readonly negativeReversalIsNothing: boolean
  readonly notReadyCodes: readonly string[]
  readonly negativeReconciliationIsNotReady: boolean
  readonly personalSettlementWay: string
  readonly hospitalApproval: string
  readonly category: string | null
  readonly clearingType: string
  readonly insuranceTypes: readonly string[]
  readonly totalsOfRefunds: 'net' | 'separate'
  readonly refundFlag: { readonly refund: string; readonly payment: string }
  readonly refundAmounts: 'negative' | 'positive'
  readonly blankFundRows: 'zero' | 'skip'
  readonly mobileSuccessCodes: readonly string[]
  readonly mobileFeeType: string
  readonly mobileIdType: string
  readonly mobileRefundType: 'ALL' | 'HI'
}

const texts = z.array(z.string())

/** A switch that nobody knows is a spelling mistake that would silently leave the default in force: refused. */
const switchesSchema: z.ZodType<Partial<Switches>> = z
  .strictObject({
    negativeIsRefusal: texts,
    notFoundCodes: texts,
    negativeQueryIsNotFound: z.boolean(),
    negativeReversalIsNothing: z.boolean(),
    notReadyCodes: texts,
    negativeReconciliationIsNotReady: z.boolean(),
    personalSettlementWay: z.string(),
    hospitalApproval: z.string(),
    category: z.string().nullable(),
    clearingType: z.string(),
    insuranceTypes: texts,
    totalsOfRefunds: z.enum(['net', 'separate']),
    refundFlag: z.strictObject({ refund: z.string(), payment: z.string() }),
    refundAmounts: z.enum(['negative', 'positive']),
    blankFundRows: z.enum(['zero', 'skip']),
    mobileSuccessCodes: texts,
    mobileFeeType: z.string(),
    mobileIdType: z.string(),
    mobileRefundType: z.enum(['ALL', 'HI']),
  })
  .partial() as z.ZodType<Partial<Switches>>

export interface NhsaConfig {
  readonly baseUrl: string
  readonly product: 'his' | 'mobile'
  readonly fixmedinsCode: string
  readonly fixmedinsName: string
  readonly hospitalLevel: '1' | '2' | '3'
  readonly mdtrtAreaAdmvs: string
  readonly recerSysCode: string
  readonly infver: string
  readonly opterType: string
  readonly opter: string
  readonly opterName: string
  readonly signNo?: string
  readonly paasId: string
  readonly token: string
  readonly headerScheme: 'x-tif' | 'apikey'
  readonly hexCase: 'upper' | 'lower'
  readonly signType: 'none' | 'SM3' | 'SM2'
  readonly cainfoPrivateKey?: string
  readonly familyAccountInside: boolean
  readonly mobile?: MobileConfig
  readonly statement: { readonly separator: string; readonly header: boolean; readonly encoding: 'utf-8' | 'gbk' }
  readonly switches: Switches
}

export interface MobileConfig {
  readonly appId: string
  readonly appSecret: string
  readonly privateKey: string
  readonly platformPublicKey: string
  readonly userId: 'default' | 'appSecret'
  readonly signedData: 'ciphertext' | 'plaintext'
}

/** The manifest's own JSON Schema decides, so that the onboarding form and this check cannot drift apart. */
const schema = z.fromJSONSchema(manifest.configSchema as Parameters<typeof z.fromJSONSchema>[0])
const statementDefaults = { separator: '\t', header: false, encoding: 'utf-8' as const }

/** @throws RefusalError CHANNEL_BAD_CONFIG with the field as place; values never appear in the message */
export function readConfig(config: unknown): NhsaConfig {
  const parsed = schema.safeParse(config)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw badConfig(issue!.path.join('.') || '(config)', issue!.message)
  }
  const plain = parsed.data as Omit<NhsaConfig, 'switches'> & { switches?: unknown }
  const switches = switchesSchema.safeParse(plain.switches ?? {})
  if (!switches.success) {
    const [issue] = switches.error.issues
    throw badConfig(['switches', ...issue!.path].join('.'), issue!.message)
  }
  if (plain.product === 'mobile' && plain.mobile === undefined) throw badConfig('mobile', 'product mobile needs it')
  if (plain.signType === 'SM2' && plain.cainfoPrivateKey === undefined)
    throw badConfig('cainfoPrivateKey', 'signType SM2 needs it')
  return {
    ...plain,
    statement: { ...statementDefaults, ...plain.statement },
    switches: { ...defaultSwitches(), ...switches.data },
  }
}

function defaultSwitches(): Switches {
  const entries = Object.entries(manifest.switches).map(([name, { default: value }]) => [name, value])
  return Object.fromEntries(entries) as Switches
}

export function badConfig(field: string, sentence: string): RefusalError {
  return new RefusalError({
    code: 'CHANNEL_BAD_CONFIG',
    stage: 'request',
    moneyMoved: 'none',
    retrySameKey: true,
    message: `insurance platform configuration: ${field}: ${sentence}`,
    place: field,
  })
}
