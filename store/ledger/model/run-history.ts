import { setImmediate as nextTurn } from 'node:timers/promises'
import { RefusalError } from '../../../domain/identity/refusal.ts'
import type { TransferRequest } from '../../../domain/ledger/transfer.ts'
import type { Database } from '../../database.ts'
import { writeInstitution } from '../../institution.ts'
import { closeAccount, freezeAccount, openAccount, unfreezeAccount } from '../accounts.ts'
import type { TransferAnswer } from '../job.ts'
import type { BooksOf } from '../load-books.ts'
import { type Ledger, openLedger } from '../open-ledger.ts'
import { compareBooks } from './compare-books.ts'
import { type FrailDatabase, frailDatabase } from './frail-database.ts'
import { ACCOUNTS, type Call, type History, type Round } from './history.ts'
import { type Model, tell, type Wish } from './model.ts'

export interface Ended {
  /** what the ledger answered or stored otherwise than the model; empty when nothing */
  readonly faults: readonly string[]
  /** rounds that were played, the faulty one last */
  readonly rounds: number
}

interface Play {
  readonly database: Database
  readonly books: BooksOf
  readonly history: History
  now: number
  frail: FrailDatabase
  ledger: Ledger
  model: Model
  /** transfer id → the booking number that was answered */
  readonly bookings: Map<string, number>
}

const BEGIN = Date.parse('2026-03-02T10:00:00+08:00')

/** Plays a history against PostgreSQL and against the model, in an institution of its own. */
export async function runHistory(database: Database, books: BooksOf, history: History): Promise<Ended> {
  const play = await begin(database, books, history)
  for (const [index, round] of history.rounds.entries()) {
    const faults = await playRound(play, round)
    if (faults.length > 0) return { faults, rounds: index + 1 }
  }
  await play.ledger.expire()
  tell(play.model, [], play.now)
  return { faults: await compareBooks(database, play), rounds: history.rounds.length }
}

async function begin(database: Database, books: BooksOf, history: History): Promise<Play> {
  await writeInstitution(database, { ...books, name: '测试医院', hospitalLevel: '3' })
  const model: Model = { accounts: new Map(), done: new Map(), refused: new Map() }
  for (const [path, limited] of Object.entries(ACCOUNTS)) {
    await openAccount(database, books, { path, limited })
    model.accounts.set(path, { limit: limited, status: 'open', debits: 0, credits: 0, heldDebits: 0, heldCredits: 0 })
  }
  const play = { database, books, history, now: BEGIN, model, bookings: new Map<string, number>() }
  return Object.assign(play, takeOver(play))
}

/** A process that remembers nothing. */
function takeOver(play: Pick<Play, 'database' | 'books' | 'history' | 'now'>): Pick<Play, 'frail' | 'ledger'> {
  const frail = frailDatabase(play.database)
  const { most } = play.history
  return { frail, ledger: openLedger(frail, play.books, { now: () => new Date(play.now), most }) }
}

async function playRound(play: Play, round: Round): Promise<string[]> {
  if (round.do === 'calls') return playCalls(play, round)
  if (round.do === 'tick') play.now += round.ms
  else if (round.do === 'take over') Object.assign(play, takeOver(play))
  else return changeStatus(play, round)
  return []
}

const ACTS = { freeze: freezeAccount, unfreeze: unfreezeAccount, close: closeAccount }

/** What is closed stays closed, and what has open reservations is not closed; reservations that ran out are none. */
async function changeStatus(play: Play, { do: act, path }: Extract<Round, { path: string }>): Promise<string[]> {
  await play.ledger.expire()
  tell(play.model, [], play.now)
  const account = play.model.accounts.get(path)!
  const isHeld = account.heldDebits + account.heldCredits > 0
  let expected = 'done'
  if (act === 'close' && account.status === 'closed') expected = 'done'
  else if (account.status === 'closed') expected = 'ACCOUNT_CLOSED'
  else if (act === 'close' && isHeld) expected = 'ACCOUNT_HAS_PENDING'
  else account.status = ({ freeze: 'frozen', unfreeze: 'open', close: 'closed' } as const)[act]
  const came = await ACTS[act](play.database, play.books, { path }).then(
    () => 'done',
    (error: unknown) => (error instanceof RefusalError ? error.refusal.code : String(error)),
  )
  return came === expected ? [] : [`${act} ${path}: expected ${expected}, came ${came}`]
}

type Calls = Extract<Round, { do: 'calls' }>
type Outcome = { readonly answers: readonly TransferAnswer[] } | { readonly error: unknown }

async function playCalls(play: Play, round: Calls): Promise<string[]> {
  play.frail.breakAt(round.fault)
  const outcomes = await send(play, round)
  const hasBroken = play.frail.hasBroken()
  play.frail.breakAt(null)
  const lost = round.calls.filter((_, index) => 'error' in outcomes[index]!)
  if (lost.length > 0 && !hasBroken)
    return outcomes.flatMap((one) => ('error' in one ? [`a caller was told ${String(one.error)}`] : []))
  const faults = await settle(play, round.calls, outcomes)
  if (hasBroken && round.fault!.isCrash) Object.assign(play, takeOver(play))
  if (faults.length > 0 || lost.length === 0) return faults
  // whoever was told nothing sends the same again
  return playCalls(play, { do: 'calls', calls: lost, fault: null, expires: false })
}

async function send({ ledger }: Play, { calls, expires }: Calls): Promise<Outcome[]> {
  const waiting: Promise<Outcome>[] = []
  for (const [index, { groups, turns }] of calls.entries()) {
    if (expires && index === calls.length >> 1) void ledger.expire().catch(() => {})
    const requests = groups as unknown as TransferRequest[][]
    const answered = groups.length === 1 ? ledger.post(requests[0]!) : ledger.postEach(requests.flat())
    waiting.push(
      answered.then(
        (answers) => ({ answers }),
        (error: unknown) => ({ error }),
      ),
    )
    for (let turn = 0; turn < turns; turn++) await nextTurn()
  }
  return Promise.all(waiting)
}

/**
 * Calls are served in the order in which they came. Of those whose answer was lost nobody knows how many were served, only that
 * they were the first of them: some such number must explain every answer given and every id in the books.
 */
async function settle(play: Play, calls: readonly Call[], outcomes: readonly Outcome[]): Promise<string[]> {
  const lost = outcomes.filter((one) => 'error' in one).length
  const ids = calls.flatMap((call) => call.groups.flat().map((wish) => wish.transferId))
  const stored = lost === 0 ? null : await idsInBooks(play, ids)
  let first: string[] | null = null
  for (let served = 0; served <= lost; served++) {
    const model = structuredClone(play.model)
    const faults = compareAnswers(play, { model, calls, outcomes, served })
    const known = ids.filter((id) => model.done.has(id) || model.refused.has(id))
    if (stored && !(known.length === ids.filter((id) => stored.has(id)).length && known.every((id) => stored.has(id))))
      faults.push(`the books know ${[...stored]}, the model knows ${known}, were ${served} of the lost calls served`)
    if (faults.length === 0) {
      play.model = model
      return []
    }
    first ??= faults
  }
  return first!
}

interface Comparison {
  readonly model: Model
  readonly calls: readonly Call[]
  readonly outcomes: readonly Outcome[]
  /** how many of the lost calls */
  readonly served: number
}

function compareAnswers({ now, bookings }: Play, { model, calls, outcomes, served }: Comparison): string[] {
  const faults: string[] = []
  let lost = 0
  for (const [index, { groups }] of calls.entries()) {
    const outcome = outcomes[index]!
    if ('error' in outcome && lost++ >= served) continue
    const expected = groups.flatMap((group) => tell(model, group, now))
    if ('error' in outcome) continue
    for (const [at, wish] of groups.flat().entries()) {
      const answer = outcome.answers[at]!
      const came = wordsOf(answer)
      if (came !== expected[at]) faults.push(`${show(wish)}: expected ${expected[at]}, came ${came}`)
      if (!answer.posted) continue
      const before = bookings.get(answer.transferId) ?? answer.bookingNo
      if (before !== answer.bookingNo) faults.push(`${show(wish)} was booked as ${before} and as ${answer.bookingNo}`)
      bookings.set(answer.transferId, answer.bookingNo)
    }
  }
  return faults
}

function wordsOf(answer: TransferAnswer): string {
  const again = answer.replayed ? 'again ' : ''
  if (answer.posted) return `${again}ok ${answer.amount}`
  const { code, message } = answer.refusal
  return `${again}${code}${message.includes('：') ? ` ${message.slice(message.indexOf('：') + 1)}` : ''}`
}

async function idsInBooks({ database, books }: Play, ids: readonly string[]): Promise<Set<string>> {
  const rows = await database.query<{ id: string }>(
    `select transfer_id as id from medsettle.transfer where region_id = $1 and transfer_id = any ($2)
     union select transfer_id from medsettle.refused_transfer where region_id = $1 and transfer_id = any ($2)`,
    [books.regionId, ids],
  )
  return new Set(rows.map((row) => row.id))
}

export const show = (wish: Wish): string => JSON.stringify(wish)
