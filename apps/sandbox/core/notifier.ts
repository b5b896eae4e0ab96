import { request as overPlain, Agent as PlainAgent } from 'node:http'
import { request as overTls, Agent as TlsAgent } from 'node:https'
import type { Fault, FaultBook, FaultChannel } from './faults.ts'
import type { Settings } from './settings.ts'
import type { World } from './world.ts'

export interface Posting {
  readonly headers: Record<string, string>
  readonly body: string
}

/** How a message reaches the merchant's server; throws when it does not. */
export type Post = (url: string, posting: Posting) => Promise<{ readonly status: number; readonly body: string }>

export interface Announcement {
  readonly channel: FaultChannel
  /** what `match` of a fault may name: the order's description and our ids */
  readonly text: string
  readonly url: string
  /** Writes the message anew for each attempt: signature and timestamp are fresh, the notification's id is not. */
  write(badSignature: boolean): Posting
  accepted(answer: { readonly status: number; readonly body: string }): boolean
}

/** Brings word to merchants, again and again until they accept it: losing one would hide a payment from them. */
export interface Notifier {
  announce(announcement: Announcement): void
  close(): Promise<void>
}

export interface NotifierDeps {
  readonly world: World
  readonly faults: FaultBook
  readonly settings: Settings
}

/** @param post how to reach the merchant; over HTTP with kept connections by default */
export function createNotifier(deps: NotifierDeps, post?: Post): Notifier {
  const line = openLine()
  const send = post ?? line.post
  let closed = false

  const attempt = async (announcement: Announcement, number: number, badSignature: boolean): Promise<void> => {
    if (closed) return
    const accepted = await send(announcement.url, announcement.write(badSignature)).then(
      (answer) => announcement.accepted(answer),
      () => false,
    )
    const wait = deps.settings.notifyRetryMs[number]
    if (accepted || wait === undefined) return
    deps.world.after(wait, () => void attempt(announcement, number + 1, false))
  }
  return {
    announce(announcement) {
      const faults = deps.faults.take(announcement.channel, 'notify', announcement.text, 'notify')
      const has = (kind: Fault['kind']) => faults.some((fault) => fault.kind === kind)
      if (has('no-notify')) return
      const waitMs = faults.reduce((ms, fault) => ('ms' in fault ? ms + fault.ms : ms), 0)
      const start = () => {
        void attempt(announcement, 0, has('bad-signature'))
        if (has('duplicate-notify')) void attempt(announcement, 0, false)
      }
      deps.world.after(waitMs, start)
    },
    async close() {
      closed = true
      line.close()
    },
  }
}

/** WeChat Pay and Alipay wait five seconds for an answer [R]. */
const ANSWER_TIMEOUT_MS = 5_000

const CONNECTIONS = { keepAlive: true, maxSockets: 32 } as const

function openLine(): { post: Post; close(): void } {
  const plain = new PlainAgent(CONNECTIONS)
  const tls = new TlsAgent(CONNECTIONS)
  const post: Post = (url, posting) =>
    new Promise((resolve, reject) => {
      const target = new URL(url)
      const options = {
        method: 'POST',
        headers: { ...posting.headers, 'content-length': Buffer.byteLength(posting.body) },
      }
      const secure = target.protocol === 'https:'
      const sending = secure
        ? overTls(target, { ...options, agent: tls })
        : overPlain(target, { ...options, agent: plain })
      sending.setTimeout(ANSWER_TIMEOUT_MS, () => sending.destroy(new Error(`${target.host} did not answer in time`)))
      sending.on('error', reject)
      sending.on('response', (answer) => {
        let body = ''
        answer.setEncoding('utf8')
        answer.on('data', (text: string) => {
          body += text
        })
        answer.on('error', reject)
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }))
      })
      sending.end(posting.body)
    })
  return {
    post,
    close() {
      plain.destroy()
      tls.destroy()
    },
  }
}
