import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RawNotification } from '../../channels/contract/channel.ts'

/** A notification as the channel sent it; what becomes of it is decided by the seed. */
export interface Letter {
  readonly channel: string
  readonly institutionId: string
  readonly raw: RawNotification
}

/** The address that channels are given. Every letter is taken in and acknowledged; the simulator delivers, or loses it. */
export interface Mailbox {
  readonly url: string
  /** Waits until `expected` letters have come since the last `begin`; answers those not taken yet. */
  take(expected: number): Promise<Letter[]>
  begin(): void
  close(): Promise<void>
}

const MOST_WAIT_MS = 5_000

export async function openMailbox(): Promise<Mailbox> {
  let arrived: Letter[] = []
  let count = 0
  const server = createServer((request, response) => {
    void readLetter(request).then((letter) => {
      arrived.push(letter)
      count += 1
      response.writeHead(200, { 'content-type': 'text/plain' }).end('success')
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    begin: () => {
      arrived = []
      count = 0
    },
    take: async (expected) => {
      for (const deadline = Date.now() + MOST_WAIT_MS; count < expected; await sleep(1))
        if (Date.now() > deadline) throw new Error(`${expected} notifications were due, ${count} came`)
      const letters = arrived
      arrived = []
      return letters
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

async function readLetter(request: IncomingMessage): Promise<Letter> {
  const [, , channel = '', institutionId = ''] = (request.url ?? '').split('/')
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
  return { channel, institutionId, raw: { headers, body: Buffer.concat(chunks).toString('utf8') } }
}
