import { GmCryptoError } from '@medsettle/gm-crypto'
import {
  createInputSigner,
  createMobileEnvelope,
  type InputSigner,
  type MobileEnvelope,
  NhsaError,
  type Sender,
} from '@medsettle/nhsa'
import type { ChannelIo, Manifest } from '../contract/channel.ts'
import { badConfig, type NhsaConfig, readConfig } from './config.ts'

/** Everything one connected institution calls the platform with. Keys are derived once, when it is connected. */
export interface Institution {
  readonly config: NhsaConfig
  readonly manifest: Manifest
  readonly io: ChannelIo
  readonly sender: Sender
  readonly signer: InputSigner
  readonly mobile: MobileEnvelope | null
}

/** @throws RefusalError CHANNEL_BAD_CONFIG */
export function openInstitution(raw: unknown, manifest: Manifest, io: ChannelIo): Institution {
  const config = readConfig(raw)
  return {
    config,
    manifest,
    io,
    sender: config,
    signer: withKeys('cainfoPrivateKey', () =>
      createInputSigner(config.signType, {
        token: config.token,
        ...(config.cainfoPrivateKey === undefined ? {} : { privateKey: config.cainfoPrivateKey }),
      }),
    ),
    mobile: config.mobile === undefined ? null : withKeys('mobile', () => lazyEnvelope(config)),
  }
}

/**
 * The table of the platform's public key takes tens of milliseconds to build; an institution that only settles at the
 * counter should not wait for it, so it is built with the first mobile call and then kept.
 */
function lazyEnvelope(config: NhsaConfig): MobileEnvelope {
  let envelope: MobileEnvelope | null = null
  const open = () => {
    envelope ??= createMobileEnvelope(config.mobile!)
    return envelope
  }
  if (config.product === 'mobile') open()
  return { seal: (content, at) => open().seal(content, at), open: (text) => open().open(text) }
}

function withKeys<T>(field: string, make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (error instanceof GmCryptoError || error instanceof NhsaError) throw badConfig(field, error.message)
    throw error
  }
}
