import { type RunningServer, startServer } from './start-server.ts'

/** `node apps/server/main.ts`: runs until it is told to stop. Settings come from the environment (README.md). */
const running = await startServer({ logger: { level: process.env.LOG_LEVEL ?? 'info' } }).catch(giveUp)
process.stdout.write(`MedSettle 医结 ${running.url}\n接口文档 API reference ${running.url}/docs\n`)
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(running))

async function stop(server: RunningServer): Promise<never> {
  await server.close().catch(giveUp)
  process.exit(0)
}

function giveUp(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
