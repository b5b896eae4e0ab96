import { MoneyError } from '@medsettle/money'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { type Refusal, RefusalError } from '../../../domain/identity/refusal.ts'
import { StaleAgreement } from '../../../store/agreements/write-period.ts'
import { isConnectionLoss } from '../../../store/database.ts'
import { StaleOrder } from '../../../store/stale-order.ts'
import { refuseKey } from './answer-once.ts'
import { describeRefusal } from './request-refusal.ts'
import type { Server } from './server-type.ts'
import { statusOf } from './status-of.ts'

/** A path that cannot even be routed (`%ff`, an id of a thousand characters) is refused in the same words. */
export function answerBadPath(_error: unknown, _request: FastifyRequest, reply: FastifyReply): void {
  const refusal = describeRefusal('REQUEST_INVALID', { place: 'path', message: '路径无效 · not a path of this API' })
  void reply.code(statusOf(refusal)).type('application/json; charset=utf-8').send(JSON.stringify(refusal))
}

/** Every "no" leaves as {code, stage, moneyMoved, retrySameKey, message, place?}; what was not foreseen is logged. */
export function answerErrors(server: Server): void {
  server.setErrorHandler((error: FastifyError | Error, request, reply) => {
    const refusal = refusalOf(error, request)
    const status = statusOf(refusal)
    if (status >= 500) request.log.error({ err: error, code: refusal.code }, 'refused')
    if (status === 401) reply.header('www-authenticate', 'Bearer')
    if (refusal.code === 'IDEMPOTENCY_IN_PROGRESS' || refusal.code === 'RATE_LIMITED') reply.header('retry-after', '1')
    return reply.code(status).send(refusal)
  })
  server.setNotFoundHandler((_request, reply) => reply.code(404).send(describeRefusal('NOT_FOUND')))
}

export function refusalOf(error: FastifyError | Error, request: Pick<FastifyRequest, 'method'>): Refusal {
  if (error instanceof RefusalError) return error.refusal
  if (hasZodFastifySchemaValidationErrors(error)) return invalid(error)
  if (error instanceof MoneyError)
    return describeRefusal('REQUEST_INVALID', { code: error.code, message: error.message })
  if ('statusCode' in error && error.statusCode === 413) return describeRefusal('REQUEST_TOO_LARGE')
  if ('statusCode' in error && error.statusCode === 415)
    return describeRefusal('REQUEST_WRONG_TYPE', { place: 'headers.content-type' })
  if ('statusCode' in error && error.statusCode !== undefined && error.statusCode < 500)
    return describeRefusal('REQUEST_NOT_UNDERSTOOD')
  // what only reads moves nothing; a write that broke off may have done its work
  const moneyMoved = request.method === 'GET' ? 'none' : 'unknown'
  if (error instanceof StaleOrder) return describeRefusal('ORDER_BUSY', { moneyMoved })
  if (error instanceof StaleAgreement) return describeRefusal('AGREEMENT_BUSY')
  if (isConnectionLoss(error)) return describeRefusal('DATABASE_UNAVAILABLE', { moneyMoved })
  return describeRefusal('INTERNAL', { moneyMoved })
}

type Invalid = Extract<Parameters<typeof hasZodFastifySchemaValidationErrors>[0], unknown> & {
  readonly validation?: readonly { readonly instancePath: string; readonly message?: string }[]
  readonly validationContext?: string
}

function invalid(error: unknown): Refusal {
  const { validation, validationContext } = error as Invalid
  const [issue] = validation ?? []
  const part = validationContext === 'querystring' ? 'query' : (validationContext ?? 'body')
  const place = `${part}${(issue?.instancePath ?? '').replaceAll('/', '.')}`.replace(/\.$/, '')
  if (place === 'headers.idempotency-key') return refuseKey(issue?.message)
  return describeRefusal('REQUEST_INVALID', { place, message: issue?.message ?? 'is not valid' })
}
