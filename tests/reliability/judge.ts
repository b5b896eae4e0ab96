import type { KillStage } from './kill-stage.ts'
import type { Acknowledged } from './load.ts'

interface OrderRow {
  readonly order_id: string
  readonly status: string
  readonly cash: string
  readonly attempts: {
    readonly id: string
    readonly leg: string
    readonly act: string
    readonly status: string
    readonly msgid: string | null
  }[]
}

interface SandboxOrder {
  readonly channel: string
  readonly ourOrderId: string
  readonly amountFen: number
  readonly status: string
  readonly refunds: readonly { readonly amountFen: number; readonly status: string }[]
}

/** Attempts and orders that nobody has finished yet, a sentence each. */
export async function listOpen(stage: KillStage): Promise<string[]> {
  const rows = await stage.rows<{ sentence: string }>(
    `select format('%s %s %s is %s (%s %s), asked %s times, next at %s', act, channel, attempt_id, status, channel_code, message,
        checks, next_check_at) as sentence from medsettle.attempt a where a.status in ('intent', 'pending', 'unknown')
        and not exists (select from medsettle.work_order w where w.subject_key = 'ATTEMPT_UNRESOLVED:' || a.attempt_id)
      union all
      select format('order %s is %s since %s', order_id, status, updated_at) from medsettle.payment_order
        where status in ('charging', 'reversing')`,
  )
  return rows.map((row) => row.sentence)
}

/**
 * Compares what clients were told, what the database holds and what the channels' own books say.
 * @returns one sentence for each thing that is wrong
 */
export async function judge(stage: KillStage, told: readonly Acknowledged[]): Promise<string[]> {
  const orders = await stage.rows<OrderRow>(
    `select o.order_id, o.status, o.state->'adjudication'->>'cash' as cash,
       coalesce((select jsonb_agg(jsonb_build_object('id', a.attempt_id, 'leg', a.leg, 'act', a.act, 'status', a.status,
         'msgid', a.detail->>'messageId')) from medsettle.attempt a where a.order_id = o.order_id), '[]') as attempts
     from medsettle.payment_order o`,
  )
  const books = (await (await fetch(`${stage.sandboxUrl}/admin/orders`)).json()) as SandboxOrder[]
  const byOurId = Map.groupBy(books, (order) => order.ourOrderId)
  return [...lost(orders, told), ...orders.flatMap((order) => wrongMoney(order, byOurId)), ...(await wrongBooks(stage))]
}

function lost(orders: readonly OrderRow[], told: readonly Acknowledged[]): string[] {
  const stored = new Map(orders.map((order) => [order.order_id, order.status]))
  return told.flatMap(({ orderId, hisBillNo, status }) => {
    const now = stored.get(orderId)
    if (now === undefined) return [`bill ${hisBillNo} was acknowledged as ${orderId}, which no longer exists`]
    return status === 'paid' && now !== 'paid' ? [`${orderId} was acknowledged paid and is now ${now}`] : []
  })
}

/** Taken and kept at the wallets = the self-pay part of a paid order, else nothing; the same for the insurer. */
function wrongMoney(order: OrderRow, books: ReadonlyMap<string, SandboxOrder[]>): string[] {
  const charges = order.attempts.filter((attempt) => attempt.act === 'charge')
  const at = (id: string | null): SandboxOrder[] => (id === null ? [] : (books.get(id) ?? []))
  const kept = charges
    .filter((one) => one.leg === 'wallet')
    .flatMap((one) => at(one.id))
    .reduce((sum, one) => sum + keptOf(one), 0)
  const standing = charges
    .filter((one) => one.leg === 'insurance')
    .flatMap((one) => at(one.msgid))
    .filter((one) => one.status === 'SETTLED')
  const insured = charges.some((one) => one.leg === 'insurance')
  const paid = order.status === 'paid'
  const wrong: string[] = []
  if (kept !== (paid ? Number(order.cash) : 0))
    wrong.push(`${order.order_id} is ${order.status}, its wallets keep ${kept} fen of ${order.cash}`)
  if (standing.length !== (paid && insured ? 1 : 0))
    wrong.push(`${order.order_id} is ${order.status} with ${standing.length} standing insurance settlements`)
  return wrong
}

const PAID = new Set(['SUCCESS', 'REFUND', 'TRADE_SUCCESS', 'TRADE_FINISHED'])

function keptOf({ status, amountFen, refunds }: SandboxOrder): number {
  const back = refunds
    .filter((refund) => refund.status === 'SUCCESS')
    .reduce((sum, refund) => sum + refund.amountFen, 0)
  return PAID.has(status) ? amountFen - back : 0
}

async function wrongBooks(stage: KillStage): Promise<string[]> {
  const [row] = await stage.rows<{ difference: string; deposits: string; unanswered: number }>(
    `select coalesce(sum(debits_fen - credits_fen), 0)::text as difference,
       coalesce(sum(credits_fen - debits_fen) filter (where path = 'liability/patient-deposits'), 0)::text as deposits,
       (select count(*)::int from medsettle.transfer p where p.kind = 'pending'
         and not exists (select from medsettle.transfer t where t.pending_id = p.transfer_id)) as unanswered
     from medsettle.account_balance`,
  )
  const wrong: string[] = []
  if (row!.difference !== '0') wrong.push(`debits and credits differ by ${row!.difference} fen`)
  if (row!.deposits !== '0') wrong.push(`${row!.deposits} fen lie on patient deposits although nothing is open`)
  if (row!.unanswered > 0) wrong.push(`${row!.unanswered} reservations were never answered`)
  return wrong
}
