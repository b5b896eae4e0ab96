import { parseArgs } from 'node:util'
import { startSandbox } from './start-sandbox.ts'

/** `node apps/sandbox/main.ts [--port N] [--data DIR]`: prints `{"url":…}` once it listens; SIGTERM closes it. */
const { values } = parseArgs({ options: { port: { type: 'string', default: '0' }, data: { type: 'string' } } })
const port = Number(values.port)
if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`--port ${values.port} is not a port`)

const sandbox = await startSandbox({ port, ...(values.data === undefined ? {} : { dataDir: values.data }) })
process.stdout.write(`${JSON.stringify({ url: sandbox.url })}\n`)

const stop = async () => {
  await sandbox.close()
  process.exit(0)
}
process.once('SIGTERM', stop)
process.once('SIGINT', stop)
