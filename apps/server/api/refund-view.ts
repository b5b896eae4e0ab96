import { z } from 'zod'
import type { RefundRow } from '../../../store/list-refunds.ts'
import { fenAmount, id, instant } from './words.ts'

export const refundSchema = z
  .object({
    refundId: id,
    orderId: id,
    amountFen: fenAmount,
    status: z.enum(['granted', 'done', 'refused', 'stuck']).meta({
      description:
        'granted 办理中，done 已退，refused 未退，stuck 待人工 · on its way, given, not given, with a person',
    }),
    reason: z.string(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Refund' })

export type RefundView = z.input<typeof refundSchema>

export const viewRefund = (refund: RefundRow): RefundView => ({
  refundId: refund.refundId,
  orderId: refund.orderId,
  amountFen: refund.amount,
  status: refund.status,
  reason: refund.reason,
  createdAt: refund.createdAt,
  updatedAt: refund.updatedAt,
})
