import type { KeyObject } from 'node:crypto'
import type { SandboxRequest } from '../core/http.ts'
import { signRsa, verifyRsa } from '../core/rsa.ts'
import { ALPHANUMERIC, randomText, type World } from '../core/world.ts'
import type { Account, Accounts } from './accounts.ts'
import { AlipayRefusal } from './refusal.ts'

/**
 * The text under a v2 signature: non-empty parameters sorted by name, raw, joined by `&` (alipay.md §1.1 [C]).
 * @param without `sign` in requests; `sign` and `sign_type` in notifications
 */
export function signedText(parameters: Readonly<Record<string, string>>, without: readonly string[]): string {
  return Object.keys(parameters)
    .filter((name) => parameters[name] !== '' && !without.includes(name))
    .sort()
    .map((name) => `${name}=${parameters[name]}`)
    .join('&')
}

const badSignature = (message: string) => new AlipayRefusal('40002', 'isv.invalid-signature', message)

/** @throws AlipayRefusal isv.invalid-app-id, isv.invalid-signature */
export function authenticateGateway(parameters: Readonly<Record<string, string>>, accounts: Accounts): Account {
  const account = accounts.find(parameters.app_id ?? '')
  if (account === null) throw new AlipayRefusal('40002', 'isv.invalid-app-id', '无效的AppID参数')
  if (parameters.sign_type !== 'RSA2')
    throw new AlipayRefusal('40002', 'isv.invalid-signature-type', '签名类型只支持 RSA2')
  if (!verifyRsa(signedText(parameters, ['sign']), parameters.sign ?? '', account.verifyKey))
    throw badSignature('验签出错，请确认 charset、参数顺序与应用私钥')
  return account
}

const SCHEME = 'ALIPAY-SHA256withRSA '

/** v3: `authString\nMETHOD\nURI\nBODY\n[app_auth_token\n]` (alipay.md §2 [C]). @throws AlipayRefusal */
export function authenticateRest(request: SandboxRequest, accounts: Accounts): Account {
  const header = request.headers.authorization ?? ''
  const [authString, signature] = splitSign(header.startsWith(SCHEME) ? header.slice(SCHEME.length) : '')
  const account = accounts.find(/(?:^|,)app_id=([^,]*)/.exec(authString)?.[1] ?? '')
  if (account === null) throw new AlipayRefusal('40002', 'invalid-app-id', '无效的AppID参数')
  const target = request.query === '' ? request.path : `${request.path}?${request.query}`
  const token = request.headers['alipay-app-auth-token']
  const text = `${authString}\n${request.method}\n${target}\n${request.body}\n${token === undefined ? '' : `${token}\n`}`
  if (!verifyRsa(text, signature, account.verifyKey)) throw badSignature('验签出错')
  return account
}

function splitSign(authorization: string): [string, string] {
  const at = authorization.lastIndexOf(',sign=')
  return at < 0 ? [authorization, ''] : [authorization.slice(0, at), authorization.slice(at + ',sign='.length)]
}

/** @param wrongly fault bad-signature: signs other text than is sent */
export const signAs = (key: KeyObject, text: string, wrongly: boolean): string =>
  signRsa(wrongly ? `${text} ` : text, key)

/** alipay-timestamp, alipay-nonce, alipay-signature over `timestamp\nnonce\nbody\n` */
export function restHeaders(world: World, key: KeyObject, body: string, wrongly: boolean): Record<string, string> {
  const timestamp = world.now().getTime().toString()
  const nonce = randomText(world, 32, ALPHANUMERIC)
  return {
    'alipay-timestamp': timestamp,
    'alipay-nonce': nonce,
    'alipay-signature': signAs(key, `${timestamp}\n${nonce}\n${body}\n`, wrongly),
  }
}
