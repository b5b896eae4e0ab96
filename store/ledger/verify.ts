import type { Database } from '../database.ts'
import { checkAccounts, checkChainHeads, checkInstitutions } from './verify-books.ts'
import { BATCH_CHECKS } from './verify-checks.ts'
import { type LedgerFinding, type Place, placed } from './verify-finding.ts'

export interface VerifyOptions {
  /** begin with this batch; what lies before it was verified */
  readonly fromBatch?: number
  /** findings beyond this many are counted and not kept */
  readonly most?: number
  /** @param done transfers looked at; @param total transfers there were when it began */
  onProgress?(done: number, total: number): void
  /** transfers looked at by one statement, about */
  readonly step?: number
}

export interface Verified {
  readonly findings: readonly LedgerFinding[]
  /** also those that were not kept */
  readonly found: number
  readonly batches: number
  readonly transfers: number
  /** begin here the next time: batches that were being written meanwhile are looked at again */
  readonly nextBatch: number
  /** what a chain ended with; kept elsewhere, they show that nothing was cut off later */
  readonly heads: readonly ChainHead[]
}

export interface ChainHead {
  readonly chainId: string
  readonly batches: number
  /** hex */
  readonly head: string
}

const STEP = 20_000
const MOST_BATCHES = 2000
const BEYOND_ALL = Number.MAX_SAFE_INTEGER

/**
 * Adds the books up again, in SQL of its own and from the rows alone. Works through ranges of batches, so memory is bounded;
 * writers may go on meanwhile, because a batch is seen whole or not at all.
 */
export async function verifyLedger(database: Database, options: VerifyOptions = {}): Promise<Verified> {
  const { fromBatch = 0, most = 1000, step = STEP } = options
  const findings: LedgerFinding[] = []
  let found = 0
  const note = (places: readonly Place[], code: LedgerFinding['code']): void => {
    found += places.length
    for (const place of places.slice(0, Math.max(0, most - findings.length))) findings.push(placed(code, place))
  }
  const scope = await openScope(database, fromBatch)
  let low = fromBatch
  let batches = 0
  let transfers = 0
  while (low <= scope.last) {
    const range = await nextRange(database, { low, last: scope.last, step })
    // the first and the last range reach beyond the batches: what belongs to none is found too
    const bounds = [range.low === fromBatch && fromBatch === 0 ? -BEYOND_ALL : range.low, range.high] as const
    for (const check of BATCH_CHECKS) note(await database.query<Place>(check.sql, bounds), check.code)
    batches += range.batches
    transfers += range.transfers
    low = range.high + 1
    options.onProgress?.(transfers, Math.max(scope.transfers, transfers))
  }
  for (const check of [checkAccounts, checkChainHeads, checkInstitutions]) await check(database, note)
  const heads = await database.query<ChainHead & Record<string, unknown>>(HEADS)
  return { findings, found, batches, transfers, nextBatch: scope.next, heads }
}

const HEADS = `select chain_id as "chainId", batches, encode(head, 'hex') as head from medsettle.ledger_chain order by opened_at, chain_id`

interface Scope {
  /** the highest batch there is, or that a transfer or posting claims */
  readonly last: number
  readonly next: number
  readonly transfers: number
}

async function openScope(database: Database, fromBatch: number): Promise<Scope> {
  const [row] = await database.query<{ last: number | null; next: number | null; transfers: number }>(
    `select greatest((select max(batch_no) from medsettle.ledger_batch), (select max(booking_no) / 8192 from medsettle.transfer)) as last,
       (select medsettle.last_batch_at(now() - interval '2 minutes')) as next,
       (select coalesce(sum(transfers), 0)::bigint from medsettle.ledger_batch where batch_no >= $1) as transfers`,
    [fromBatch],
  )
  const last = row!.last ?? 0
  return {
    last: Math.max(last, fromBatch),
    next: Math.max((row!.next ?? -1) + 1, fromBatch),
    transfers: row!.transfers,
  }
}

interface Range {
  readonly low: number
  readonly high: number
  readonly batches: number
  readonly transfers: number
}

/** So many batches that they hold about a step of transfers. */
async function nextRange(
  database: Database,
  { low, last, step }: { readonly low: number; readonly last: number; readonly step: number },
): Promise<Range> {
  const rows = await database.query<{ batchNo: number; transfers: number }>(
    `select batch_no as "batchNo", transfers from medsettle.ledger_batch where batch_no between $1 and $2
     order by batch_no limit ${MOST_BATCHES}`,
    [low, last],
  )
  let transfers = 0
  let batches = 0
  while (batches < rows.length && (batches === 0 || transfers < step)) transfers += rows[batches++]!.transfers
  const isLast = batches === rows.length && rows.length < MOST_BATCHES
  return { low, high: isLast ? last : rows[batches - 1]!.batchNo, batches, transfers }
}
