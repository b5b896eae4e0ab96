import { type Refusal, RefusalError } from '../../../domain/identity/refusal.ts'

/** Why a request is turned away before any money is thought of. */
export const REQUEST_REFUSALS = {
  UNAUTHENTICATED: '缺少有效的 API 密钥 · no valid API key in the Authorization header',
  ROLE_NOT_ALLOWED: '该密钥的角色不能执行此操作 · the roles of this key do not allow this',
  NOT_FOUND: '没有这个地址 · nothing lives at this address',
  BILL_NOT_FOUND: '没有这张账单 · no such bill in this institution',
  ORDER_NOT_FOUND: '没有这个支付订单 · no such payment order in this institution',
  REFUND_NOT_FOUND: '没有这笔退款 · no such refund in this institution',
  RUN_NOT_FOUND: '没有这次对账 · no such reconciliation run in this institution',
  STATEMENT_NOT_FOUND: '没有这份账单文件 · no such statement in this institution',
  WORK_ORDER_NOT_FOUND: '没有这张工单 · no such work order in this institution',
  WORK_ORDER_RESOLVED: '该工单已处理 · this work order is already resolved',
  ENDPOINT_NOT_FOUND: '没有这个推送地址 · no such webhook endpoint in this institution',
  DELIVERY_NOT_GIVEN_UP: '该推送不存在或仍在自动重试 · no such delivery, or it is still being tried',
  LINK_UNKNOWN: '支付链接无效 · this payment link is not known',
  CHANNEL_NOT_FOUND: '没有这个通知地址 · no such channel at this institution',
  REQUEST_NOT_JSON: '请求体不是完整的 JSON · the body is not one complete JSON text',
  REQUEST_NOT_UTF8: '请求体不是 UTF-8 编码 · the body is not UTF-8',
  REQUEST_FIELD_TWICE: '同一字段出现两次 · a field stands twice in one object',
  REQUEST_INVALID: '请求字段不合规定 · a field does not fit its description',
  REQUEST_WRONG_TYPE:
    '请求体须为 application/json，请写明 Content-Type · the body must be application/json, and Content-Type say so',
  REQUEST_TOO_LARGE: '请求体过大 · the body is too large',
  REQUEST_NOT_UNDERSTOOD: '无法理解的请求 · the request cannot be read',
  REQUEST_NUMBER_NOT_EXACT: '数字必须是精确整数（金额以分为单位）· a number is no exact whole number; amounts are fen',
  IDEMPOTENCY_KEY_NEEDED: '写操作必须带 Idempotency-Key · every write needs an Idempotency-Key',
  IDEMPOTENCY_CONFLICT: '同一 Idempotency-Key 用于不同请求 · this key was used for another request',
  IDEMPOTENCY_IN_PROGRESS: '同一请求仍在处理 · the same request is still being worked on',
  DAY_NOT_OVER: '当日尚未结束，不能日结 · a day can be closed when it is over',
  RATE_LIMITED: '请求过于频繁 · too many requests',
  ORDER_BUSY: '订单正被同时修改，请稍后重试 · the order is being changed by others',
  AGREEMENT_BUSY: '协议正被同时修改，请稍后重试 · the agreement is being changed by others',
  DATABASE_UNAVAILABLE: '数据库暂不可用 · the database is away for the moment',
  INTERNAL: '系统内部错误 · something is wrong on our side',
} as const

export type RequestRefusalCode = keyof typeof REQUEST_REFUSALS

/** These may be sent again under the same key; the rest would be refused again. */
const RETRY: readonly RequestRefusalCode[] = [
  'IDEMPOTENCY_IN_PROGRESS',
  'DAY_NOT_OVER',
  'RATE_LIMITED',
  'ORDER_BUSY',
  'AGREEMENT_BUSY',
  'DATABASE_UNAVAILABLE',
  'INTERNAL',
]

export function describeRefusal(code: RequestRefusalCode, more: Partial<Refusal> = {}): Refusal {
  const message = REQUEST_REFUSALS[code].split(' · ')[0]!
  return { code, stage: 'request', moneyMoved: 'none', retrySameKey: RETRY.includes(code), message, ...more }
}

export const requestRefusal = (code: RequestRefusalCode, more: Partial<Refusal> = {}): RefusalError =>
  new RefusalError(describeRefusal(code, more))
