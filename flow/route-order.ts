import { RefusalError } from '../domain/identity/refusal.ts'
import type { OrderFile } from '../domain/order/draft.ts'
import type { World } from './world.ts'

interface RoutedChoice {
  readonly channel: string
  readonly product: string
  readonly payerId?: string
  readonly clientIp?: string
}

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

/**
 * A chosen wallet must exist, offer the product, be told what the product needs, and not be down.
 * @throws RefusalError CHANNEL_UNKNOWN, PRODUCT_UNKNOWN, PRODUCT_NEEDS_MORE, CHANNEL_DOWN
 */
export async function routeOrder(
  world: World,
  file: OrderFile,
  payment: { readonly choices: readonly RoutedChoice[] },
): Promise<void> {
  const wallets = await world.channels.wallets(file.order.institutionId)
  for (const [index, choice] of payment.choices.entries()) {
    const manifest = wallets.find((one) => one.manifest.name === choice.channel)?.manifest
    if (!manifest) throw refuse('CHANNEL_UNKNOWN', `本机构未开通支付渠道 ${choice.channel}`)
    if (!manifest.products?.includes(choice.product))
      throw refuse('PRODUCT_UNKNOWN', `${manifest.title.zh}不支持支付方式 ${choice.product}`)
    const missing = manifest.productNeeds?.[choice.product]?.find((field) => !choice[field])
    if (missing)
      throw refuse('PRODUCT_NEEDS_MORE', `${manifest.title.zh}的 ${choice.product} 需要 ${missing}`, {
        retrySameKey: true,
        place: `choices[${index}].${missing}`,
      })
    if (world.health(choice.channel) === 'down')
      throw refuse('CHANNEL_DOWN', `${manifest.title.zh}暂时不可用，请选择其他方式`, { retrySameKey: true })
  }
}

const refuse = (code: string, message: string, more: { retrySameKey?: boolean; place?: string } = {}): RefusalError =>
  new RefusalError({ code, stage: 'routing', moneyMoved: 'none', retrySameKey: false, message, ...more })
