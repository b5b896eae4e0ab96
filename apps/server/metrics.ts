import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { chinaDate } from '../../domain/identity/clock.ts'
import { readOpenCounts } from '../../store/list-open-counts.ts'
import type { Server } from './http/server-type.ts'
import type { Platform } from './open-world.ts'

export interface Metrics {
  notified(channel: string, verdict: 'accepted' | 'replayed' | 'refused'): void
  delivered(counts: { readonly delivered: number; readonly failed: number; readonly givenUp: number }): void
  /** Prometheus text; what is unfinished is counted in the database at this moment */
  print(): Promise<string>
  close(): void
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20]

/** Its own registry, so that several servers can live in one process. No label holds an order, a person or a token. */
export function openMetrics(server: Server, platform: Platform): Metrics {
  const registry = new Registry()
  const { http, calls, notifications, deliveries } = makeInstruments(registry)
  countOpen(registry, platform)
  server.addHook('onResponse', async (request, reply) => {
    const labels = { method: request.method, route: request.routeOptions.url ?? '(none)', status: reply.statusCode }
    http.observe(labels, reply.elapsedTime / 1000)
  })
  const stop = platform.hub.onCalled(({ channel, kind, status, ms }) =>
    calls.observe({ channel, kind, status }, ms / 1000),
  )
  return {
    notified: (channel, verdict) => notifications.inc({ channel, verdict }),
    delivered: (counts) => {
      for (const [result, count] of Object.entries(counts)) deliveries.inc({ result }, count)
    },
    print: () => registry.metrics(),
    close: stop,
  }
}

function makeInstruments(registry: Registry) {
  const registers = [registry]
  const buckets = SECONDS
  return {
    http: new Histogram({
      name: 'medsettle_http_seconds',
      help: 'time until a request was answered',
      labelNames: ['method', 'route', 'status'],
      buckets,
      registers,
    }),
    calls: new Histogram({
      name: 'medsettle_channel_call_seconds',
      help: 'time a channel took to answer, by what it answered',
      labelNames: ['channel', 'kind', 'status'],
      buckets,
      registers,
    }),
    notifications: new Counter({
      name: 'medsettle_notifications_total',
      help: 'notifications of channels: accepted, replayed (nothing changed), refused',
      labelNames: ['channel', 'verdict'],
      registers,
    }),
    deliveries: new Counter({
      name: 'medsettle_event_deliveries_total',
      help: 'events sent to webhook endpoints, by result',
      labelNames: ['result'],
      registers,
    }),
  }
}

function countOpen(registry: Registry, platform: Platform): void {
  const registers = [registry]
  const orders = new Gauge({
    name: 'medsettle_payments_today',
    help: 'payment orders of the present China day by status',
    labelNames: ['status'],
    registers,
    async collect() {
      const { now } = platform.surroundings
      const counts = await readOpenCounts(platform.world.store.database, chinaDate(now()))
      this.reset()
      attempts.reset()
      for (const { status, count } of counts.orders) this.set({ status }, count)
      for (const { channel, status, count } of counts.attempts) attempts.set({ channel, status }, count)
      workOrders.set(counts.workOrders)
      waiting.set(counts.deliveries)
    },
  })
  const attempts = new Gauge({
    name: 'medsettle_open_attempts',
    help: 'attempts at channels without a last word',
    labelNames: ['channel', 'status'],
    registers,
  })
  const workOrders = new Gauge({ name: 'medsettle_open_work_orders', help: 'work orders not yet resolved', registers })
  const waiting = new Gauge({ name: 'medsettle_undelivered_events', help: 'events not yet delivered', registers })
  orders.reset()
}
