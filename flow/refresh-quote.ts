import { chinaDate } from '../domain/identity/clock.ts'
import { invariant, RefusalError } from '../domain/identity/refusal.ts'
import { afterCommit, moveOrder, type OrderFile, openDraft, tell, toStep } from '../domain/order/draft.ts'
import { StaleOrder } from '../store/commit-step.ts'
import { readUsedOfYear } from './estimate-benefit.ts'
import { priceSplit } from './quote-bill.ts'
import type { World } from './world.ts'

/**
 * Another bill of the same person may have been settled since this one was quoted; deductible and ceiling have moved, and
 * the insurer would settle other amounts than the patient was shown. Then the bill is quoted anew and the patient looks again.
 * @throws RefusalError QUOTE_CHANGED; the order now carries the new amounts, no money moved
 */
export async function refreshQuote(world: World, file: OrderFile): Promise<OrderFile> {
  const { order } = file
  if (order.state.usedOfYear === null) return file
  const bill = await world.store.bill(order.billId)
  const institution = await world.store.institution(order.institutionId)
  invariant(bill !== null && institution !== null, `order ${order.orderId} would be charged for a bill nobody can show`)
  const used = await readUsedOfYear(world, institution, bill)
  const { deductible, pooled } = order.state.usedOfYear
  if (used?.deductible === deductible && used.pooled === pooled) return file
  const { insurerVisitId } = order.state.references
  const visit = insurerVisitId ? { ...bill.visit, insurerVisitId } : bill.visit
  const split = await priceSplit(world, institution, { ...bill, visit })
  const requoted = await keepSplit(world, file, split)
  if (requoted === null) return lookAgain(world, file)
  const { cash, fundTotal } = order.state.adjudication
  if (split.adjudication.cash === cash && split.adjudication.fundTotal === fundTotal) return requoted
  throw new RefusalError({
    code: 'QUOTE_CHANGED',
    stage: 'adjudication',
    moneyMoved: 'none',
    retrySameKey: false,
    message: '您今年的医保累计已有变化，本单的医保支付金额随之改变，请按新的金额确认支付',
  })
}

/** Somebody else moved the order meanwhile: what stands now decides, and an order that is no longer quoted goes its way. */
async function lookAgain(world: World, file: OrderFile): Promise<OrderFile> {
  const current = (await world.store.order(file.order.orderId)) ?? file
  return current.order.status === 'quoted' ? refreshQuote(world, current) : current
}

/** @returns null when the order was moved by somebody else; nothing was written */
async function keepSplit(
  world: World,
  file: OrderFile,
  split: Awaited<ReturnType<typeof priceSplit>>,
): Promise<OrderFile | null> {
  const now = world.surroundings.now()
  const draft = openDraft(file, now, chinaDate(now))
  moveOrder(draft, { state: split })
  tell(draft, 'order.requoted', { tenders: split.plan.tenders })
  try {
    await world.store.commit(toStep(draft))
  } catch (error) {
    if (error instanceof StaleOrder) return null
    throw error
  }
  world.watch.committed(file.order.orderId)
  return afterCommit(draft)
}
