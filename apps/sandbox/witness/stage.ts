import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FaultRule } from '../core/faults.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../start-sandbox.ts'

export interface WechatConfig {
  readonly baseUrl: string
  readonly mchid: string
  readonly appid: string
  readonly merchantSerial: string
  readonly merchantPrivateKey: string
  readonly apiV3Key: string
  readonly platformSerial: string
  readonly platformPublicKey: string
}

export interface AlipayConfig {
  readonly gateway: string
  readonly endpoint: string
  readonly appId: string
  readonly sellerId: string
  readonly privateKey: string
  readonly alipayPublicKey: string
}

/** A started sandbox with the merchant's side of the stage: accounts, a mailbox for notifications, the script. */
export interface Stage {
  readonly sandbox: Sandbox
  readonly mailbox: Mailbox
  readonly wechat: WechatConfig
  readonly alipay: AlipayConfig
  /** GET without `body`, else POST; answers the JSON */
  admin<T = unknown>(path: string, body?: unknown): Promise<T>
  fault(rule: Omit<FaultRule, 'times'> & { readonly times?: number }): Promise<void>
  /** the payer confirms */
  pay(channel: 'wechat-pay' | 'alipay', orderId: string): Promise<void>
  close(): Promise<void>
}

export async function setStage(options: SandboxOptions = {}, accountQuery = ''): Promise<Stage> {
  const sandbox = await startSandbox(options)
  const mailbox = await openMailbox()
  const admin = async <T>(path: string, body?: unknown): Promise<T> => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
    const answer = await fetch(`${sandbox.url}/admin/${path}`, init)
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }
  const accounts = await admin<{ 'wechat-pay': WechatConfig; alipay: AlipayConfig }>(
    `credentials?institution=TEST01${accountQuery}`,
  )
  return {
    sandbox,
    mailbox,
    wechat: accounts['wechat-pay'],
    alipay: accounts.alipay,
    admin,
    fault: async (rule) => void (await admin('faults', { times: 1, ...rule })),
    pay: async (channel, orderId) => void (await admin('wallet/pay', { channel, orderId })),
    async close() {
      await sandbox.close()
      await mailbox.close()
    },
  }
}

export interface Letter {
  readonly path: string
  readonly headers: Record<string, string>
  readonly body: string
}

export interface Mailbox {
  url(path: string): string
  /** what has come for this path, oldest first */
  letters(path: string): Letter[]
  /** waits until `count` letters have come for this path */
  arrived(path: string, count: number): Promise<Letter[]>
  /** answers the next letters for this path so instead of accepting them */
  answerNext(path: string, ...statuses: number[]): void
  close(): Promise<void>
}

async function openMailbox(): Promise<Mailbox> {
  const letters: Letter[] = []
  const refusals = new Map<string, number[]>()
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const path = incoming.url ?? '/'
      const headers = incoming.headers as Record<string, string>
      letters.push({ path, headers, body: Buffer.concat(chunks).toString('utf8') })
      const status = refusals.get(path)?.shift() ?? 200
      outgoing.writeHead(status).end(status === 200 ? 'success' : 'fail')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const of = (path: string) => letters.filter((letter) => letter.path === path)
  return {
    url: (path) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    letters: of,
    async arrived(path, count) {
      const deadline = Date.now() + 5_000
      while (of(path).length < count) {
        if (Date.now() > deadline) throw new Error(`${of(path).length} of ${count} letters came for ${path}`)
        await quiet(5)
      }
      return of(path)
    },
    answerNext: (path, ...statuses) => void refusals.set(path, statuses),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Real time goes by: long enough for a message on loopback that must not come. */
export const quiet = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
