import { RefusalError } from '../../../domain/identity/refusal.ts'
import type { Database } from '../../database.ts'
import { closeAccount, freezeAccount, openAccount, unfreezeAccount } from '../accounts.ts'
import type { TransferAnswer } from '../job.ts'
import type { BooksOf } from '../load-books.ts'
import { type Ledger, openLedger } from '../open-ledger.ts'
import { faultsOfBooks } from './check-books.ts'
import type { BalanceStep, Case, Step, Table } from './table.ts'

/**
 * What a process remembers, and what it writes together, must not change an answer. Each table is told to one process; to a new
 * one at every line; to two in turn, so that each remembers what the other has changed since; and to one that hears the lines
 * up to the next event at once, so that they share a batch.
 */
export const WRITERS = [
  'one process',
  'a new process every line',
  'two processes in turn',
  'one process at once',
] as const
export type Writers = (typeof WRITERS)[number]

export interface Run {
  readonly database: Database
  readonly books: BooksOf
  readonly writers: Writers
}

interface Play extends Run {
  /** ms since epoch */
  now: number
  turn: number
  ledgers: Ledger[]
  /** booking number of each transfer's first answer */
  readonly bookings: Map<string, number>
  readonly faults: string[]
}

/** Ten o'clock in China on the second of March. */
const BEGIN = Date.parse('2026-03-02T10:00:00+08:00')

/** @returns what came otherwise than the table says, a line each; empty when all came as said */
export async function runTable(table: Table, run: Run): Promise<string[]> {
  const play: Play = { ...run, now: BEGIN, turn: 0, ledgers: [], bookings: new Map(), faults: [] }
  for (const part of partsOf(table, run.writers))
    await (Array.isArray(part) ? postGroups(play, part) : runStep(play, part))
  play.faults.push(...(await faultsOfBooks(run.database, run.books.institutionId)))
  return play.faults
}

type GroupStep = Extract<Step, { do: 'group' }>
type OtherStep = Exclude<Step, GroupStep>

/** Groups that are sent at once, and what happens between them. */
function partsOf({ steps }: Table, writers: Writers): (GroupStep[] | OtherStep)[] {
  const parts: (GroupStep[] | OtherStep)[] = []
  for (const step of steps) {
    const last = parts.at(-1)
    if (step.do !== 'group') parts.push(step)
    else if (writers === 'one process at once' && Array.isArray(last)) last.push(step)
    else parts.push([step])
  }
  return parts
}

async function runStep(play: Play, step: OtherStep): Promise<void> {
  if (step.do === 'account') await openAccount(play.database, play.books, step)
  else if (step.do === 'tick') play.now += step.ms
  else if (step.do === 'restart') play.ledgers = []
  else if (step.do === 'status') await setStatus(play, step)
  else if (step.do === 'balance') await compareBalance(play, step)
  else if (step.do === 'stored') await compareStored(play, step)
  else compare(play, step.line, `${await nextLedger(play).expire()} released`, `${step.released} released`)
}

const HOW_MANY: Readonly<Record<Writers, number>> = {
  'one process': 1,
  'a new process every line': 1,
  'two processes in turn': 2,
  'one process at once': 1,
}

function nextLedger(play: Play): Ledger {
  if (play.writers === 'a new process every line') play.ledgers = []
  const at = play.turn++ % HOW_MANY[play.writers]
  play.ledgers[at] ??= openLedger(play.database, play.books, { now: () => new Date(play.now) })
  return play.ledgers[at]
}

/** In the order of the table; whoever calls first is served first. */
async function postGroups(play: Play, groups: readonly GroupStep[]): Promise<void> {
  const ledger = nextLedger(play)
  const answers = await Promise.all(groups.map(({ members }) => ledger.post(members.map((one) => one.request))))
  for (const [index, { members }] of groups.entries()) compareAnswers(play, members, answers[index]!)
}

function compareAnswers(play: Play, members: readonly Case[], answers: readonly TransferAnswer[]): void {
  for (const [index, one] of members.entries()) {
    const answer = answers[index]!
    compare(play, one.line, tellAnswer(play, answer), tellExpected(one))
    if (answer.posted && !play.bookings.has(answer.transferId)) play.bookings.set(answer.transferId, answer.bookingNo)
  }
}

/** An answer and an expectation in the same words, so that they are compared whole. */
function tellAnswer({ bookings }: Play, answer: TransferAnswer): string {
  if (!answer.posted) {
    const { code, message, place } = answer.refusal
    const what = message.includes('：') ? message.slice(message.indexOf('：') + 1) : ''
    const at = place === answer.transferId.slice(0, 120) ? '' : ` at ${place}`
    return `${answer.replayed ? 'again ' : ''}${code} ${what}`.trimEnd() + at
  }
  const first = bookings.get(answer.transferId) ?? answer.bookingNo
  return `${answer.replayed ? 'replay' : 'ok'} ${answer.amount}${first === answer.bookingNo ? '' : ' booked again'}`
}

function tellExpected({ expected }: Case): string {
  if (expected.says !== 'refused') return `${expected.says} ${expected.amount}`
  return `${expected.replayed ? 'again ' : ''}${expected.code} ${expected.what}`.trimEnd()
}

function compare({ faults }: Play, line: number, came: string, expected: string): void {
  if (came !== expected) faults.push(`line ${line}: expected ${expected}, came ${came}`)
}

type StatusStep = Extract<Step, { do: 'status' }>
const ACTS = { freeze: freezeAccount, unfreeze: unfreezeAccount, close: closeAccount }

async function setStatus(play: Play, { act, path, line, refused }: StatusStep): Promise<void> {
  const came = await ACTS[act](play.database, play.books, { path }).then(
    () => 'ok',
    (error: unknown) => {
      if (error instanceof RefusalError) return error.refusal.code
      throw error
    },
  )
  compare(play, line, came, refused ?? 'ok')
}

async function compareBalance(play: Play, expected: BalanceStep): Promise<void> {
  const [row] = await play.database.query<{ said: string }>(expected.until === null ? BALANCE : BALANCE_UNTIL, [
    play.books.institutionId,
    expected.path,
    ...(expected.until === null ? [] : [expected.until]),
  ])
  const { debits, credits, reservedDebits, reservedCredits } = expected
  const reserved = expected.until === null ? ` reserved ${reservedDebits}/${reservedCredits}` : ''
  compare(play, expected.line, row?.said ?? 'no account', `${debits}/${credits}${reserved}`)
}

const BALANCE = `select concat(s.debits_fen, '/', s.credits_fen, ' reserved ', s.debits_pending_fen, '/', s.credits_pending_fen)
  as said from medsettle.account a join medsettle.account_state s using (account_id) where a.institution_id = $1 and a.path = $2`

const BALANCE_UNTIL = `select concat(coalesce(sum(p.debits_fen), 0), '/', coalesce(sum(p.credits_fen), 0)) as said
  from medsettle.account a left join medsettle.posting p on p.account_id = a.account_id and p.effective_date <= $3
  where a.institution_id = $1 and a.path = $2`

type StoredStep = Extract<Step, { do: 'stored' }>

const COLUMNS: Readonly<Record<string, string>> = {
  kind: 'kind',
  amount: 'amount_fen',
  asked: 'asked_fen',
  released: 'released_fen',
  code: 'code',
  date: 'effective_date',
  pending: 'pending_id',
  reverses: 'reverses_id',
  order: 'order_id',
  attempt: 'attempt_id',
  refund: 'refund_id',
  bill: 'bill_id',
  timeout: 'timeout_ms',
  metadata: 'metadata',
}

async function compareStored(play: Play, { line, id, columns }: StoredStep): Promise<void> {
  const list = Object.keys(columns).map((name) => `coalesce(${COLUMNS[name]!}::text, '-') as "${name}"`)
  const [row] = await play.database.query(
    `select ${list.join(', ')} from medsettle.transfer where region_id = $1 and transfer_id = $2`,
    [play.books.regionId, id],
  )
  compare(play, line, JSON.stringify(row ?? 'nothing'), JSON.stringify(columns))
}
