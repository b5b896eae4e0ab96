import { describe, expect, it } from 'vitest'
import { signEvent, triedForMs, waitAfterMs } from './deliver-events.ts'

/** Would catch: a schedule that gives up in the night, and a signature receivers cannot check. */
describe('the schedule of retries', () => {
  it.each([
    [1, 1],
    [2, 2],
    [3, 4],
    [12, 2048],
    [13, 3600],
    [1000, 3600],
  ])('after failure %i waits %i s', (tries, seconds) => expect(waitAfterMs(tries)).toBe(seconds * 1000))

  it('lasts a day, not less and not two', () => {
    const day = 24 * 3600_000
    const last = Array.from({ length: 100 }, (_, index) => index + 1).find((tries) => triedForMs(tries) >= day)
    expect(last).toBe(36)
    expect(triedForMs(36)).toBeLessThan(day + 3600_000)
  })
})

describe('the signature', () => {
  it('is hex HMAC-SHA256 over timestamp, dot and body', () => {
    // printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac whsec_test
    const signature = signEvent('whsec_test', '1700000000', '{"a":1}')
    expect(signature).toBe('v1=38877139021993b830af32feea6e18a8da83eb2f6e49ee50bd9e4cf4ca4d3789')
  })
})
