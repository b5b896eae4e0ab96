import { z } from 'zod'
import type { Adjudication } from '../../../domain/adjudication/adjudication.ts'
import type { OrderFile } from '../../../domain/order/draft.ts'
import type { Attempt } from '../../../domain/order/order.ts'
import { type RefundView, refundSchema, viewRefund } from './refund-view.ts'
import { fenAmount, id, instant } from './words.ts'

export const orderStatus = z.enum([
  'quoted',
  'charging',
  'paid',
  'reversing',
  'reversed',
  'closed',
  'partlyRefunded',
  'refunded',
])

const tenderSchema = z.object({ tenderNo: z.int(), payer: z.string(), channel: z.string(), amountFen: fenAmount })

const splitSchema = z.object({
  by: z.enum(['insurer', 'engine', 'selfPay']),
  totalFen: fenAmount,
  ownExpenseFen: fenAmount,
  overLimitFen: fenAmount,
  selfPayFirstFen: fenAmount,
  inScopeFen: fenAmount,
  deductibleFen: fenAmount,
  pooledFundFen: fenAmount,
  fundTotalFen: fenAmount,
  personalAccountFen: fenAmount,
  cashFen: fenAmount,
  hospitalPartFen: fenAmount,
  reasons: z.array(z.object({ title: z.string(), amountFen: fenAmount, because: z.string() })),
})

const attemptSchema = z.object({
  attemptId: id,
  refundId: id.nullable(),
  act: z.enum(['charge', 'refund']),
  leg: z.enum(['wallet', 'insurance']),
  channel: z.string(),
  amountFen: fenAmount,
  status: z.enum(['intent', 'settled', 'declined', 'pending', 'unknown']),
  channelRef: z.string().nullable(),
  channelCode: z.string(),
  message: z.string(),
  settledAt: instant.nullable(),
  createdAt: instant,
  presentation: z
    .unknown()
    .meta({ description: '待付款时：二维码、跳转地址或钱包参数 · while it waits for the payer: how to continue' }),
})

export const orderSchema = z
  .object({
    orderId: id,
    billId: id,
    hisBillNo: z.string(),
    status: orderStatus,
    version: z.int(),
    businessDate: z.string(),
    totalFen: fenAmount,
    refundedFen: fenAmount,
    reason: z.string().nullable(),
    tenders: z.array(tenderSchema),
    adjudication: splitSchema,
    shadowDifferences: z.array(z.object({ field: z.string(), message: z.string() })),
    attempts: z.array(attemptSchema),
    refunds: z.array(refundSchema),
    paidAt: instant.nullable(),
    expiresAt: instant,
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'PaymentOrder' })

export type OrderView = z.input<typeof orderSchema>

/** An order as the hospital's systems see it. No person is in it: the bill names whose it is. */
export function viewOrder({ order, attempts, refunds }: OrderFile): OrderView {
  const { state } = order
  const hasReason = order.status === 'closed' || order.status === 'reversing' || order.status === 'reversed'
  return {
    orderId: order.orderId,
    billId: order.billId,
    hisBillNo: state.hisBillNo,
    status: order.status,
    version: order.version,
    businessDate: order.businessDate,
    totalFen: order.total,
    refundedFen: state.refundedFen,
    reason: hasReason ? (state.reason ?? null) : null,
    tenders: state.plan.tenders.map(({ amount, ...tender }) => ({ ...tender, amountFen: amount })),
    adjudication: viewSplit(state.adjudication),
    shadowDifferences: state.shadow.map(({ field, message }) => ({ field, message })),
    attempts: attempts.map(viewAttempt),
    refunds: refunds.map((refund): RefundView => viewRefund(refund)),
    paidAt: state.paidAt ?? null,
    expiresAt: order.expiresAt,
    createdAt: order.createdAt,
    updatedAt: order.updatedAt,
  }
}

const viewSplit = (split: Adjudication): OrderView['adjudication'] => ({
  by: split.by,
  totalFen: split.total,
  ownExpenseFen: split.ownExpense,
  overLimitFen: split.overLimit,
  selfPayFirstFen: split.selfPayFirst,
  inScopeFen: split.inScope,
  deductibleFen: split.deductible,
  pooledFundFen: split.pooledFund,
  fundTotalFen: split.fundTotal,
  personalAccountFen: split.personalAccount,
  cashFen: split.cash,
  hospitalPartFen: split.hospitalPart,
  reasons: split.reasons.map(({ title, amount, because }) => ({ title, amountFen: amount, because })),
})

const viewAttempt = (attempt: Attempt): OrderView['attempts'][number] => ({
  attemptId: attempt.attemptId,
  refundId: attempt.refundId,
  act: attempt.act,
  leg: attempt.leg,
  channel: attempt.channel,
  amountFen: attempt.amount,
  status: attempt.status,
  channelRef: attempt.channelRef,
  channelCode: attempt.channelCode,
  message: attempt.message,
  settledAt: attempt.settledAt,
  createdAt: attempt.createdAt,
  presentation: attempt.status === 'pending' ? (attempt.detail.presentation ?? null) : null,
})
