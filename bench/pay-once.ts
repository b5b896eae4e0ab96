import { quoteBill } from '../flow/quote-bill.ts'
import { takePayment } from '../flow/take-payment.ts'
import type { World } from '../flow/world.ts'
import type { Stage } from './payments.ts'

export interface Paid {
  /** time spent in the platform, channel calls subtracted, ms */
  readonly addedMs: number
  readonly channelMs: number
}

/** One bill from its arrival to paid; null when it did not get there. */
export async function payOnce(stage: Stage): Promise<Paid | null> {
  let channelMs = 0
  const called = ({ ms }: { readonly ms: number }): void => {
    channelMs += ms
  }
  let totalMs = 0
  const shared = stage.platform.worldOf(stage.institution.institutionId)
  const world: World = { ...shared, watch: { called, committed: () => {} } }
  const timed = async <T>(work: Promise<T>): Promise<T> => {
    const started = performance.now()
    try {
      return await work
    } finally {
      totalMs += performance.now() - started
    }
  }
  const quoted = await timed(quoteBill(world, stage.institution, stage.nextBill()))
  const { cash } = quoted.order.state.adjudication
  const arrival = cash > 0 ? stage.door.expect(quoted.order.orderId) : null
  const charging = await timed(
    takePayment(world, quoted, {
      choices: cash > 0 ? [{ channel: 'wechat-pay', product: 'native' }] : [],
      stepUpConfirmed: true,
    }),
  )
  if (!arrival) return charging.order.status === 'paid' ? { addedMs: totalMs - channelMs, channelMs } : null
  const heard = await arrival
  if (heard === null) return null
  return { addedMs: totalMs + heard.totalMs - channelMs - heard.channelMs, channelMs: channelMs + heard.channelMs }
}
