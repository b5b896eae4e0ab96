import Fastify, { type FastifyInstance } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { registerAgreementPeriods } from './api/agreement-periods.ts'
import { registerAgreements } from './api/agreements.ts'
import { registerBills } from './api/bills.ts'
import { registerClearingPositions } from './api/clearing-positions.ts'
import { registerDifferences } from './api/differences.ts'
import { registerHisRecords } from './api/his-records.ts'
import { registerLedger } from './api/ledger.ts'
import { registerPaymentOrders } from './api/payment-orders.ts'
import { registerReconciliation } from './api/reconciliation.ts'
import { registerRefunds } from './api/refunds.ts'
import type { ApiRoom } from './api/room.ts'
import { registerStatements } from './api/statements.ts'
import { registerWebhookDeliveries } from './api/webhook-deliveries.ts'
import { registerWebhookEndpoints } from './api/webhook-endpoints.ts'
import { registerWorkOrders } from './api/work-orders.ts'
import { registerCashierEvents } from './cashier/cashier-events.ts'
import { registerCashierFiles } from './cashier/cashier-files.ts'
import { registerCashier } from './cashier/cashier-routes.ts'
import { openOrderWatch } from './cashier/order-watch.ts'
import { openRateLimit } from './cashier/rate-limit.ts'
import { registerHealth } from './health.ts'
import { openGate } from './http/caller.ts'
import { answerBadPath, answerErrors } from './http/error-answers.ts'
import { type LogChoice, logAnswers, logOptions } from './http/log.ts'
import { describeApi } from './http/open-api.ts'
import { readJsonBodies } from './http/read-json.ts'
import { refuseBadText } from './http/refuse-bad-text.ts'
import type { Server } from './http/server-type.ts'
import { type Metrics, openMetrics } from './metrics.ts'
import { registerNotify } from './notify.ts'
import type { Platform } from './open-world.ts'
import { openPendingWork } from './pending-work.ts'
import type { ServerSettings } from './server-settings.ts'

export interface ServerParts {
  readonly platform: Platform
  readonly settings: ServerSettings
  /** default: silent */
  readonly logger?: LogChoice
}

declare module 'fastify' {
  interface FastifyInstance {
    metrics: Metrics
  }
}

/** The platform over HTTP. Holds no state of its own but open connections: any number may stand beside each other. */
export function buildServer({ platform, settings, logger = false }: ServerParts): FastifyInstance {
  // a proxy in front names the patient's address; requests that come straight from outside have no such header
  const instance = Fastify({
    ...logOptions(logger),
    trustProxy: 'loopback',
    forceCloseConnections: 'idle',
    frameworkErrors: answerBadPath,
  })
  const server = instance as unknown as Server
  server.setValidatorCompiler(validatorCompiler)
  server.setSerializerCompiler(serializerCompiler)
  answerErrors(server)
  readJsonBodies(server)
  refuseBadText(server)
  logAnswers(server)
  const metrics = openMetrics(server, platform)
  server.decorate('metrics', metrics)
  describeApi(server, settings.publicUrl)
  const pending = openPendingWork()
  const watch = openOrderWatch(platform, settings.watchEveryMs)
  const gate = openGate(server, platform)
  // the document sees only routes that are added after it is loaded
  server.register(async (scope) => {
    const inner = scope as unknown as Server
    inner.addHook('onSend', async (_request, reply) => {
      if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
      reply.header('x-content-type-options', 'nosniff').header('referrer-policy', 'no-referrer')
    })
    registerApi(inner, { platform, settings, gate })
    const rateLimit = openRateLimit(() => performance.now())
    const room = { platform, settings, watch, rateLimit }
    registerCashier(inner, room)
    registerCashierEvents(inner, room)
    if (settings.cashierDir !== null) registerCashierFiles(inner, settings.cashierDir)
    registerNotify(inner, { platform, metrics, pending })
    registerHealth(inner, platform, metrics)
  })
  server.addHook('onClose', async () => {
    watch.close()
    metrics.close()
    await pending.settled()
  })
  return instance
}

function registerApi(server: Server, room: ApiRoom): void {
  registerBills(server, room)
  registerPaymentOrders(server, room)
  registerRefunds(server, room)
  registerHisRecords(server, room)
  registerStatements(server, room)
  registerReconciliation(server, room)
  registerDifferences(server, room)
  registerWorkOrders(server, room)
  registerLedger(server, room)
  registerClearingPositions(server, room)
  registerAgreements(server, room)
  registerAgreementPeriods(server, room)
  registerWebhookEndpoints(server, room)
  registerWebhookDeliveries(server, room)
}
