import { type SandboxClient, sandboxClient } from '../../apps/cli/demo/sandbox-client.ts'
import { type Sandbox, startSandbox } from '../../apps/sandbox/start-sandbox.ts'
import type { CatalogueItem } from '../../domain/bill/bill.ts'
import { billPrefix } from '../plan/plan-seed.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** The sandbox of some seeds, on the simulator's clock. Its merchant accounts are reused: making keys is slow. */
export interface OutsideWorld {
  readonly client: SandboxClient
  /** configuration of every channel for an account name */
  credentials(account: string): Promise<Readonly<Record<string, unknown>>>
  /** what is in force on a day: prices may change in the middle of the year */
  registerCatalogue(date: string): Promise<void>
  clearFaults(): Promise<void>
  /** a payer presses the button; true when this order is paid now */
  pay(channel: string, orderId: string): Promise<boolean>
  /** refunds of a seed's orders that the wallets have finished, one way or the other; each sends a notification */
  finishedRefunds(seed: number): Promise<number>
  /** work that is due by now runs */
  catchUp(): void
  close(): Promise<void>
}

export interface OutsideWorldOptions {
  readonly clock: VirtualClock
  readonly items: readonly CatalogueItem[]
  readonly policy: unknown
}

export async function openOutsideWorld({ clock, items, policy }: OutsideWorldOptions): Promise<OutsideWorld> {
  // the simulator repeats notifications itself, so that nothing waits for real
  const sandbox: Sandbox = await startSandbox({ now: () => clock.now(), settings: { notifyRetryMs: [] } })
  const client = sandboxClient(sandbox.url)
  await client.registerPolicy(policy)
  const accounts = new Map<string, Promise<Record<string, unknown>>>()
  return {
    client,
    credentials: (account) => {
      const known = accounts.get(account) ?? client.credentials(account)
      accounts.set(account, known)
      return known
    },
    registerCatalogue: (date) => {
      const inForce = items.filter((item) => item.validFrom <= date && (item.validTo === null || date <= item.validTo))
      return client.registerCatalogue(inForce.map(({ validFrom, validTo, source, ...item }) => item))
    },
    clearFaults: async () => void (await fetch(`${sandbox.url}/admin/faults`, { method: 'DELETE' })),
    pay: (channel, orderId) => pay(sandbox.url, channel, orderId),
    finishedRefunds: (seed) => finishedRefunds(sandbox.url, seed),
    catchUp: () => sandbox.setClock(clock.now()),
    close: () => sandbox.close(),
  }
}

async function pay(url: string, channel: string, orderId: string): Promise<boolean> {
  const answer = await fetch(`${url}/admin/wallet/pay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ channel, orderId }),
  })
  await answer.text()
  return answer.ok
}

interface WalletBook {
  readonly description?: string
  readonly refunds: readonly { readonly status: string }[]
}

const UNFINISHED = ['PROCESSING', 'REFUND_PROCESSING']

/** The bill's number stands in the description the payer sees, and the seed in the bill's number. */
async function finishedRefunds(url: string, seed: number): Promise<number> {
  const books = await Promise.all(
    ['wechat-pay', 'alipay'].map(async (channel) => (await fetch(`${url}/admin/orders?channel=${channel}`)).json()),
  )
  const own = (books.flat() as WalletBook[]).filter((order) => order.description?.includes(billPrefix(seed)))
  return own.flatMap((order) => order.refunds).filter((refund) => !UNFINISHED.includes(refund.status)).length
}
