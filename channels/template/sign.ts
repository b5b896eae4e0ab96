import { createHmac, timingSafeEqual } from 'node:crypto'

const TOLERANCE_MS = 300_000

/** HMAC-SHA256 over the parts, one line each, as hex. Requests sign method, path, time, body; answers sign time, body. */
export function seal(secret: string, ...parts: readonly string[]): string {
  return createHmac('sha256', secret).update(parts.join('\n'), 'utf8').digest('hex')
}

/** Signed by the wallet, and not more than 300 s away from our clock. */
export function authenticate(secret: string, signed: Signed, now: Date): 'genuine' | 'stale' | 'forged' {
  const expected = Buffer.from(seal(secret, signed.time, signed.body), 'utf8')
  const given = Buffer.from(signed.signature, 'utf8')
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) return 'forged'
  return Math.abs(now.getTime() - Date.parse(signed.time)) <= TOLERANCE_MS ? 'genuine' : 'stale'
}

export interface Signed {
  /** ISO instant */
  readonly time: string
  readonly signature: string
  readonly body: string
}
