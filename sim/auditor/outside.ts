/** What the outside world's own books say, read through GET /admin/orders and /admin/faults. Amounts fen. */
export interface Outside {
  readonly wallets: readonly WalletOrder[]
  readonly settlements: readonly Settlement[]
  readonly lies: readonly Lie[]
}

export interface WalletOrder {
  readonly account: string
  readonly channel: string
  readonly ourOrderId: string
  readonly amount: bigint
  readonly status: string
  readonly paidAt: string | null
  readonly description: string
  readonly refunds: readonly { readonly ourRefundId: string; readonly amount: bigint; readonly status: string }[]
}

export interface Settlement {
  readonly account: string
  /** what the institution called it: its msgid, or its own number of a mobile order */
  readonly msgid: string
  readonly settlementId: string
  readonly chargeBatchNo: string
  readonly fund: bigint
  readonly personalAccount: bigint
  readonly cash: bigint
  readonly standing: boolean
  readonly at: string
  /** what took it back: `2208`, `2601`, `6203`, `ghost` */
  readonly takenBackBy: readonly { readonly by: string; readonly settlementId: string; readonly msgid: string }[]
}

/** A line of a statement that the sandbox was told to bend. */
export interface Lie {
  readonly channel: string
  readonly how: string
  readonly byFen: bigint
  /** text of the order it was told about */
  readonly match: string
  /** how often it was told */
  readonly told: number
}

export interface OutsideQuestion {
  /** merchant accounts at the sandbox */
  readonly accounts: readonly string[]
  /** China dates, both included: an account serves other seeds on other days */
  readonly from: string
  readonly to: string
}

/** @param url of the sandbox */
export async function readOutside(url: string, question: OutsideQuestion): Promise<Outside> {
  const [orders, faults] = await Promise.all([ask(`${url}/admin/orders`), ask(`${url}/admin/faults`)])
  const ours = orders.filter(
    (order) => question.accounts.includes(text(order.institution)) && isWithin(order, question),
  )
  return {
    wallets: ours.filter((order) => order.channel !== 'nhsa').map(toWalletOrder),
    settlements: ours.filter((order) => order.channel === 'nhsa').map(toSettlement),
    lies: faults.flatMap(toLie),
  }
}

type Json = Record<string, unknown>

async function ask(url: string): Promise<Json[]> {
  const answer = await fetch(url)
  if (!answer.ok) throw new Error(`the sandbox answered ${answer.status} to ${url}`)
  return (await answer.json()) as Json[]
}

/** An order that was never paid holds no money, whenever it was made. */
function isWithin(order: Json, { from, to }: OutsideQuestion): boolean {
  if (typeof order.paidAt !== 'string') return false
  const day = chinaDay(order.paidAt)
  return from <= day && day <= to
}

export const chinaDay = (iso: string): string => new Date(Date.parse(iso) + 8 * 3600_000).toISOString().slice(0, 10)

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const amount = (value: unknown): bigint => BigInt(value as number)

function toWalletOrder(order: Json): WalletOrder {
  return {
    account: text(order.institution),
    channel: text(order.channel),
    ourOrderId: text(order.ourOrderId),
    amount: amount(order.amountFen),
    status: text(order.status),
    paidAt: order.paidAt as string | null,
    description: text(order.description),
    refunds: (order.refunds as Json[]).map((refund) => ({
      ourRefundId: text(refund.ourRefundId),
      amount: amount(refund.amountFen),
      status: text(refund.status),
    })),
  }
}

function toSettlement(order: Json): Settlement {
  const amounts = order.amounts as Json
  return {
    account: text(order.institution),
    msgid: text(order.payOrdId) === '' ? text(order.msgid) : text(order.ourOrderId),
    settlementId: text(order.channelOrderId),
    chargeBatchNo: text(order.chrgBchno),
    fund: amount(amounts.pooled),
    personalAccount: amount(amounts.account),
    cash: amount(amounts.cash),
    standing: order.status === 'SETTLED',
    at: text(order.paidAt),
    takenBackBy: (order.refunds as Json[]).map((refund) => ({
      by: text(refund.by),
      settlementId: text(refund.setlId),
      msgid: text(refund.ourRefundId),
    })),
  }
}

function toLie(rule: Json): Lie[] {
  const fault = rule.fault as Json
  if (fault.kind !== 'lie-in-statement') return []
  return [
    {
      channel: text(rule.channel),
      how: text(fault.how),
      byFen: amount(fault.byFen ?? 1),
      match: text(rule.match),
      told: rule.hits as number,
    },
  ]
}

/** Money that left the channel again for good. */
const GIVEN_BACK = ['SUCCESS', 'REFUND_SUCCESS']
/** Refunds that the channel ended without paying anything out. */
const CAME_TO_NOTHING = ['CLOSED']

/** fen the channel holds of an order: paid − refunded */
export const keptAt = (order: WalletOrder): bigint =>
  order.refunds.reduce((left, one) => (GIVEN_BACK.includes(one.status) ? left - one.amount : left), order.amount)

/** fen promised back, on its way or done */
export const promisedBack = (order: WalletOrder): bigint =>
  order.refunds.reduce((sum, one) => (CAME_TO_NOTHING.includes(one.status) ? sum : sum + one.amount), 0n)
