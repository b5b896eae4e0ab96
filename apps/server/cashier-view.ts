import type { Presentation, WalletChannel } from '../../channels/contract/channel.ts'
import type { Reason } from '../../domain/adjudication/adjudication.ts'
import { withoutClause } from '../../domain/adjudication/explain.ts'
import { maskName } from '../../domain/identity/mask.ts'
import { RefusalError } from '../../domain/identity/refusal.ts'
import type { OrderFile } from '../../domain/order/draft.ts'
import { type Attempt, isOpen } from '../../domain/order/order.ts'
import { recommendWallets } from '../../flow/route-order.ts'
import { screenOrder } from '../../flow/screen-order.ts'
import type { World } from '../../flow/world.ts'
import type { CashierView, ChannelView, ReceiptView } from '../cashier/view.ts'
import { textOf } from './cashier/progress-texts.ts'
import { requestRefusal } from './http/request-refusal.ts'

/** The order as its patient sees it. @param world of the order's institution */
export async function viewForPatient(world: World, file: OrderFile): Promise<CashierView> {
  const { order } = file
  const { state } = order
  const [institution, bill, channels, needsStepUp] = await Promise.all([
    world.store.institution(order.institutionId),
    world.store.bill(order.billId),
    channelsOf(world, file),
    wantsStepUp(world, file),
  ])
  if (!institution || !bill) throw requestRefusal('LINK_UNKNOWN')
  const chosen = chosenCharge(file)
  return {
    orderId: order.orderId,
    version: order.version,
    status: order.status,
    institution: { name: institution.name },
    patientMasked: maskName(bill.patient.name),
    bill: { hisBillNo: bill.hisBillNo, total: bill.total, lines: bill.lines.map(viewLine) },
    payers: state.plan.tenders.map(({ tenderNo, payer, amount, channel }) => ({ tenderNo, payer, amount, channel })),
    reasons: reasonsOf(state.adjudication.reasons),
    cash: state.adjudication.cash,
    needsStepUp,
    channels,
    chosenChannel: chosen?.channel ?? null,
    presentation: presentationOf(chosen),
    progress: progressOf(file),
    receipt: receiptOf(file),
    refunded: state.refundedFen,
    expiresAt: order.expiresAt,
    serverTime: world.surroundings.now().toISOString(),
  }
}

const UNDER_WAY: readonly string[] = ['charging', 'reversing']

/** The flows write steps down and never go back to them: one that another came after, or that an order outlived, is over. */
function progressOf({ order }: OrderFile): CashierView['progress'] {
  const steps = order.state.progress
  return steps.map(({ at, step, state }, index) => {
    const isOver = index < steps.length - 1 || !UNDER_WAY.includes(order.status)
    const shown = { step, state: state === 'doing' && isOver ? ('done' as const) : state }
    return { at, ...shown, text: textOf(shown) }
  })
}

type Line = NonNullable<Awaited<ReturnType<World['store']['bill']>>>['lines'][number]

const viewLine = (line: Line): CashierView['bill']['lines'][number] => ({
  name: line.name,
  quantity: line.quantity,
  unitPrice: line.unitPrice,
  amount: line.amount,
  itemClass: line.itemClass,
  ...(line.prescriptionNo ? { prescriptionNo: line.prescriptionNo } : {}),
})

async function channelsOf(world: World, file: OrderFile): Promise<ChannelView[]> {
  if (file.order.state.adjudication.cash === 0) return []
  const wallets = await world.channels.wallets(file.order.institutionId)
  const ranked = await recommendWallets(world, file, null)
  const rank = ({ manifest }: WalletChannel): number => {
    const place = ranked.indexOf(manifest.name)
    return place < 0 ? ranked.length : place
  }
  return [...wallets]
    .sort((a, b) => rank(a) - rank(b))
    .map(({ manifest }) => ({
      channel: manifest.name,
      title: manifest.title,
      products: [...(manifest.products ?? [])],
      recommended: manifest.name === ranked[0] && world.health(manifest.name) !== 'down',
      healthy: world.health(manifest.name) !== 'down',
    }))
}

/** Asked of the same rules that will decide when the patient pays. */
async function wantsStepUp(world: World, file: OrderFile): Promise<boolean> {
  if (file.order.status !== 'quoted') return false
  try {
    await screenOrder(world, file, { paidPrescriptions: await world.store.countPaidPrescriptions(file.order.billId) })
    return false
  } catch (error) {
    if (error instanceof RefusalError) return error.refusal.code === 'STEP_UP_NEEDED'
    throw error
  }
}

/** The wallet charge the patient is concerned with: the open one, else the one that took the money. */
function chosenCharge(file: OrderFile): Attempt | null {
  if (file.order.status === 'quoted') return null
  const charges = file.attempts.filter((one) => one.act === 'charge' && one.leg === 'wallet')
  return charges.find(isOpen) ?? charges.findLast((one) => one.status === 'settled' && !one.detail.late) ?? null
}

/** A charge that is being given up must not be paid any more, so it is not shown any more. */
function presentationOf(charge: Attempt | null): Presentation | null {
  if (!charge || !isOpen(charge) || charge.detail.giveUp) return null
  return (charge.detail.presentation as Presentation | undefined) ?? null
}

function receiptOf({ order, attempts }: OrderFile): ReceiptView | null {
  const { paidAt, plan } = order.state
  if (!paidAt) return null
  const settled = attempts.filter((one) => one.act === 'charge' && one.status === 'settled' && !one.detail.late)
  return {
    receiptNo: order.orderId,
    paidAt,
    tenders: plan.tenders.map(({ tenderNo, payer, channel, amount }) => ({
      payer,
      channel,
      amount,
      channelRef: settled.find((one) => one.detail.tenderNos.includes(tenderNo))?.channelRef ?? '',
    })),
  }
}

/** The clause that all reasons share is said once, with the last of them. */
const reasonsOf = (reasons: readonly Reason[]): CashierView['reasons'] =>
  reasons.map(({ title, amount, because }, index) => ({
    title,
    amount,
    because: index === reasons.length - 1 ? because : withoutClause(because),
  }))
