import { createHash } from 'node:crypto'

/** The scheme differs by province (facts 2): the common "TIF" gateway, or a bare api key. */
export interface GatewayCredentials {
  readonly scheme?: 'x-tif' | 'apikey'
  readonly paasId: string
  readonly token: string
  /** upper case in several public clients, lower case in others */
  readonly hexCase: 'upper' | 'lower'
}

/** Headers of one call. @param nonce a fresh random token */
export function gatewayHeaders(credentials: GatewayCredentials, at: Date, nonce: string): Record<string, string> {
  const json = { 'content-type': 'application/json; charset=utf-8' }
  if (credentials.scheme === 'apikey') return { ...json, apikey: credentials.token }
  const timestamp = String(Math.floor(at.getTime() / 1000))
  return {
    ...json,
    'x-tif-paasid': credentials.paasId,
    'x-tif-timestamp': timestamp,
    'x-tif-nonce': nonce,
    'x-tif-signature': gatewaySignature(credentials, timestamp, nonce),
  }
}

/** hex of SHA256(timestamp + token + nonce + timestamp), facts 2. @param timestamp Unix seconds as text */
export function gatewaySignature(
  credentials: Pick<GatewayCredentials, 'token' | 'hexCase'>,
  timestamp: string,
  nonce: string,
): string {
  const hex = createHash('sha256')
    .update(timestamp + credentials.token + nonce + timestamp)
    .digest('hex')
  return credentials.hexCase === 'upper' ? hex.toUpperCase() : hex
}
