import { chinaDate } from '../domain/identity/clock.ts'
import { invariant, RefusalError } from '../domain/identity/refusal.ts'
import { afterCommit, moveOrder, type OrderFile, openDraft, tell, toStep } from '../domain/order/draft.ts'
import { StaleOrder } from '../store/stale-order.ts'
import { readUsedOfYear } from './estimate-benefit.ts'
import { priceSplit, type Split } from './quote-bill.ts'
import type { World } from './world.ts'

/**
 * Another bill of the same person may have been settled since this one was quoted; deductible and ceiling have moved, and
 * the insurer would settle other amounts than the patient was shown. Then the bill is quoted anew and the patient looks again.
 * @throws RefusalError QUOTE_CHANGED; the order now carries the new amounts, no money moved
 */
export async function refreshQuote(world: World, file: OrderFile): Promise<OrderFile> {
  const { order } = file
  const quoted = order.state.usedOfYear
  if (quoted === null) return file
  const now = await world.store.accumulated({ regionId: order.regionId, ...quoted })
  if (now.deductible === quoted.deductible && now.pooled === quoted.pooled) return file
  const split = await splitAnew(world, file)
  // when somebody else moved the order meanwhile, what stands there now is what the patient would pay
  const requoted = (await keepSplit(world, file, split)) ?? (await world.store.order(order.orderId)) ?? file
  const { cash, fundTotal } = order.state.adjudication
  const { adjudication } = requoted.order.state
  if (adjudication.cash === cash && adjudication.fundTotal === fundTotal) return requoted
  throw new RefusalError({
    code: 'QUOTE_CHANGED',
    stage: 'adjudication',
    moneyMoved: 'none',
    retrySameKey: false,
    message: '您今年的医保累计已有变化，本单的医保支付金额随之改变，请按新的金额确认支付',
  })
}

async function splitAnew(world: World, { order }: OrderFile): Promise<Split> {
  const bill = await world.store.bill(order.billId)
  const institution = await world.store.institution(order.institutionId)
  invariant(bill !== null && institution !== null, `order ${order.orderId} would be charged for a bill nobody can show`)
  const { insurerVisitId } = order.state.references
  const visit = insurerVisitId ? { ...bill.visit, insurerVisitId } : bill.visit
  return priceSplit(world, institution, { ...bill, visit }, await readUsedOfYear(world, institution, bill))
}

async function keepSplit(world: World, file: OrderFile, split: Split): Promise<OrderFile | null> {
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
