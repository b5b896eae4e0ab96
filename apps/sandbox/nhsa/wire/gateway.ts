import { createHash, timingSafeEqual } from 'node:crypto'
import type { Books } from '../books/books.ts'
import type { Institution } from '../books/institution.ts'
import { PlatformRefusal } from '../refusal.ts'

type Headers = Readonly<Record<string, string | undefined>>

/**
 * The TIF headers of nhsa.md §2: whose request it is, proven by `SHA256(timestamp + token + nonce + timestamp)` in the
 * institution's hex case. @param now sandbox clock @param toleranceSeconds null = age is not looked at
 * @throws PlatformRefusal GATEWAY_REFUSED, GATEWAY_STALE
 */
export function checkGateway(books: Books, headers: Headers, now: Date, toleranceSeconds: number | null): Institution {
  const institution = books.byPaasId.get(headers['x-tif-paasid'] ?? '')
  if (!institution) throw new PlatformRefusal('GATEWAY_REFUSED', 'x-tif-paasid', '应用未登记')
  const timestamp = headers['x-tif-timestamp'] ?? ''
  const nonce = headers['x-tif-nonce'] ?? ''
  if (!/^\d{10}$/.test(timestamp)) throw new PlatformRefusal('GATEWAY_REFUSED', 'x-tif-timestamp', '应为秒级时间戳')
  if (nonce === '') throw new PlatformRefusal('GATEWAY_REFUSED', 'x-tif-nonce', '随机串为空')
  const expected = tifSignature(institution, timestamp, nonce)
  if (!equalTexts(headers['x-tif-signature'] ?? '', expected))
    throw new PlatformRefusal('GATEWAY_REFUSED', 'x-tif-signature', '签名不符')
  const age = Math.abs(now.getTime() / 1000 - Number(timestamp))
  if (toleranceSeconds !== null && age > toleranceSeconds)
    throw new PlatformRefusal('GATEWAY_STALE', 'x-tif-timestamp', `时间戳与平台时间相差超过 ${toleranceSeconds} 秒`)
  return institution
}

function tifSignature(of: Institution, timestamp: string, nonce: string): string {
  const hex = createHash('sha256').update(`${timestamp}${of.token}${nonce}${timestamp}`).digest('hex')
  return of.hexCase === 'upper' ? hex.toUpperCase() : hex
}

function equalTexts(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}
