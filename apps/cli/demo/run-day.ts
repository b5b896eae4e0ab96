import { type Fen, fen } from '@medsettle/money'
import type { BillInput } from '../../../domain/bill/bill-input.ts'
import type { RefundId } from '../../../domain/identity/ids.ts'
import { type Refusal, RefusalError } from '../../../domain/identity/refusal.ts'
import type { OrderFile } from '../../../domain/order/draft.ts'
import { giveRefund } from '../../../flow/give-refund.ts'
import { quoteBill } from '../../../flow/quote-bill.ts'
import { recoverOrders } from '../../../flow/recover.ts'
import { switchChannel, takePayment } from '../../../flow/take-payment.ts'
import type { World } from '../../../flow/world.ts'
import type { DemoVisit } from './generate-day.ts'
import type { DemoHospital } from './open-demo.ts'
import { untilQuiet } from './until-quiet.ts'

export interface DayTraffic {
  readonly visit: DemoVisit
  readonly input: BillInput
  /** where it stands in the hospital's own file; null for a generated bill */
  readonly lineNumber: number | null
}

/** A bill that was read but not taken in or not charged, and why. */
export interface RefusedBill {
  readonly lineNumber: number | null
  readonly hisBillNo: string
  readonly refusal: Refusal
}

export interface DayOutcome {
  /** order id of every bill that was quoted */
  readonly orders: ReadonlyMap<string, string>
  /** in the order of the bills */
  readonly refused: readonly RefusedBill[]
}

const AT_ONCE = 12

/** Patients come, pay or walk away; some come back for their money. `onVisit` hears how many are through. */
export async function runTraffic(
  hospital: DemoHospital,
  traffic: readonly DayTraffic[],
  onVisit: (done: number) => void,
): Promise<DayOutcome> {
  const world = hospital.platform.worldOf(hospital.institution.institutionId)
  const orders = new Map<string, string>()
  const refused = new Map<DayTraffic, Refusal>()
  let done = 0
  for (const round of roundsOf(traffic)) {
    await untilAtRest(hospital, traffic, round, orders)
    await inParallel(round, async (one) => {
      try {
        const file = await quoteWithRetry(world, hospital, one.input)
        orders.set(one.input.hisBillNo, file.order.orderId)
        if (!one.visit.abandons) await payVisit(world, hospital, one.visit, file)
      } catch (error) {
        if (!(error instanceof RefusalError)) throw error
        refused.set(one, error.refusal)
      }
      onVisit(++done)
    })
  }
  return { orders, refused: traffic.flatMap((one) => refusedBill(one, refused.get(one))) }
}

const refusedBill = ({ lineNumber, input }: DayTraffic, refusal: Refusal | undefined): RefusedBill[] =>
  refusal ? [{ lineNumber, hisBillNo: input.hisBillNo, refusal }] : []

/**
 * Nobody stands at two counters at once: the second bill of a patient belongs to a later round. The bills of one person
 * share a deductible, an account and prescriptions, so which comes first decides amounts, and the same seed must give the
 * same day.
 */
function roundsOf(traffic: readonly DayTraffic[]): DayTraffic[][] {
  const rounds: DayTraffic[][] = []
  const bills = new Map<string, number>()
  for (const one of traffic) {
    const keys = keysOf(one)
    const round = Math.max(...keys.map((key) => bills.get(key) ?? 0))
    for (const key of keys) bills.set(key, round + 1)
    rounds[round] ??= []
    rounds[round].push(one)
  }
  return rounds
}

const keysOf = ({ input: { patient, cover } }: DayTraffic): string[] => [
  `patient:${patient.patientId}`,
  ...(cover ? [`person:${cover.personNo}`] : []),
]

/** Waits until the earlier bills of the patients of this round are paid or given up; an unpaid quote holds nothing up. */
async function untilAtRest(
  hospital: DemoHospital,
  traffic: readonly DayTraffic[],
  round: readonly DayTraffic[],
  orders: ReadonlyMap<string, string>,
): Promise<void> {
  const here = new Set(round.flatMap(keysOf))
  const earlier = traffic
    .filter((one) => keysOf(one).some((key) => here.has(key)))
    .flatMap(({ input }) => orders.get(input.hisBillNo) ?? [])
  if (earlier.length === 0) return
  await untilQuiet(hospital, async () => {
    const [row] = await hospital.platform.databases.asPlatform().query<{ moving: number }>(
      `select count(*)::int as moving from medsettle.payment_order
        where order_id = any($1) and status in ('charging', 'reversing')`,
      [earlier],
    )
    return row!.moving === 0
  })
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items[Symbol.iterator]()
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let next = queue.next(); !next.done; next = queue.next()) await work(next.value)
    }),
  )
}

/** The counter presses the button again when the insurer did not answer. */
async function quoteWithRetry(world: World, hospital: DemoHospital, input: BillInput): Promise<OrderFile> {
  for (let tries = 1; ; tries++) {
    try {
      return await quoteBill(world, hospital.institution, input)
    } catch (error) {
      if (!(error instanceof RefusalError) || !error.refusal.retrySameKey || tries === 3) throw error
    }
  }
}

async function payVisit(world: World, hospital: DemoHospital, visit: DemoVisit, quoted: OrderFile): Promise<void> {
  const first = await payAsShown(world, visit, quoted)
  const given = visit.switches ? await switchChannel(world, first) : first
  const file = given.order.status === 'quoted' ? await payAgain(world, visit, given) : given
  const open = file.attempts.find(
    (attempt) => attempt.leg === 'wallet' && attempt.status === 'pending' && attempt.detail.presentation,
  )
  if (open) await hospital.sandbox.pay(open.channel, open.attemptId)
}

/** The amounts may have changed since the patient saw them; then they look at the new ones and press again. */
async function payAsShown(world: World, visit: DemoVisit, quoted: OrderFile): Promise<OrderFile> {
  const payment = ({ order }: OrderFile) => ({
    choices: order.state.adjudication.cash === 0 ? [] : [native(visit.wallet)],
    stepUpConfirmed: true,
  })
  try {
    return await takePayment(world, quoted, payment(quoted))
  } catch (error) {
    if (!(error instanceof RefusalError) || error.refusal.code !== 'QUOTE_CHANGED') throw error
    const requoted = (await world.store.order(quoted.order.orderId))!
    return takePayment(world, requoted, payment(requoted))
  }
}

const native = (channel: string) => ({ channel, product: 'native' })

const payAgain = (world: World, visit: DemoVisit, file: OrderFile): Promise<OrderFile> =>
  takePayment(world, file, {
    choices: [native(visit.switches ? other(visit.wallet) : visit.wallet)],
    stepUpConfirmed: true,
  })

const other = (wallet: DemoVisit['wallet']): string => (wallet === 'alipay' ? 'wechat-pay' : 'alipay')

/** Those who come back: the whole bill, or a part of what they paid themselves. */
export async function runRefunds(
  hospital: DemoHospital,
  traffic: readonly DayTraffic[],
  outcome: DayOutcome,
): Promise<Record<string, number>> {
  const world = hospital.platform.worldOf(hospital.institution.institutionId)
  const counts: Record<string, number> = {}
  await inParallel(
    traffic.filter(({ visit }) => visit.refund !== 'none'),
    async ({ visit, input }) => {
      const file = await world.store.order(outcome.orders.get(input.hisBillNo) ?? '')
      if (file?.order.status !== 'paid') return
      const amount = refundAmount(visit, file)
      if (amount === 0) return
      await giveRefund(world, file, {
        refundId: `rf_${file.order.orderId.slice(3)}1` as RefundId,
        amount,
        reason: '患者退费',
      })
      counts[visit.refund] = (counts[visit.refund] ?? 0) + 1
    },
  )
  return counts
}

function refundAmount(visit: DemoVisit, { order }: OrderFile): Fen {
  const { cash, hospitalPart } = order.state.adjudication
  return visit.refund === 'whole' ? fen(order.total - hospitalPart) : fen(Math.floor(cash / 2))
}

/** Time walks on until the janitor has nothing left to do and every unpaid link has expired. */
export async function comeToRest(hospital: DemoHospital, onRound: (open: number) => void): Promise<void> {
  for (let round = 0; round < 90; round++) {
    const open = await countOpen(hospital)
    onRound(open)
    if (open === 0) return
    await hospital.jumpTo(new Date(hospital.clock.now().getTime() + 62_000))
    await recoverOrders(hospital.platform.world, { limit: 5000, parallel: AT_ONCE })
  }
}

async function countOpen(hospital: DemoHospital): Promise<number> {
  const [row] = await hospital.platform.databases.asPlatform().query<{ open: number }>(
    `select (select count(*) from medsettle.attempt where status in ('intent', 'pending', 'unknown'))::int
          + (select count(*) from medsettle.payment_order where status in ('quoted', 'charging', 'reversing'))::int as open`,
  )
  return row!.open
}
