import { type Fen, fen } from '@medsettle/money'
import type { AttemptId } from '../domain/identity/ids.ts'
import { type Refusal, RefusalError } from '../domain/identity/refusal.ts'
import { reserveCharge } from '../domain/ledger/post-order.ts'
import type { Heard } from '../domain/order/call.ts'
import { giveUp } from '../domain/order/decide.ts'
import {
  bookingOf,
  type Draft,
  intendAttempt,
  moveOrder,
  type OrderFile,
  progress,
  tell,
} from '../domain/order/draft.ts'
import { isOpen, type OrderStatus, STATUS_WORDS } from '../domain/order/order.ts'
import type { Step } from '../domain/order/step.ts'
import { planTenders } from '../domain/tender/plan-tenders.ts'
import { type Tender, walletTenders } from '../domain/tender/tender.ts'
import { advanceOrder } from './advance-order.ts'
import { refreshQuote } from './refresh-quote.ts'
import { routeOrder } from './route-order.ts'
import { screenOrder } from './screen-order.ts'
import type { World } from './world.ts'

/** How the patient wants to pay the self-pay part: one wallet for all of it, or amounts over several. */
export interface WalletChoice {
  readonly channel: string
  readonly product: string
  /** omitted: all that is left */
  readonly amount?: Fen
  readonly payerId?: string
  readonly clientIp?: string
  readonly returnUrl?: string
}

export interface Payment {
  readonly choices: readonly WalletChoice[]
  readonly stepUpConfirmed?: boolean
}

/**
 * Take the payment of a quoted order:
 * quote still true? → screen → route → plan the tenders → intend every leg → charge the wallets → settle with the insurer → complete.
 * Wallets come first, the insurer last (docs/decisions/0004-order-of-charge.md).
 * @throws RefusalError ORDER_NOT_PAYABLE, ORDER_EXPIRED, QUOTE_CHANGED, STEP_UP_NEEDED, RISK_BLOCKED, CHANNEL_DOWN, TENDER_…; no money moved
 */
export async function takePayment(world: World, file: OrderFile, payment: Payment): Promise<OrderFile> {
  refuseUnpayable(world, file)
  const [quoted, paidPrescriptions] = await Promise.all([
    refreshQuote(world, file),
    world.store.countPaidPrescriptions(file.order.billId),
  ])
  await screenOrder(world, quoted, { ...payment, paidPrescriptions })
  await routeOrder(world, quoted, payment)
  let isOurs = false
  const taken = await advanceOrder(world, quoted, {
    wish: (draft) => {
      isOurs = intendCharges(draft, payment)
    },
  })
  // the same tap twice is one payment; who wanted another wallet must hear that it is not the one being paid with
  if (!isOurs && !isSameWish(taken, payment)) refuseUnpayable(world, taken)
  return taken
}

function isSameWish({ attempts }: OrderFile, { choices }: Payment): boolean {
  const channels = attempts.filter((one) => one.act === 'charge' && one.leg === 'wallet').map((one) => one.channel)
  return choices.every((choice) => channels.includes(choice.channel))
}

/** A channel spoke by itself, or was asked: hear it and carry the order on. */
export function hearChannel(
  world: World,
  file: OrderFile,
  heard: Heard,
  notification?: Step['notification'],
): Promise<OrderFile> {
  return advanceOrder(world, file, { heard, ...(notification ? { notification } : {}) })
}

/** The patient wants another channel: the open wallet legs are closed at their channels first, then the order is quoted again. */
export function switchChannel(world: World, file: OrderFile): Promise<OrderFile> {
  if (file.order.status !== 'charging') return Promise.resolve(file)
  return advanceOrder(world, file, {
    wish: (draft) => {
      for (const attempt of draft.file.attempts) if (attempt.act === 'charge' && isOpen(attempt)) giveUp(draft, attempt)
    },
  })
}

function refuseUnpayable(world: World, { order }: OrderFile): void {
  if (order.status !== 'quoted')
    throw new RefusalError({
      ...refusal('ORDER_NOT_PAYABLE', `订单${STATUS_WORDS[order.status]}，不能再次发起支付`),
      moneyMoved: MOVED[order.status] ?? 'none',
    })
  if (Date.parse(order.expiresAt) <= world.surroundings.now().getTime())
    throw new RefusalError(refusal('ORDER_EXPIRED', '支付链接已过期，请重新获取账单'))
}

/** What the payer must know of money before trying otherwise. */
const MOVED: Partial<Record<OrderStatus, Refusal['moneyMoved']>> = {
  charging: 'unknown',
  reversing: 'unknown',
  paid: 'moved',
  partlyRefunded: 'moved',
  refunded: 'moved',
}

const refusal = (code: string, message: string): Refusal => ({
  code,
  stage: 'charge',
  moneyMoved: 'none',
  retrySameKey: false,
  message,
})

/** @returns false when somebody else was faster: this wish is void, the order goes its way */
function intendCharges(draft: Draft, payment: Payment): boolean {
  const { order } = draft.file
  if (order.status !== 'quoted') return false
  const plan = planTenders(order.state.adjudication, {
    insuranceChannel: order.state.insuranceChannel,
    wallets: payment.choices.map(({ channel, amount }) => ({ channel, ...(amount === undefined ? {} : { amount }) })),
  })
  moveOrder(draft, {
    status: 'charging',
    state: { plan, ...(payment.stepUpConfirmed ? { stepUpConfirmed: true } : {}) },
  })
  // the plan keeps the order of the choices, of which two may use one wallet
  const left = [...payment.choices]
  for (const tender of walletTenders(plan)) {
    const [choice] = left.splice(
      left.findIndex((one) => one.channel === tender.channel),
      1,
    )
    intendWallet(draft, tender, choice!)
  }
  if (walletTenders(plan).length > 0) progress(draft, 'walletWaiting', 'doing')
  tell(draft, 'order.charging')
  return true
}

function intendWallet(draft: Draft, tender: Tender, choice: WalletChoice): AttemptId {
  const { payerId, clientIp, returnUrl } = choice
  const attempt = intendAttempt(draft, {
    act: 'charge',
    leg: 'wallet',
    channel: tender.channel,
    amount: fen(tender.amount),
    detail: {
      tenderNos: [tender.tenderNo],
      product: choice.product,
      payer: {
        ...(payerId ? { payerId } : {}),
        ...(clientIp ? { clientIp } : {}),
        ...(returnUrl ? { returnUrl } : {}),
      },
    },
  })
  draft.transfers.push(...reserveCharge(bookingOf(draft), attempt.attemptId, [tender]))
  return attempt.attemptId
}
