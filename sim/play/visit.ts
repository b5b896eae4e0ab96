import { type Fen, fen } from '@medsettle/money'
import { readBill } from '../../domain/bill/read-bill.ts'
import type { RefundId } from '../../domain/identity/ids.ts'
import type { OrderFile } from '../../domain/order/draft.ts'
import type { Attempt } from '../../domain/order/order.ts'
import { cancelOrder } from '../../flow/cancel-order.ts'
import { giveRefund } from '../../flow/give-refund.ts'
import { quoteBill } from '../../flow/quote-bill.ts'
import { retryRefund } from '../../flow/retry-refund.ts'
import { switchChannel, takePayment, type WalletChoice } from '../../flow/take-payment.ts'
import { other, type VisitPlan, type WalletWish } from '../plan/plan-visit.ts'
import { count, letLive, now, remember, type SeedRun } from './seed-run.ts'

/** A patient on the way through their plan. Each step finds the order as it is and may be taken again after a death. */
interface Visit {
  readonly run: SeedRun
  readonly plan: VisitPlan
  orderId: string | null
  wallet: WalletWish
  /** the first code the patient saw */
  oldCode: Attempt | null
  quotes: number
  payments: number
  confirmations: number
  switches: number
}

const SECOND = 1000
const MINUTE = 60 * SECOND

/** Puts a visit on the timeline. */
export function planVisitOnto(run: SeedRun, plan: VisitPlan, dayStart: number): void {
  const visit: Visit = {
    run,
    plan,
    orderId: null,
    wallet: plan.wallet,
    oldCode: null,
    quotes: 0,
    payments: 0,
    confirmations: 0,
    switches: 0,
  }
  const startsAt = dayStart + plan.startsAt
  run.timeline.add(startsAt, () => quote(visit))
  plan.refunds.forEach(({ afterMs, share }, index) => {
    run.timeline.add(startsAt + plan.payAfterMs + afterMs, () => refund(visit, share, index))
  })
  if (plan.returns) run.timeline.add(startsAt + 45 * MINUTE, () => comeBack(visit))
}

function later({ run }: Visit, ms: number, step: () => Promise<void>): void {
  run.timeline.add(now(run) + ms, step)
}

const fileOf = async ({ run, plan, orderId }: Visit): Promise<OrderFile | null> =>
  orderId === null ? null : run.world(plan.clinic).store.order(orderId)

/** Twice when this patient presses every button twice; the second answer must not differ from the first. */
async function press<T>(visit: Visit, work: () => Promise<T>) {
  const fate = await letLive(visit.run, work)
  return visit.plan.doubleClicks && 'answer' in fate ? letLive(visit.run, work) : fate
}

const MOST_QUOTES = 6

async function quote(visit: Visit): Promise<void> {
  const { run, plan } = visit
  if (++visit.quotes > MOST_QUOTES) return count(run, 'visits given up')
  const { institution } = run.clinics[plan.clinic]!
  const input = readBill(plan.bill)
  const fate = await press(visit, () => quoteBill(run.world(plan.clinic), institution, input))
  if ('died' in fate) return later(visit, 5 * SECOND, () => quote(visit))
  if ('refused' in fate)
    return fate.refused.refusal.retrySameKey ? later(visit, 30 * SECOND, () => quote(visit)) : undefined
  visit.orderId = fate.answer.order.orderId
  later(visit, plan.hesitatesMs, () => pay(visit))
}

const MOST_PAYMENTS = 6

async function pay(visit: Visit): Promise<void> {
  const { run, plan } = visit
  const file = await fileOf(visit)
  if (file?.order.status === 'quoted') {
    if (++visit.payments > MOST_PAYMENTS) return count(run, 'visits given up')
    const payment = { choices: choicesFor(visit, file), stepUpConfirmed: true }
    const fate = await letLive(run, () => takePayment(run.world(plan.clinic), file, payment))
    if ('answer' in fate) remember(run, fate.answer)
    if ('refused' in fate && fate.refused.refusal.code === 'ORDER_EXPIRED') return
    if ('refused' in fate || 'died' in fate) return later(visit, 45 * SECOND, () => pay(visit))
    if (plan.doubleClicks) await letLive(run, () => takePayment(run.world(plan.clinic), file, payment))
    if (!plan.doubleClicks) return goOn(visit, fate.answer)
  }
  if (file) goOn(visit, (await fileOf(visit))!)
}

function choicesFor({ plan, wallet }: Visit, { order }: OrderFile): WalletChoice[] {
  const { cash } = order.state.adjudication
  if (cash === 0) return []
  if (!plan.second || cash < 2) return [choice(wallet)]
  return [
    { ...choice(wallet), amount: fen(Math.floor(cash / 2)) },
    choice({ ...plan.second, channel: other(wallet.channel) }),
  ]
}

const choice = ({ channel, product }: WalletWish): WalletChoice => ({
  channel,
  product: channel === 'alipay' && product === 'jsapi' ? 'native' : product,
  payerId: 'o-test-payer-000000000000001',
  clientIp: '127.0.0.1',
  returnUrl: 'http://127.0.0.1/back',
})

function goOn(visit: Visit, file: OrderFile): void {
  const { run, plan } = visit
  remember(run, file)
  visit.oldCode ??= codesOf(file)[0] ?? null
  if (file.order.status === 'quoted') {
    visit.wallet = { channel: other(visit.wallet.channel), product: 'native' }
    return later(visit, 30 * SECOND, () => pay(visit))
  }
  if (plan.conduct === 'abandons') return
  if (plan.conduct === 'cancels') later(visit, run.random.between(10, 200) * SECOND, () => cancel(visit))
  if (plan.conduct === 'switches' || plan.conduct === 'paysOldCode')
    if (visit.switches === 0) return later(visit, run.random.between(20, 90) * SECOND, () => changeWallet(visit))
  later(visit, plan.payAfterMs, () => confirm(visit))
}

/** Wallet legs whose code the patient has before their eyes. */
const codesOf = (file: OrderFile): Attempt[] =>
  file.attempts.filter(
    (one) =>
      one.leg === 'wallet' && one.act === 'charge' && one.status === 'pending' && one.detail.presentation !== undefined,
  )

const MOST_CONFIRMATIONS = 5

/** The patient pays what the telephone shows; when it shows nothing yet, looks again. */
async function confirm(visit: Visit): Promise<void> {
  const { run, plan } = visit
  if (++visit.confirmations > MOST_CONFIRMATIONS) return
  const file = await fileOf(visit)
  if (!file) return
  if (file.order.status === 'quoted') return pay(visit)
  const codes = codesOf(file)
  const wanted = plan.conduct === 'paysOldCode' && visit.oldCode ? [visit.oldCode, ...codes] : codes
  for (const code of wanted) {
    await payAtWallet(run, code)
    if (code === visit.oldCode && run.paid.has(code.attemptId)) break
  }
  if (codes.length === 0 && file.order.status === 'charging') later(visit, 25 * SECOND, () => confirm(visit))
}

async function payAtWallet(run: SeedRun, code: Attempt): Promise<void> {
  const presentation = code.detail.presentation as { kind: string; url?: string }
  // a page of Alipay makes its trade when the payer opens it
  if (code.channel === 'alipay' && presentation.kind === 'redirect')
    await fetch(presentation.url!, { redirect: 'manual' }).then(
      (page) => page.text(),
      () => '',
    )
  if (await run.outside.pay(code.channel, code.attemptId)) run.paid.add(code.attemptId)
  else count(run, 'wallet would not take it')
}

const MOST_SWITCHES = 6

async function changeWallet(visit: Visit): Promise<void> {
  const { run, plan } = visit
  visit.switches += 1
  const file = await fileOf(visit)
  if (!file || visit.switches > MOST_SWITCHES) return
  const fate = await press(visit, () => switchChannel(run.world(plan.clinic), file))
  if ('died' in fate) return later(visit, 10 * SECOND, () => changeWallet(visit))
  const after = (await fileOf(visit))!
  remember(run, after)
  if (after.order.status === 'charging') return later(visit, 40 * SECOND, () => changeWallet(visit))
  visit.wallet = { channel: other(visit.wallet.channel), product: 'native' }
  if (after.order.status === 'quoted') await pay(visit)
}

async function cancel(visit: Visit): Promise<void> {
  const { run, plan } = visit
  const file = await fileOf(visit)
  if (!file) return
  const fate = await letLive(run, async () => cancelOrder(run.world(plan.clinic), file))
  if ('died' in fate) later(visit, 10 * SECOND, () => cancel(visit))
  if ('answer' in fate) remember(run, fate.answer)
}

async function refund(visit: Visit, share: 'whole' | 'part', index: number, tries = 1): Promise<void> {
  const { run, plan } = visit
  const file = await fileOf(visit)
  if (!file || !['paid', 'partlyRefunded'].includes(file.order.status)) return
  const refundId = `rf_${file.order.orderId.slice(3)}${index}` as RefundId
  const known = file.refunds.find((one) => one.refundId === refundId)
  const amount = known?.amount ?? refundAmount(file, share)
  if (amount <= 0) return
  const fate = await press(visit, () =>
    giveRefund(run.world(plan.clinic), file, { refundId, amount, reason: '患者退费' }),
  )
  if ('died' in fate && tries < 4) return later(visit, 8 * SECOND, () => refund(visit, share, index, tries + 1))
  if ('answer' in fate) remember(run, fate.answer)
  if (tries === 1 && !plan.returns) later(visit, 40 * MINUTE, () => retryStuck(visit, refundId))
}

/** The hospital has put money into its wallet's account, and asks again. */
async function retryStuck(visit: Visit, refundId: RefundId, tries = 1): Promise<void> {
  const { run, plan } = visit
  const file = await fileOf(visit)
  if (file?.refunds.find((one) => one.refundId === refundId)?.status !== 'stuck') return
  const fate = await press(visit, () => retryRefund(run.world(plan.clinic), file, refundId))
  if ('died' in fate && tries < 4) return later(visit, 8 * SECOND, () => retryStuck(visit, refundId, tries + 1))
  if ('answer' in fate) remember(run, fate.answer)
}

function refundAmount({ order }: OrderFile, share: 'whole' | 'part'): Fen {
  const { cash, hospitalPart } = order.state.adjudication
  return share === 'whole' ? fen(order.total - hospitalPart - order.state.refundedFen) : fen(Math.floor(cash / 3))
}

/** The bill is still unpaid, so the patient is sent a new link. */
async function comeBack(visit: Visit): Promise<void> {
  const file = await fileOf(visit)
  if (!file || !['closed', 'reversed'].includes(file.order.status)) return
  visit.quotes = 0
  visit.payments = 0
  visit.confirmations = 0
  count(visit.run, 'came back')
  await quote(visit)
}
