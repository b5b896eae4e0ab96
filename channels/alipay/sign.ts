import { type KeyObject, sign, verify } from 'node:crypto'

export type Parameters = Readonly<Record<string, string>>

/**
 * `k=v` of all non-empty parameters, sorted by key, joined by `&`, values raw and not URL-encoded. `sign` is never part
 * of it; `sign_type` is part of it in requests and not in notifications (facts 1.1, 7.1).
 */
export function textToSign(parameters: Parameters, kind: 'request' | 'notification'): string {
  const left = kind === 'request' ? ['sign'] : ['sign', 'sign_type']
  return Object.keys(parameters)
    .filter((name) => !left.includes(name) && parameters[name] !== '')
    .sort()
    .map((name) => `${name}=${parameters[name]}`)
    .join('&')
}

/** RSA2: SHA256withRSA, Base64. */
export function signRequest(parameters: Parameters, key: KeyObject): string {
  return sign('sha256', Buffer.from(textToSign(parameters, 'request'), 'utf8'), key).toString('base64')
}

/** False for anything but a good RSA2 signature of Alipay over exactly this text. */
export function isSigned(text: string, signature: unknown, key: KeyObject): boolean {
  if (typeof signature !== 'string' || signature === '') return false
  return verify('sha256', Buffer.from(text, 'utf8'), key, Buffer.from(signature, 'base64'))
}
