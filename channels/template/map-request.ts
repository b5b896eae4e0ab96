import type { ChargeRequest, RefundRequest } from '../contract/channel.ts'
import type { Call } from './call.ts'

export const chargeCall = (request: ChargeRequest): Call => ({
  method: 'POST',
  path: '/orders',
  content: {
    orderId: request.attemptId,
    fen: request.amount,
    title: request.description,
    notifyUrl: request.notifyUrl,
    expiresAt: request.expiresAt.toISOString(),
  },
})

export const queryCall = (attemptId: string): Call => ({ method: 'GET', path: `/orders/${attemptId}` })

export const closeCall = (attemptId: string): Call => ({ method: 'POST', path: `/orders/${attemptId}/close` })

export const refundCall = (request: RefundRequest): Call => ({
  method: 'POST',
  path: '/refunds',
  content: {
    refundId: request.attemptId,
    orderId: request.chargeAttemptId,
    fen: request.amount,
    reason: request.reason,
  },
})

export const refundQueryCall = (attemptId: string): Call => ({ method: 'GET', path: `/refunds/${attemptId}` })

export const statementCall = (date: string): Call => ({ method: 'GET', path: `/statements/${date}` })
