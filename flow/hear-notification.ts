import type { Notification, RawNotification } from '../channels/contract/channel.ts'
import { RefusalError } from '../domain/identity/refusal.ts'
import { heardOutcome } from './perform-call.ts'
import { hearChannel } from './take-payment.ts'
import type { World } from './world.ts'

export interface Delivery {
  readonly channel: string
  readonly institutionId: string
  readonly raw: RawNotification
}

/**
 * A channel speaks by itself: check that it is the channel, that it speaks to us, and of something we asked for; then hear
 * it. The same notification again changes nothing and is answered like the first.
 * @throws RefusalError NOTIFICATION_…; nothing changed
 */
export async function hearNotification(world: World, delivery: Delivery): Promise<Notification> {
  const wallet = await world.channels.wallet(delivery.institutionId, delivery.channel)
  const notification = await wallet.readNotification(delivery.raw)
  const file = await world.store.orderOfAttempt(notification.attemptId)
  const attempt = file?.attempts.find((one) => one.attemptId === notification.attemptId)
  if (
    !file ||
    !attempt ||
    file.order.institutionId !== delivery.institutionId ||
    attempt.channel !== delivery.channel ||
    attempt.act !== notification.kind
  )
    throw new RefusalError({
      code: 'NOTIFICATION_UNKNOWN_ATTEMPT',
      stage: 'charge',
      moneyMoved: 'unknown',
      retrySameKey: true,
      message: '通知所说的交易不在本机构',
    })
  const kind = notification.kind === 'charge' ? 'queryCharge' : 'queryRefund'
  await hearChannel(world, file, heardOutcome(kind, attempt, wallet.manifest, notification.outcome), {
    channel: delivery.channel,
    notificationId: notification.notificationId,
    attemptId: notification.attemptId,
    receivedAt: world.surroundings.now().toISOString(),
  })
  return notification
}
