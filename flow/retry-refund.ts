import type { RefundId } from '../domain/identity/ids.ts'
import { RefusalError } from '../domain/identity/refusal.ts'
import { type Draft, moveOrder, type OrderFile, tell, writeAttempt, writeRefund } from '../domain/order/draft.ts'
import { advanceOrder } from './advance-order.ts'
import type { World } from './world.ts'

/**
 * A wallet refused its part of a refund, for want of money for example, and the cause is mended: the refused parts are asked for
 * again, as acts of their own. What has gone back already stays as it is. Retrying what is not stuck changes nothing.
 * @throws RefusalError REFUND_REFUSED when the refund was refused as a whole: grant a new one
 */
export function retryRefund(world: World, file: OrderFile, refundId: RefundId): Promise<OrderFile> {
  const refund = file.refunds.find((one) => one.refundId === refundId)
  if (refund?.status === 'refused')
    throw new RefusalError({
      code: 'REFUND_REFUSED',
      stage: 'refund',
      moneyMoved: 'none',
      retrySameKey: false,
      message: '该退款已被医保拒绝，没有可重试的部分，请重新发起退费',
      place: 'refundId',
    })
  return advanceOrder(world, file, { wish: (draft) => retry(draft, refundId) })
}

function retry(draft: Draft, refundId: RefundId): void {
  const refund = draft.file.refunds.find((one) => one.refundId === refundId)
  if (refund?.status !== 'stuck') return
  const refused = draft.file.attempts.filter((one) => one.refundId === refundId && one.status === 'declined')
  for (const attempt of refused) writeAttempt(draft, { ...attempt, detail: { ...attempt.detail, superseded: true } })
  writeRefund(draft, { ...refund, status: 'granted', updatedAt: draft.now.toISOString() })
  moveOrder(draft, {})
  tell(draft, 'refund.retried', { refundId, amountFen: refund.amount })
}
