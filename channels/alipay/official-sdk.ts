import type { KeyObject } from 'node:crypto'
import { createRequire } from 'node:module'
import { Socket } from 'node:net'
import type * as Kit from 'alipay-sdk'
import { chinaDateTime } from '../../domain/identity/clock.ts'
import type { Call } from './map-request.ts'

/** The vendor's class, loaded with this module and not at the first payment: loading takes a fifth of a second. */
export const AlipaySdk = loadContained()

/** What the channel takes from the SDK: it builds, signs and checks. It neither sends nor tells the time here. */
export interface OfficialSdk {
  /** every parameter of a call with its signature, names as on the wire */
  signedParameters(call: Call, now: Date): URLSearchParams
  /** the signed address of a payment page, for the payer's browser */
  pageUrl(call: Call, now: Date): string
  /** false for anything but Alipay's RSA2 signature (Base64) over exactly this text */
  isSigned(text: string, signature: unknown): boolean
  /** false unless Alipay signed this form, decoded once; the caller has agreed to its sign_type */
  isNotificationSigned(form: Readonly<Record<string, string>>): boolean
}

export interface SdkAccount {
  readonly gateway: string
  readonly appId: string
  readonly privateKey: KeyObject
  readonly alipayKey: KeyObject
}

export function openSdk({ gateway, appId, privateKey, alipayKey }: SdkAccount): OfficialSdk {
  const sdk = new AlipaySdk({
    gateway,
    appId,
    keyType: 'PKCS8',
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().trim(),
    alipayPublicKey: alipayKey.export({ type: 'spki', format: 'pem' }).toString().trim(),
  })
  // it wants PEM and hands it to node:crypto at every call, which parses it again: a third of the time of a signature
  Object.assign(sdk.config, { privateKey, alipayPublicKey: alipayKey })
  return {
    // biz_content has its wire names already: the SDK's renaming would touch keys that a caller chose
    signedParameters: (call, now) =>
      new URLSearchParams(sdk.sdkExecute(call.method, parametersOf(call, now), { bizContentAutoSnakeCase: false })),
    pageUrl: (call, now) => sdk.pageExecute(call.method, 'GET', parametersOf(call, now)),
    isSigned: (text, signature) => typeof signature === 'string' && sdk.rsaCheck(text, signature, 'RSA2'),
    // facts 1.1 sign the non-empty parameters, the SDK checks all it is given: a genuine form of either reading is heard
    isNotificationSigned: (form) => [filled(form), form].some((reading) => sdk.checkNotifySignV2(reading)),
  }
}

/** `timestamp` replaces the SDK's own, which is the machine's clock in the machine's time zone; the gateway's is China's. */
const parametersOf = ({ content, notifyUrl, returnUrl }: Call, now: Date) => ({
  format: 'JSON',
  timestamp: chinaDateTime(now),
  ...(notifyUrl ? { notifyUrl } : {}),
  ...(returnUrl ? { returnUrl } : {}),
  bizContent: content,
})

const filled = (form: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(form).filter(([, value]) => value !== ''))

/**
 * Loading the SDK changes the process it is loaded into, and all three changes end here. Its HTTP library lays an own
 * `destroy` over every socket, and two sockets destroyed with one error then throw "Cannot redefine property", which was
 * seen to end a run. Its undici takes over the global `fetch` when Node has not set that up yet. Its tslib writes its
 * helpers into the global scope. `require`, unlike `import`, gives nobody a turn between the change and its end.
 */
function loadContained() {
  const destroy = Object.getOwnPropertyDescriptor(Socket.prototype, 'destroy')
  const names = new Set(Object.getOwnPropertyNames(globalThis))
  // looking at one of its classes makes Node set up its own fetch, so that the place is taken
  Reflect.get(globalThis, 'Response')
  const kit = createRequire(import.meta.url)('alipay-sdk') as typeof Kit
  if (destroy) Object.defineProperty(Socket.prototype, 'destroy', destroy)
  else Reflect.deleteProperty(Socket.prototype, 'destroy')
  for (const name of Object.getOwnPropertyNames(globalThis))
    if (!names.has(name)) Reflect.deleteProperty(globalThis, name)
  return kit.AlipaySdk
}
