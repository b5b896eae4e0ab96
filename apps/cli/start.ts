import { startServer } from '../server/start-server.ts'
import { issueFirstKey } from './start/first-key.ts'
import { openSandboxAccounts } from './start/open-sandbox-accounts.ts'
import { startSandboxProcess } from './start/sandbox-process.ts'

/** `start`: API, cashier and (unless --no-sandbox) the sandbox of the outside world; prints their addresses. */
export async function runStart(options: { readonly port?: number; readonly sandbox: boolean }): Promise<void> {
  const outside = options.sandbox ? await startSandboxProcess() : null
  // a sandbox that outlived a server which could not start would keep this process waiting for ever
  const server = await startServer({
    ...(options.port === undefined ? {} : { port: options.port }),
    logger: { level: process.env.LOG_LEVEL ?? 'warn' },
  }).catch((error: unknown) => {
    outside?.stop()
    throw error
  })
  const say = (text: string): void => void process.stdout.write(`${text}\n`)
  say('MedSettle 医结 已启动 · is running')
  say(`  接口 API            ${server.url}/v1`)
  say(`  接口文档 reference  ${server.url}/docs`)
  say(`  健康 health         ${server.url}/health   指标 metrics ${server.url}/metrics`)
  if (outside) {
    const { link, billNo } = await openSandboxAccounts(server, outside.url)
    say(`  沙盒 sandbox        ${outside.url}/admin/orders`)
    say(`  收银台 cashier      ${link}   （示例账单 ${billNo}，在沙盒钱包里确认支付）`)
  }
  const key = await issueFirstKey(server)
  if (key) say(`  API 密钥 key        ${key}   （机构 DEMO0001，仅显示这一次）`)
  say('按 Ctrl+C 停止 · Ctrl+C stops it')
  const stop = async (): Promise<void> => {
    await server.close()
    outside?.stop()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop())
}
