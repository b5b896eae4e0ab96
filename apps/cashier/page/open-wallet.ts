import { walletUrl } from '../session/choose-product.ts'
import type { PresentationView } from '../view.ts'

/** What the wallets' own browsers put into the page. */
interface WalletBridges {
  readonly WeixinJSBridge?: { invoke(name: string, parameters: object, done: () => void): void }
  readonly AlipayJSBridge?: { call(name: string, parameters: object, done: () => void): void }
}

const nothing = (): void => {}

/** Can `openWallet` do anything with this presentation in this browser? */
export function canOpenWallet(presentation: PresentationView): boolean {
  if (presentation.kind === 'redirect') return walletUrl(presentation.url) !== null
  if (presentation.kind === 'qr') return false
  const bridges = window as unknown as WalletBridges
  return Boolean(bridges.WeixinJSBridge ?? bridges.AlipayJSBridge)
}

/**
 * Leaves for the wallet. What the wallet says on return is never believed (it may be closed, or lie): the server is asked.
 */
export function openWallet(presentation: PresentationView): void {
  if (presentation.kind === 'redirect') {
    const url = walletUrl(presentation.url)
    if (url) window.location.assign(url)
  } else if (presentation.kind === 'script') {
    const bridges = window as unknown as WalletBridges
    if (bridges.WeixinJSBridge) bridges.WeixinJSBridge.invoke('getBrandWCPayRequest', presentation.parameters, nothing)
    else bridges.AlipayJSBridge?.call('tradePay', presentation.parameters, nothing)
  }
}
