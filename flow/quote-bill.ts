import { createHash } from 'node:crypto'
import { ZERO } from '@medsettle/money'
import type { InsuranceAnswer, InsuranceChannel } from '../channels/contract/channel.ts'
import type { Adjudication } from '../domain/adjudication/adjudication.ts'
import { adjudicateSelfPay } from '../domain/adjudication/self-pay.ts'
import type { Bill } from '../domain/bill/bill.ts'
import type { BillInput } from '../domain/bill/bill-input.ts'
import type { BillFinding } from '../domain/bill/bill-refusal.ts'
import { makeBill } from '../domain/bill/make-bill.ts'
import { chinaDate } from '../domain/identity/clock.ts'
import { makeId } from '../domain/identity/ids.ts'
import { RefusalError } from '../domain/identity/refusal.ts'
import type { OrderFile } from '../domain/order/draft.ts'
import type { Order, OrderState, UsedOfYear } from '../domain/order/order.ts'
import type { BillRecord, Step } from '../domain/order/step.ts'
import { planTenders } from '../domain/tender/plan-tenders.ts'
import type { TenderPlan } from '../domain/tender/tender.ts'
import type { Institution } from '../store/institution.ts'
import { type Estimate, estimateBenefit, readUsedOfYear } from './estimate-benefit.ts'
import type { World } from './world.ts'

/**
 * Price a bill, ask the insurer, check its answer with our own engine, plan who pays, and keep all of it as a quoted order.
 * Nothing is taken. The same bill again gives the same order; a bill whose last order was reversed or closed is quoted anew.
 * @throws RefusalError BILL_…, BILL_CONFLICT, INSURER_REFUSED, INSURER_UNAVAILABLE; no money moved
 */
export async function quoteBill(world: World, institution: Institution, input: BillInput): Promise<OrderFile> {
  const contentHash = createHash('sha256').update(JSON.stringify(input)).digest('base64')
  const now = world.surroundings.now()
  const dated = { cover: input.cover, businessDate: input.businessDate ?? chinaDate(now) }
  const [known, used] = await Promise.all([
    world.store.billByHisNo(institution.institutionId, input.hisBillNo),
    readUsedOfYear(world, institution, dated),
  ])
  if (known && known.contentHash !== contentHash) throw conflict(input.hisBillNo)
  if (!known) return quoteNew(world, institution, { input, contentHash, now, used })
  const last = await world.store.orderOfBill(known.bill.billId)
  if (last && last.order.status !== 'closed' && last.order.status !== 'reversed') return last
  return quoteAgain(world, institution, known.bill, last)
}

async function quoteNew(
  world: World,
  institution: Institution,
  given: { input: BillInput; contentHash: string; now: Date; used: UsedOfYear | null },
): Promise<OrderFile> {
  const { now, used } = given
  const { bill, findings } = makeBill({
    billId: makeId('bill', now.getTime(), world.surroundings.chance),
    institutionId: institution.institutionId,
    input: given.input,
    catalogue: world.insurance.catalogue,
    today: chinaDate(now),
  })
  const order = orderOf(world, institution, bill, await priceSplit(world, institution, bill, used))
  return keepQuote(world, institution, { order, bill: recordOf(world, bill, findings, given.contentHash) })
}

/** The visit is already registered with the insurer: its number is used again. */
async function quoteAgain(
  world: World,
  institution: Institution,
  known: Bill,
  last: OrderFile | null,
): Promise<OrderFile> {
  const insurerVisitId = last?.order.state.references.insurerVisitId
  const bill = insurerVisitId ? { ...known, visit: { ...known.visit, insurerVisitId } } : known
  const used = await readUsedOfYear(world, institution, bill)
  const order = orderOf(world, institution, bill, await priceSplit(world, institution, bill, used))
  return keepQuote(world, institution, { order })
}

async function keepQuote(
  world: World,
  institution: Institution,
  quote: { readonly order: Order; readonly bill?: BillRecord },
): Promise<OrderFile> {
  const { order } = quote
  await world.store.commit({
    region: institution.regionId,
    institution: institution.institutionId,
    ...quote,
    expectedVersion: 0,
    events: quotedEvents(order),
    workOrders: shadowWorkOrders(order),
  })
  return { order: { ...order, version: 1 }, attempts: [], refunds: [] }
}

/** The part of an order's state that follows from the bill, the insurer and the year so far. */
export type Split = Pick<
  OrderState,
  'adjudication' | 'references' | 'shadow' | 'findings' | 'insuranceChannel' | 'plan' | 'usedOfYear'
>

/**
 * Asks the insurer, checks it with our own engine, and plans who pays.
 * @param used read before the insurer is asked: a year that moves in between is seen when the order is paid
 */
export async function priceSplit(
  world: World,
  institution: Institution,
  bill: Bill,
  used: UsedOfYear | null,
): Promise<Split> {
  const insurer = bill.cover ? await insurerOf(world, bill) : null
  const answer = insurer ? await presettle(world, insurer, bill) : null
  const adjudication = answer?.adjudication ?? adjudicateSelfPay(bill)
  const shadow = answer && used ? estimateBenefit(world, institution, bill, { answer, used }) : NO_ESTIMATE
  const insuranceChannel = insurer?.manifest.name ?? ''
  return {
    adjudication: explained(adjudication, shadow),
    references: answer?.references ?? {},
    shadow: shadow.differences,
    findings: answer?.findings ?? [],
    insuranceChannel,
    plan: await firstPlan(world, bill, { adjudication, insuranceChannel }),
    usedOfYear: used,
  }
}

const NO_ESTIMATE: Estimate = { estimate: null, differences: [] }

async function insurerOf(world: World, bill: Bill): Promise<InsuranceChannel> {
  const insurer = await world.channels.insurance(bill.institutionId)
  if (!insurer) throw insurerRefusal('INSURER_NOT_CONNECTED', '本机构未开通医保结算', false)
  return insurer
}

/** Who would pay if the patient took the first wallet; planned anew when the patient has chosen. */
async function firstPlan(
  world: World,
  bill: Bill,
  known: { readonly adjudication: Adjudication; readonly insuranceChannel: string },
): Promise<TenderPlan> {
  const wallets = await world.channels.wallets(bill.institutionId)
  const [first] = wallets.map((wallet) => ({ channel: wallet.manifest.name }))
  return planTenders(known.adjudication, {
    insuranceChannel: known.insuranceChannel,
    wallets: first && known.adjudication.cash > 0 ? [first] : [],
  })
}

async function presettle(world: World, insurer: InsuranceChannel, bill: Bill): Promise<InsuranceAnswer> {
  const started = performance.now()
  const answer = await insurer.presettle(bill, insurer.nextMessageId(await world.store.messageNo()))
  const { status, message } = answer.outcome
  const ms = performance.now() - started
  const answered = status !== 'unknown'
  world.watch.called({ channel: insurer.manifest.name, kind: 'presettle', ms, status, answered })
  if (status === 'settled' && answer.adjudication) return answer
  if (status === 'declined') throw insurerRefusal('INSURER_REFUSED', `医保不予预结算：${message}`, false)
  throw insurerRefusal('INSURER_UNAVAILABLE', `医保平台暂无应答，请稍后重试：${message}`, true)
}

const insurerRefusal = (code: string, message: string, retrySameKey: boolean): RefusalError =>
  new RefusalError({ code, stage: 'adjudication', moneyMoved: 'none', retrySameKey, message })

const conflict = (hisBillNo: string): RefusalError =>
  new RefusalError({
    code: 'BILL_CONFLICT',
    stage: 'bill',
    moneyMoved: 'none',
    retrySameKey: false,
    message: `账单 ${hisBillNo} 已经以不同内容提交过`,
    place: 'hisBillNo',
  })

/** The insurer gives the amounts. Where our engine agrees to the fen, it also knows why; where not, the insurer's word stands alone. */
function explained(answer: Adjudication, { estimate, differences }: Estimate): Adjudication {
  if (!estimate || differences.length > 0) return answer
  return { ...answer, reasons: estimate.reasons, ...(estimate.policy ? { policy: estimate.policy } : {}) }
}

function orderOf(world: World, institution: Institution, bill: Bill, known: Split): Order {
  const now = world.surroundings.now()
  const orderId = makeId('order', now.getTime(), world.surroundings.chance)
  const at = now.toISOString()
  return {
    orderId,
    billId: bill.billId,
    institutionId: institution.institutionId,
    regionId: institution.regionId,
    status: 'quoted',
    version: 0,
    businessDate: bill.businessDate,
    total: bill.total,
    payTokenHash: hashToken(payToken(world, orderId)),
    expiresAt: new Date(now.getTime() + world.settings.orderLifetimeMs).toISOString(),
    createdAt: at,
    updatedAt: at,
    state: {
      ...known,
      hisBillNo: bill.hisBillNo,
      progress: [{ at, step: 'quoted', state: 'done' }],
      refundedFen: ZERO,
    },
  }
}

/** The secret of a payment link; it follows from the order, so the link can be shown again and is stored only as a hash. */
export const payToken = (world: World, orderId: string): string =>
  Buffer.from(world.store.sealer.blind(`pay:${orderId}`), 'base64').toString('base64url')

/** base64 SHA-256 of a payment link's token */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('base64')

function recordOf(world: World, bill: Bill, findings: readonly BillFinding[], contentHash: string): BillRecord {
  const { patient, cover } = bill
  return {
    billId: bill.billId,
    hisBillNo: bill.hisBillNo,
    chargeBatchNo: bill.chargeBatchNo,
    businessDate: bill.businessDate,
    patientId: patient.patientId,
    prescriptionNos: [...new Set(bill.lines.flatMap((line) => (line.prescriptionNo ? [line.prescriptionNo] : [])))],
    total: bill.total,
    visit: bill.visit,
    lines: bill.lines,
    findings,
    sealedPerson: world.store.sealer.seal(JSON.stringify({ patient, cover }), bill.billId).toString('base64'),
    contentHash,
    createdAt: world.surroundings.now().toISOString(),
  }
}

function quotedEvents(order: Order): NonNullable<Step['events']> {
  const payload = { orderId: order.orderId, billId: order.billId, status: order.status, totalFen: order.total }
  const event = (name: string, index: number, more: object) => ({
    eventId: `ev_${order.orderId.slice(3)}_1_${index}`,
    topic: name,
    orderId: order.orderId,
    payload: { ...payload, ...more },
    happenedAt: order.createdAt,
  })
  const quoted = event('order.quoted', 0, { tenders: order.state.plan.tenders })
  if (order.state.shadow.length === 0) return [quoted]
  return [quoted, event('adjudication.differs', 1, { differences: order.state.shadow })]
}

function shadowWorkOrders(order: Order): NonNullable<Step['workOrders']> {
  if (order.state.shadow.length === 0) return []
  const fields = order.state.shadow.map((one) => one.message).join('；')
  return [
    {
      workOrderId: `wo_${order.orderId.slice(3)}_1_0`,
      subjectKey: `SHADOW_DIFFERS:${order.orderId}`,
      cause: 'SHADOW_DIFFERS',
      title: `医保预结算与自有引擎不一致：${fields}`,
      amount: null,
      openedAt: order.createdAt,
      dueAt: new Date(Date.parse(order.createdAt) + 72 * 3600_000).toISOString(),
      detail: { orderId: order.orderId, differences: order.state.shadow },
    },
  ]
}
