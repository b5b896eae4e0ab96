import type { CashierView, ChannelView } from '../view.ts'

/** `handheld`: the wallet lives on this very device; otherwise the patient's phone scans the screen. */
export type Device = 'handheld' | 'desktop'

const PREFERENCE: Record<Device, readonly string[]> = {
  handheld: ['h5', 'native'],
  desktop: ['native', 'h5'],
}

/**
 * The way to pay that fits the device, among those this page can show: `native` is a code, `h5` opens the wallet. The
 * others need a wallet's own login (jsapi, mini-program) and are another page's business.
 */
export function productsFor(channel: ChannelView, device: Device): readonly string[] {
  return PREFERENCE[device].filter((product) => channel.products.includes(product))
}

/** Wallets that can be offered on this device, the recommended one first, those in trouble last. */
export function offeredChannels(view: CashierView, device: Device): readonly ChannelView[] {
  const rank = (channel: ChannelView): number => (channel.healthy ? 0 : 2) + (channel.recommended ? 0 : 1)
  const payable = view.channels.filter((channel) => productsFor(channel, device).length > 0)
  // filter made the copy; toSorted is younger than the phones that must open this page
  return payable.sort((a, b) => rank(a) - rank(b))
}

const WALLET_SCHEMES = ['https:', 'http:', 'weixin:', 'alipays:', 'alipay:']

/** The address to open, or null when it is none a wallet would use: `javascript:` must not run in the cashier. */
export function walletUrl(url: string): string | null {
  try {
    const parsed = new URL(url)
    return WALLET_SCHEMES.includes(parsed.protocol) ? parsed.href : null
  } catch {
    return null
  }
}
