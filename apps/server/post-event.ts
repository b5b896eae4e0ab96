import type { PostEvent } from '../../flow/deliver-events.ts'

/** A receiver that has not answered by then is asked again later, ms. */
const TIMEOUT_MS = 10_000

/**
 * Sends one event over HTTP. The hospital's own network is where receivers live, so no address is forbidden but
 * everything that is not http(s); a redirect is not followed, because the signature was made for the address that was
 * registered.
 */
export const postEvent: PostEvent = async (url, { headers, body }) => {
  if (!/^https?:$/.test(new URL(url).protocol)) throw new Error('only http and https are spoken')
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal })
  await response.body?.cancel()
  return { status: response.status }
}
