import { startServer } from './start-server.ts'

/** `node apps/server/main.ts`: runs until it is told to stop. Settings come from the environment (README.md). */
const server = await startServer({ logger: { level: process.env.LOG_LEVEL ?? 'info' } })
process.stdout.write(`MedSettle 医结 ${server.url}\n接口文档 API reference ${server.url}/docs\n`)

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => {
    server.close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`could not stop cleanly: ${String(error)}\n`)
        process.exit(1)
      },
    )
  })
