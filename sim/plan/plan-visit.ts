import type { SeededRandom } from '@medsettle/seeded'
import type { BillJson } from '../../domain/bill/bill-input.ts'
import type { Wallet } from './faults.ts'
import type { Scene } from './scenes.ts'

/** What the patient, or the hospital for them, does with the payment link. */
export type Conduct = 'pays' | 'abandons' | 'switches' | 'paysLate' | 'cancels' | 'paysOldCode'

export interface WalletWish {
  readonly channel: Wallet
  readonly product: string
}

/** One patient, one bill, and everything they will try; times in ms. */
export interface VisitPlan {
  readonly clinic: number
  /** after the beginning of the seed's first China day */
  readonly startsAt: number
  readonly bill: BillJson
  readonly conduct: Conduct
  readonly wallet: WalletWish
  /** pays half with the wallet and half with this one */
  readonly second: WalletWish | null
  /** from the amounts to the choice of a wallet */
  readonly hesitatesMs: number
  /** from the code to the payer's thumb */
  readonly payAfterMs: number
  /** presses every button twice */
  readonly doubleClicks: boolean
  /** each refund: how long after the payment was meant to be done, and how much */
  readonly refunds: readonly { readonly afterMs: number; readonly share: 'whole' | 'part' }[]
  /** comes back when the order was closed or reversed, and pays after all */
  readonly returns: boolean
  /** no notification about this visit arrives */
  readonly unheard: boolean
}

const MINUTE = 60_000
const CONDUCTS: readonly Conduct[] = [
  ...Array<Conduct>(16).fill('pays'),
  'abandons',
  'switches',
  'switches',
  'paysLate',
  'cancels',
  'paysOldCode',
]

export interface VisitCircumstances {
  readonly clinic: number
  readonly startsAt: number
  readonly bill: BillJson
  /** refunds may also be wanted the next morning, ms after the visit's start */
  readonly nextMorning: number
  readonly scene: Scene | null
}

export function planVisit(random: SeededRandom, at: VisitCircumstances): VisitPlan {
  const wallet = planWallet(random)
  const conduct = at.scene?.conduct ?? random.pick(CONDUCTS)
  return {
    clinic: at.clinic,
    startsAt: at.startsAt,
    bill: at.bill,
    conduct,
    wallet: at.scene ? { channel: wallet.channel, product: 'native' } : wallet,
    second: !at.scene && random.happens(0.1) ? { channel: other(wallet.channel), product: 'native' } : null,
    hesitatesMs: hesitation(random, at.scene),
    payAfterMs: conduct === 'paysLate' ? random.between(27 * MINUTE, 31 * MINUTE) : random.between(2_000, 4 * MINUTE),
    doubleClicks: random.happens(0.2),
    refunds: at.scene ? sceneRefunds(at.scene) : planRefunds(random, at.nextMorning),
    returns: random.happens(0.3),
    unheard: at.scene?.unheard ?? random.happens(0.1),
  }
}

function hesitation(random: SeededRandom, scene: Scene | null): number {
  if (scene?.overtaken || random.happens(0.05)) return random.between(8 * MINUTE, 15 * MINUTE)
  return random.between(2_000, 40_000)
}

function planWallet(random: SeededRandom): WalletWish {
  const channel = random.pick(['wechat-pay', 'alipay'] as const)
  const products = channel === 'wechat-pay' ? ['native', 'native', 'jsapi', 'h5'] : ['native', 'native', 'h5']
  return { channel, product: random.pick(products) }
}

export const other = (channel: Wallet): Wallet => (channel === 'alipay' ? 'wechat-pay' : 'alipay')

const sceneRefunds = ({ refund }: Scene): VisitPlan['refunds'] =>
  refund === 'none' ? [] : [{ afterMs: 10 * MINUTE, share: refund }]

function planRefunds(random: SeededRandom, nextMorning: number): VisitPlan['refunds'] {
  if (!random.happens(0.3)) return []
  const afterMs = random.happens(0.3) ? nextMorning : random.between(5, 50) * MINUTE
  const first = { afterMs, share: random.happens(0.5) ? ('whole' as const) : ('part' as const) }
  return random.happens(0.3) ? [first, { afterMs: afterMs + random.between(0, 20) * MINUTE, share: 'whole' }] : [first]
}
