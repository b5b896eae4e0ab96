import { randomInt } from 'node:crypto'
import { type Fen, formatYuan } from '@medsettle/money'
import { openAccounts, registerPersons } from '../../apps/cli/demo/open-demo.ts'
import { type SandboxClient, sandboxClient } from '../../apps/cli/demo/sandbox-client.ts'
import { STORY_PERSON, storyBill } from '../../apps/cli/demo/story.ts'
import { startSandbox } from '../../apps/sandbox/start-sandbox.ts'
import { type RunningServer, startServer } from '../../apps/server/start-server.ts'
import type { CatalogueItem } from '../../domain/bill/bill.ts'
import type { BillJson } from '../../domain/bill/bill-input.ts'
import { readBill } from '../../domain/bill/read-bill.ts'
import { chinaDate } from '../../domain/identity/clock.ts'
import { payToken, quoteBill } from '../../flow/quote-bill.ts'
import { type Institution, readInstitution } from '../../store/institution.ts'
import { testDatabase } from '../database.ts'
import { findChromium } from './find-chromium.ts'
import { openWindows, type Windows } from './windows.ts'

/** A patient's payment link. */
export interface Link {
  readonly url: string
  readonly token: string
  readonly orderId: string
}

export interface Stage extends Windows {
  readonly url: string
  readonly sandbox: SandboxClient
  /** the 1,000.00 yuan story of a patient who has not been here before; `bill` may change it */
  quote(bill?: (story: BillJson) => BillJson): Promise<Link>
  /** a patient with 10,000.00 yuan on the personal account and one line the fund covers: nothing is left to pay in cash */
  quoteCovered(): Promise<Link>
  /** every wallet charge we ever intended, as `wechat-pay 12.30 settled`, oldest first */
  charges(link: Link): Promise<string[]>
  /** every order the wallets know of this link, as `wechat-pay 12.30 SUCCESS` */
  walletOrders(link: Link): Promise<string[]>
  /** the payer confirms the open charge on another device */
  confirmElsewhere(link: Link): Promise<void>
  /** the order lapses this many milliseconds from now */
  lapseIn(link: Link, ms: number): Promise<void>
  close(): Promise<void>
}

const MORNING = new Date('2026-11-21T02:00:00Z')
const TODAY = chinaDate(MORNING)

/** The real server with the real page on a database of its own, the outside world, and one browser. */
export async function openStage(): Promise<Stage> {
  const start = MORNING.getTime() - performance.now()
  const now = (): Date => new Date(start + performance.now())
  const chromium = await findChromium()
  const database = await testDatabase()
  const outside = await startSandbox({ seed: 11, now })
  const server = await startServer({
    ownerUrl: database.ownerUrl,
    dataKey: Buffer.alloc(32, 11),
    host: '127.0.0.1',
    port: 0,
    connections: 6,
    everyMs: 200,
    surroundings: { now, chance: () => randomInt(32) },
  })
  const sandbox = sandboxClient(outside.url)
  const catalogue = await openAccounts(server.platform, sandbox, TODAY)
  const institution = (await readInstitution(server.platform.databases.asPlatform(), 'DEMO0001'))!
  const browser = await chromium.launch()
  return {
    url: server.url,
    sandbox,
    ...cashDesk({ server, sandbox, institution, catalogue }),
    ...books(server, sandbox),
    ...openWindows(browser),
    close: async () => {
      await browser.close()
      await server.close()
      await outside.close()
      await database.drop()
    },
  }
}

interface Desk {
  readonly server: RunningServer
  readonly sandbox: SandboxClient
  readonly institution: Institution
  readonly catalogue: readonly CatalogueItem[]
}

/** Each bill is of another patient, so that the year's deductible of one story does not spill into the next. */
function cashDesk({ server, sandbox, institution, catalogue }: Desk): Pick<Stage, 'quote' | 'quoteCovered'> {
  const { platform, url } = server
  let patients = 0
  const quote = async (change: (story: BillJson) => BillJson, accountBalance: number): Promise<Link> => {
    const number = String(++patients).padStart(4, '0')
    const psnNo = `330100BROWSER${number}`
    const certno = `TESTBROWSER${number}`
    await registerPersons(platform, sandbox, [{ ...STORY_PERSON, psnNo, certno, accountBalance }])
    const story = storyBill(catalogue, TODAY)
    const own = {
      ...story,
      hisBillNo: `BROWSER${number}`,
      chargeBatchNo: `BROWSER${number}`,
      patient: { ...story.patient, patientId: `P${number}`, idNumber: certno },
      cover: { ...story.cover!, personNo: psnNo, certificateNo: certno },
      lines: story.lines!.map((line) => (line.prescriptionNo ? { ...line, prescriptionNo: `RX${number}` } : line)),
    }
    const { order } = await quoteBill(platform.world, institution, readBill(change(own)))
    const token = payToken(platform.world, order.orderId)
    return { url: `${url}/pay/${token}`, token, orderId: order.orderId }
  }
  return {
    quote: (change = (story) => story) => quote(change, STORY_PERSON.accountBalance),
    quoteCovered: () => quote(firstLineOnly, 1_000_000),
  }
}

const firstLineOnly = ({ statedTotal, ...story }: BillJson): BillJson => ({ ...story, lines: story.lines!.slice(0, 1) })

interface WalletOrder {
  readonly channel: string
  readonly ourOrderId: string
  readonly amountFen: Fen
  readonly status: string
}

function books(
  { platform }: RunningServer,
  sandbox: SandboxClient,
): Pick<Stage, 'charges' | 'walletOrders' | 'confirmElsewhere' | 'lapseIn'> {
  const database = platform.databases.asPlatform()
  const attempts = (link: Link) =>
    database.query<{ attempt_id: string; channel: string; amount_fen: Fen; status: string }>(
      `select attempt_id, channel, amount_fen, status from medsettle.attempt
        where order_id = $1 and act = 'charge' and leg = 'wallet' order by created_at, attempt_id`,
      [link.orderId],
    )
  return {
    charges: async (link) =>
      (await attempts(link)).map((one) => `${one.channel} ${formatYuan(one.amount_fen)} ${one.status}`),
    walletOrders: async ({ orderId }) => {
      const orders = (await (await fetch(`${sandbox.url}/admin/orders`)).json()) as WalletOrder[]
      // our attempts carry the number of their order, so the wallets are asked without believing our own books
      return orders
        .filter((one) => one.channel !== 'nhsa' && one.ourOrderId.startsWith(`at_${orderId.slice(3)}`))
        .map((one) => `${one.channel} ${formatYuan(one.amountFen)} ${one.status}`)
    },
    confirmElsewhere: async (link) => {
      const open = (await attempts(link)).find(({ status }) => status === 'pending')
      if (!open) throw new Error(`no wallet charge of ${link.orderId} is waiting for its payer`)
      await sandbox.pay(open.channel, open.attempt_id)
    },
    lapseIn: async (link, ms) => {
      const at = new Date(platform.surroundings.now().getTime() + ms)
      await database.query('update medsettle.payment_order set expires_at = $2 where order_id = $1', [link.orderId, at])
    },
  }
}
