import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BillJson } from '../../domain/bill/bill-input.ts'
import type { KillStage } from './kill-stage.ts'

/** What a client was told before the next kill, and must still be true at the end. */
export interface Acknowledged {
  readonly orderId: string
  readonly hisBillNo: string
  readonly status: string
}

export interface Load {
  readonly acknowledged: readonly Acknowledged[]
  /** answers that no client should ever see, with their text */
  readonly surprises: readonly string[]
  stop(): Promise<void>
}

interface OrderAnswer {
  readonly orderId: string
  readonly status: string
  readonly adjudication: { readonly cashFen: number }
}

/** longer than the whole time of killing: a client that waits is not a client that lost something */
const LONGEST_WAIT_MS = 300_000

/** HIS clients, each bill sent once, that never give up: the same Idempotency-Key again until there is an answer. */
export function startLoad(stage: KillStage, clients: number, share: readonly BillJson[]): Load {
  const acknowledged: Acknowledged[] = []
  const surprises: string[] = []
  const bills = share[Symbol.iterator]()
  let stopping = false
  const note = (bill: BillJson, { orderId, status }: OrderAnswer): void => {
    acknowledged.push({ orderId, hisBillNo: bill.hisBillNo, status })
  }
  const one = async (bill: BillJson): Promise<void> => {
    const quoted = await insist<OrderAnswer>(stage, '/v1/bills', bill)
    const choices = quoted.adjudication.cashFen > 0 ? [{ channel: 'wechat-pay', product: 'native' }] : []
    const charging = await insist<OrderAnswer>(stage, `/v1/payment-orders/${quoted.orderId}/pay`, {
      choices,
      stepUpConfirmed: true,
    })
    note(bill, charging)
    for (const deadline = Date.now() + 4000; Date.now() < deadline && !stopping; await sleep(150)) {
      const order = await ask<OrderAnswer>(stage, `/v1/payment-orders/${quoted.orderId}`)
      if (order) note(bill, order)
      if (order?.status === 'paid') return
    }
  }
  const client = async (): Promise<void> => {
    for (let next = bills.next(); !next.done && !stopping; next = bills.next())
      await one(next.value).catch((error: Error) => void surprises.push(error.message))
  }
  const running = Array.from({ length: clients }, client)
  return {
    acknowledged,
    surprises,
    stop: async () => {
      stopping = true
      await Promise.all(running)
    },
  }
}

/** One call may hang with a server that is being killed; then it is given up and made again. */
const LONGEST_CALL_MS = 30_000

/** POSTs until answered; the key is the same every time, so an act that was done is not done again. */
async function insist<T>(stage: KillStage, path: string, body: unknown): Promise<T> {
  const headers = {
    authorization: `Bearer ${stage.apiKey}`,
    'content-type': 'application/json',
    'idempotency-key': randomUUID(),
  }
  let last = 'nothing was heard'
  for (const deadline = Date.now() + LONGEST_WAIT_MS; Date.now() < deadline; await sleep(100)) {
    try {
      const signal = AbortSignal.timeout(LONGEST_CALL_MS)
      const answer = await fetch(stage.url + path, { method: 'POST', headers, body: JSON.stringify(body), signal })
      const text = await answer.text()
      if (answer.ok) return JSON.parse(text) as T
      last = `${answer.status} ${text}`
      if (answer.status < 500 && !text.includes('IDEMPOTENCY_IN_PROGRESS')) break
    } catch (error) {
      last = String((error as Error).cause ?? error)
    }
  }
  throw new Error(`${path} got no good answer; the last one: ${last}`)
}

async function ask<T>(stage: KillStage, path: string): Promise<T | null> {
  const answer = await fetch(stage.url + path, { headers: { authorization: `Bearer ${stage.apiKey}` } }).catch(
    () => null,
  )
  return answer?.ok ? ((await answer.json().catch(() => null)) as T | null) : null
}
