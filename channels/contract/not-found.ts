import type { Manifest } from './channel.ts'

/** Does this code mean that the channel does not know our id? Listed in the manifest, because no protocol confirms it. */
export function isNotFound(manifest: Manifest, channelCode: string): boolean {
  const codes = manifest.switches?.notFoundCodes?.default
  return channelCode === 'HTTP_404' || (Array.isArray(codes) && codes.includes(channelCode))
}
