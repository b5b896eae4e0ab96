// Would catch: a judge that nods at everything. Each fault is planted into a history that is right, and must be named.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../database.ts'
import type { Asked, Book, BookRow, Call, Heard } from './history.ts'
import { judgeHistory } from './judge-history.ts'
import { liveThrough } from './live-through.ts'
import { CARDS, HOT } from './plan-calls.ts'
import { append } from './replay.ts'

interface Told {
  history: readonly Call[]
  book: Book
}

let database: TestDatabase
let right: Told

beforeAll(async () => {
  database = await testDatabase()
  right = await liveThrough(database.ownerUrl, 9, 40)
}, 120_000)
afterAll(async () => database?.drop())

const rowsWhere = ({ book }: Told, fits: (row: BookRow) => boolean): BookRow[] => book.rows.filter(fits)
const middle = <T>(list: readonly T[]): T => list[list.length >> 1]!

const withRow = ({ history, book }: Told, row: BookRow, change: Partial<BookRow>): Told => ({
  history,
  book: { ...book, rows: book.rows.map((one) => (one === row ? { ...row, ...change } : one)) },
})

const withoutRow = ({ history, book }: Told, row: BookRow): Told => ({
  history,
  book: { ...book, rows: book.rows.filter((one) => one !== row) },
})

/** Every answer about this id, said differently. */
const withHeard = ({ history, book }: Told, id: string, change: (heard: Heard) => Heard): Told => ({
  history: history.map((call) => ({
    ...call,
    heard: call.heard?.map((one, index) => (call.group[index]!.transferId === id ? change(one) : one)) ?? null,
  })),
  book,
})

const callsById = new WeakMap<readonly Call[], Map<string, Call[]>>()

function callsOf({ history }: Told, id: string): Call[] {
  let known = callsById.get(history)
  if (!known) {
    known = new Map()
    for (const call of history) for (const { transferId } of call.group) append(known, transferId, call)
    callsById.set(history, known)
  }
  return known.get(id) ?? []
}

/** Asked for once, alone, and booked. */
const isPlain = (told: Told, row: BookRow): boolean => {
  const calls = callsOf(told, row.transferId)
  return row.kind === 'posted' && row.asked === null && calls.length === 1 && calls[0]!.group.length === 1
}

/** Two bookings change places, in the books and in what was told. */
function exchange(told: Told, one: BookRow, other: BookRow): Told {
  const places = new Map([
    [one.transferId, other.bookingNo],
    [other.transferId, one.bookingNo],
  ])
  const rows = told.book.rows
    .map((row) => ({ ...row, bookingNo: places.get(row.transferId) ?? row.bookingNo }))
    .sort((a, b) => a.bookingNo - b.bookingNo)
  const moved = { ...told, book: { ...told.book, rows } }
  return [...places].reduce(
    (now, [id, bookingNo]) => withHeard(now, id, (heard) => (heard.posted ? { ...heard, bookingNo } : heard)),
    moved as Told,
  )
}

/** Told no by a limit, once and alone; at the very end there is money enough for it. */
function refusedAndPossibleAtTheEnd({ history, book }: Told): Call {
  const room = new Map(
    book.accounts
      .filter((one) => CARDS.includes(one.path))
      .map((one) => [one.path, one.credits - one.debits - one.debitsPending]),
  )
  return history.find(({ group, heard }) => {
    const [asked, said] = [group[0] as Asked, heard?.[0]]
    const isOnce = group.length === 1 && callsOf({ history, book }, asked.transferId).length === 1
    if (!isOnce || !said || said.posted || said.code !== 'DEBIT_LIMIT' || asked.amount === undefined) return false
    return asked.amount <= (room.get(asked.debit!) ?? 0)
  })!
}

const toldLaterThan = ({ history, book }: Told, victim: Call): Told => {
  const last = Math.max(...history.map((call) => call.end))
  const late = { ...victim, start: last + 1000, end: last + 2000 }
  return { history: history.map((call) => (call === victim ? late : call)), book }
}

const FAULTS: readonly (readonly [what: string, said: RegExp, plant: (told: Told) => Told])[] = [
  [
    'a booking that was told is gone',
    /was told to be booked and is not/,
    (told) => withoutRow(told, middle(rowsWhere(told, (row) => isPlain(told, row)))),
  ],
  [
    'a booking stands twice',
    /is booked twice/,
    (told) => {
      const row = middle(rowsWhere(told, (one) => one.debit === HOT))
      const rows = [...told.book.rows, { ...row, bookingNo: told.book.rows.at(-1)!.bookingNo + 1 }]
      return { ...told, book: { ...told.book, rows } }
    },
  ],
  [
    'a booking nobody asked for',
    /was asked for by nobody/,
    (told) => {
      const { transferId } = middle(rowsWhere(told, (row) => isPlain(told, row)))
      return { ...told, history: told.history.filter((call) => call.group[0]!.transferId !== transferId) }
    },
  ],
  [
    'a caller was told another amount',
    /was told booking \d+, \d+ fen; stored is/,
    (told) => {
      const { transferId } = middle(rowsWhere(told, (row) => row.asked !== null))
      return withHeard(told, transferId, (heard) => (heard.posted ? { ...heard, amount: heard.amount + 1 } : heard))
    },
  ],
  [
    'two bookings far apart change places',
    /was answered \d+ µs before anybody asked for .*, and stands behind it/,
    (told) => {
      const plain = rowsWhere(told, (row) => isPlain(told, row) && row.debit === HOT)
      return exchange(told, plain[0]!, plain.at(-1)!)
    },
  ],
  [
    'more is spent than is on the card',
    /takes liability\/.* beyond its limit/,
    (told) => withRow(told, middle(rowsWhere(told, (row) => CARDS.includes(row.debit))), { amount: 100_000 }),
  ],
  [
    'a balancing transfer left a fen behind',
    /balances \d+ fen where \d+ were to be had/,
    (told) => {
      const row = middle(rowsWhere(told, (one) => one.asked !== null && one.amount > 1))
      return withRow(told, row, { amount: row.amount - 1 })
    },
  ],
  [
    'more is taken back than was moved',
    /takes back \d+ fen of \d+, of which/,
    (told) => withRow(told, middle(rowsWhere(told, (row) => row.kind === 'reversal')), { amount: 5000 }),
  ],
  [
    'a reservation is posted with more than it held',
    /answers \d+ fen with/,
    (told) => {
      const row = middle(rowsWhere(told, (one) => one.kind === 'post'))
      return withRow(told, row, { amount: row.released! + 1 })
    },
  ],
  [
    'a reservation is answered twice',
    /answers .*, which .* did/,
    (told) => {
      const [one, other] = rowsWhere(told, (row) => row.kind === 'void').slice(-2)
      return withRow(told, other!, { pendingId: one!.pendingId })
    },
  ],
  [
    'a reservation is posted after its time',
    /µs after its time was over/,
    (told) => {
      const answer = middle(rowsWhere(told, (row) => row.kind === 'post'))
      const pending = rowsWhere(told, (row) => row.transferId === answer.pendingId)[0]!
      return withRow(told, pending, { expires: callsOf(told, answer.transferId)[0]!.start - 100_000 })
    },
  ],
  [
    'a group stands in part',
    /the group of .* stands in part/,
    (told) => withoutRow(told, middle(rowsWhere(told, (row) => row.code === 'split'))),
  ],
  [
    'a refusal that was true only an hour ago',
    /was told DEBIT_LIMIT, which was true at no moment of the call/,
    (told) => toldLaterThan(told, refusedAndPossibleAtTheEnd(told)),
  ],
  [
    'a refusal by a limit the account does not have',
    /was told CREDIT_LIMIT, which was true at no moment of the call/,
    (told) => {
      const { transferId } = refusedAndPossibleAtTheEnd(told).group[0]!
      return withHeard(told, transferId, (heard) => ({ ...heard, code: 'CREDIT_LIMIT' }) as Heard)
    },
  ],
  [
    'a refusal that would be another one tomorrow',
    /was told [A-Z_]+, which is not kept/,
    (told) => ({ ...told, book: { ...told.book, refusals: told.book.refusals.slice(1) } }),
  ],
  [
    'one id with two answers',
    /was told different things/,
    (told) => {
      const twice = rowsWhere(told, (row) => callsOf(told, row.transferId).length > 1).find((row) =>
        callsOf(told, row.transferId).every((call) => call.heard?.every((one) => one.posted)),
      )!
      let first = true
      return withHeard(told, twice.transferId, (heard) => {
        const other: Heard = first ? { posted: false, code: 'DEBIT_LIMIT', message: '', replayed: false } : heard
        first = false
        return other
      })
    },
  ],
  [
    'two callers were told that they did it',
    /was told 2 times to be booked anew/,
    (told) => {
      const twice = rowsWhere(told, (row) => callsOf(told, row.transferId).length === 2).find((row) =>
        callsOf(told, row.transferId).every((call) => call.heard?.every((one) => one.posted)),
      )!
      return withHeard(told, twice.transferId, (heard) => ({ ...heard, replayed: false }))
    },
  ],
  [
    'a total that drifted by a fen',
    /is said to stand at/,
    (told) => {
      const accounts = told.book.accounts.map((one, index) => (index === 0 ? { ...one, debits: one.debits + 1 } : one))
      return { ...told, book: { ...told.book, accounts } }
    },
  ],
  [
    'a posting that left another total behind',
    /the posting of .* leaves/,
    (told) => {
      const [first, ...others] = told.book.postings
      const wrong = { ...first!, after: { ...first!.after, credits: first!.after.credits + 1 } }
      return { ...told, book: { ...told.book, postings: [wrong, ...others] } }
    },
  ],
  [
    'a posting that names another transfer',
    /the posting of .* names positions/,
    (told) => {
      const [first, ...others] = told.book.postings
      return { ...told, book: { ...told.book, postings: [{ ...first!, positions: [8000] }, ...others] } }
    },
  ],
  [
    'a posting that is missing',
    /no posting of/,
    (told) => ({ ...told, book: { ...told.book, postings: told.book.postings.slice(1) } }),
  ],
]

describe('the judge', () => {
  test('has nothing to say of a history that is right', () => {
    expect(judgeHistory(right.history, right.book)).toEqual([])
  })

  test.each(FAULTS)('sees %s', (_, said, plant) => {
    const { history, book } = plant(right)
    expect(judgeHistory(history, book)).toContainEqual(expect.stringMatching(said))
  })
})
