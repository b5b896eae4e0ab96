import { RefusalError } from '../domain/identity/refusal.ts'
import type { OrderFile } from '../domain/order/draft.ts'
import type { World } from './world.ts'

/** Wallets in the order in which they are recommended to the payer of this order. */
export async function recommendWallets(
  world: World,
  file: OrderFile,
  preferred: string | null,
): Promise<readonly string[]> {
  const wallets = await world.channels.wallets(file.order.institutionId)
  return world.rules.route({
    preferred,
    scene: 'outpatient',
    cashFen: file.order.state.adjudication.cash,
    wallets: wallets.map(({ manifest }) => ({ channel: manifest.name, health: world.health(manifest.name) })),
  })
}

/** A chosen wallet must exist, offer the product and not be down. @throws RefusalError CHANNEL_UNKNOWN, PRODUCT_UNKNOWN, CHANNEL_DOWN */
export async function routeOrder(
  world: World,
  file: OrderFile,
  payment: { readonly choices: readonly { readonly channel: string; readonly product: string }[] },
): Promise<void> {
  const wallets = await world.channels.wallets(file.order.institutionId)
  for (const choice of payment.choices) {
    const manifest = wallets.find((one) => one.manifest.name === choice.channel)?.manifest
    if (!manifest) throw refuse('CHANNEL_UNKNOWN', `本机构未开通支付渠道 ${choice.channel}`)
    if (!manifest.products?.includes(choice.product))
      throw refuse('PRODUCT_UNKNOWN', `${manifest.title.zh}不支持支付方式 ${choice.product}`)
    if (world.health(choice.channel) === 'down')
      throw refuse('CHANNEL_DOWN', `${manifest.title.zh}暂时不可用，请选择其他方式`, true)
  }
}

const refuse = (code: string, message: string, retrySameKey = false): RefusalError =>
  new RefusalError({ code, stage: 'routing', moneyMoved: 'none', retrySameKey, message })
