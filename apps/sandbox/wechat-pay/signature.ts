import type { SandboxRequest } from '../core/http.ts'
import { signRsa, verifyRsa } from '../core/rsa.ts'
import type { Settings } from '../core/settings.ts'
import { ALPHANUMERIC, randomText, type World } from '../core/world.ts'
import { ApiError } from './api-error.ts'
import type { Merchant, Merchants, Platform } from './merchants.ts'

const SCHEME = 'WECHATPAY2-SHA256-RSA2048 '

/**
 * Who sent this, proven by the merchant's key over method, target, timestamp, nonce and body (wechat-pay.md §1.1).
 * @param toleranceSeconds see Settings.requestToleranceSeconds
 * @throws ApiError SIGN_ERROR
 */
export function authenticate(
  request: SandboxRequest,
  merchants: Merchants,
  now: Date,
  toleranceSeconds: number | null,
): Merchant {
  const fields = readAuthorization(request.headers.authorization)
  const merchant = merchants.find(fields.mchid)
  if (merchant === null) throw new ApiError('SIGN_ERROR', `商户号 ${fields.mchid} 未开户`, 'mchid')
  if (merchant.serial !== fields.serial) throw new ApiError('SIGN_ERROR', '商户证书序列号有误', 'serial_no')
  const offBy = Math.abs(now.getTime() / 1000 - Number(fields.timestamp))
  if (toleranceSeconds !== null && !(offBy <= toleranceSeconds))
    throw new ApiError('SIGN_ERROR', `时间戳与平台时间相差超过 ${toleranceSeconds} 秒`, 'timestamp')
  const target = request.query === '' ? request.path : `${request.path}?${request.query}`
  const text = `${request.method}\n${target}\n${fields.timestamp}\n${fields.nonce}\n${request.body}\n`
  if (!verifyRsa(text, fields.signature, merchant.verifyKey)) throw new ApiError('SIGN_ERROR', '签名错误', 'signature')
  return merchant
}

function readAuthorization(
  header: string | undefined,
): Record<'mchid' | 'serial' | 'timestamp' | 'nonce' | 'signature', string> {
  if (header === undefined || !header.startsWith(SCHEME))
    throw new ApiError('SIGN_ERROR', 'Http头Authorization值格式错误')
  const fields = new Map<string, string>()
  for (const [, name, value] of header.slice(SCHEME.length).matchAll(/(\w+)="([^"]*)"/g)) fields.set(name!, value!)
  const need = (name: string): string => {
    const value = fields.get(name)
    if (value === undefined || value === '') throw new ApiError('SIGN_ERROR', `Authorization 缺少 ${name}`, name)
    return value
  }
  return {
    mchid: need('mchid'),
    serial: need('serial_no'),
    timestamp: need('timestamp'),
    nonce: need('nonce_str'),
    signature: need('signature'),
  }
}

export interface SigningOptions {
  readonly platform: Platform
  /** names the key the receiver must look up: a certificate serial or PUB_KEY_ID_… */
  readonly serial: string
  /** fault bad-signature: signs other text than is sent, and puts this prefix before the signature; null = truly */
  readonly wrongPrefix: string | null
}

/** The four Wechatpay-* headers over `timestamp\nnonce\nbody\n` (wechat-pay.md §1.2). */
export function signedHeaders(world: World, body: string, options: SigningOptions): Record<string, string> {
  const timestamp = Math.floor(world.now().getTime() / 1000).toString()
  const nonce = randomText(world, 32, ALPHANUMERIC)
  const text = `${timestamp}\n${nonce}\n${options.wrongPrefix === null ? body : `${body} `}\n`
  return {
    'Wechatpay-Timestamp': timestamp,
    'Wechatpay-Nonce': nonce,
    'Wechatpay-Serial': options.serial,
    'Wechatpay-Signature': `${options.wrongPrefix ?? ''}${signRsa(text, options.platform.key)}`,
  }
}

export const wrongPrefix = (deps: { readonly settings: Settings }, wrongly: boolean): string | null =>
  wrongly ? deps.settings.wechatWrongSignaturePrefix : null

/** The key the merchant verifies with: named in its request, else the form its account was opened with. */
export function answerSerial(merchant: Merchant, platform: Platform, asked: string | undefined): string {
  if (asked === platform.publicKeyId || asked === platform.serial) return asked
  return merchant.keyForm === 'certificate' ? platform.serial : platform.publicKeyId
}
