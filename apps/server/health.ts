import { z } from 'zod'
import { readConnectedChannels } from '../../store/list-institution-terms.ts'
import type { Server } from './http/server-type.ts'
import type { Metrics } from './metrics.ts'
import type { Platform } from './open-world.ts'

const tags = ['operation']

const healthSchema = z
  .object({
    status: z.enum(['ok', 'degraded', 'down']),
    database: z.object({ ok: z.boolean(), ms: z.int() }),
    channels: z.array(z.object({ channel: z.string(), health: z.enum(['healthy', 'degraded', 'down']) })),
  })
  .meta({ id: 'Health' })

/** For load balancers and scrapers; nothing of any institution is in them. */
export function registerHealth(server: Server, platform: Platform, metrics: Metrics): void {
  server.route({
    method: 'GET',
    url: '/health',
    schema: {
      tags,
      summary: '健康检查 · 200 while the database answers, else 503; a channel that is down degrades only',
      response: { 200: healthSchema, 503: healthSchema },
    },
    handler: async (_request, reply) => {
      const health = await look(platform)
      return reply.code(health.status === 'down' ? 503 : 200).send(health)
    },
  })
  server.route({
    method: 'GET',
    url: '/metrics',
    schema: {
      tags,
      summary: 'Prometheus 指标 · metrics',
      response: { 200: { description: 'metrics', content: { 'text/plain': { schema: z.string() } } } },
    },
    handler: async (_request, reply) =>
      reply.type('text/plain; version=0.0.4; charset=utf-8').send(await metrics.print()),
  })
}

async function look(platform: Platform): Promise<z.input<typeof healthSchema>> {
  const started = performance.now()
  try {
    const names = await readConnectedChannels(platform.world.store.database)
    const ms = Math.round(performance.now() - started)
    const channels = names.map((channel) => ({ channel, health: platform.world.health(channel) }))
    const isWhole = channels.every((one) => one.health === 'healthy')
    return { status: isWhole ? 'ok' : 'degraded', database: { ok: true, ms }, channels }
  } catch {
    const ms = Math.round(performance.now() - started)
    return { status: 'down', database: { ok: false, ms }, channels: [] }
  }
}
