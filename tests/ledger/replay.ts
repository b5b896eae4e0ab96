import type { Book, BookRow, Limited, Standing } from './history.ts'

/** One account from its opening on: `standings[k]` is how it stood after the first k of its rows. */
export interface Life {
  readonly limited: Limited
  readonly rows: BookRow[]
  readonly standings: Standing[]
}

export interface Replay {
  readonly lives: ReadonlyMap<string, Life>
  readonly byId: ReadonlyMap<string, BookRow>
  /** of a reservation: the row that answered it */
  readonly answers: ReadonlyMap<string, BookRow>
  /** of a transfer: the reversals that took parts of it back, in booking order */
  readonly reversals: ReadonlyMap<string, readonly BookRow[]>
  /** one sentence for each row that the rows before it do not allow */
  readonly complaints: string[]
}

const EMPTY: Standing = { debits: 0, credits: 0, debitsPending: 0, creditsPending: 0 }

/** How much more may be debited, fen. Reserved money is gone, money somebody reserved to bring is not there yet. */
export const debitRoom = (limited: Limited, at: Standing): number =>
  limited === 'debits' ? at.credits - at.debits - at.debitsPending : Number.POSITIVE_INFINITY

/** How much more may be credited, fen. */
export const creditRoom = (limited: Limited, at: Standing): number =>
  limited === 'credits' ? at.debits - at.credits - at.creditsPending : Number.POSITIVE_INFINITY

interface Desk {
  readonly lives: Map<string, Life>
  readonly byId: Map<string, BookRow>
  readonly answers: Map<string, BookRow>
  readonly reversals: Map<string, BookRow[]>
  readonly complaints: string[]
}

/** Books the stored rows once more, one by one in their stored order, into a ledger that began empty. */
export function replayBook({ accounts, rows }: Book): Replay {
  const desk: Desk = {
    lives: new Map(accounts.map(({ path, limited }) => [path, { limited, rows: [], standings: [EMPTY] }])),
    byId: new Map(),
    answers: new Map(),
    reversals: new Map(),
    complaints: [],
  }
  let last = -1
  for (const row of rows) {
    if (row.bookingNo <= last) complain(desk, row, 'stands at a booking number that was given before')
    last = row.bookingNo
    bookRow(desk, row)
  }
  return desk
}

const complain = ({ complaints }: Desk, row: BookRow, what: string): void =>
  void complaints.push(`${row.transferId} (booking ${row.bookingNo}) ${what}`)

const RULES: Readonly<Record<BookRow['kind'], (desk: Desk, row: BookRow) => string | null>> = {
  posted: checkBalancing,
  pending: () => null,
  post: checkAnswer,
  void: checkAnswer,
  reversal: checkReversal,
}

function bookRow(desk: Desk, row: BookRow): void {
  const debit = desk.lives.get(row.debit)
  const credit = desk.lives.get(row.credit)
  if (!debit || !credit) return complain(desk, row, 'moves money of an account nobody opened')
  if (desk.byId.has(row.transferId)) complain(desk, row, 'is booked twice')
  if (!(Number.isSafeInteger(row.amount) && row.amount > 0)) complain(desk, row, `moves ${row.amount} fen`)
  const wrong = RULES[row.kind](desk, row)
  if (wrong) complain(desk, row, wrong)
  desk.byId.set(row.transferId, row)
  if (row.pendingId !== null) desk.answers.set(row.pendingId, row)
  if (row.kind === 'reversal') append(desk.reversals, row.reversesId!, row)
  step(debit, row, { debits: moved(row), debitsPending: reserved(row) })
  step(credit, row, { credits: moved(row), creditsPending: reserved(row) })
  for (const [path, life] of [
    [row.debit, debit],
    [row.credit, credit],
  ] as const) {
    const now = life.standings.at(-1)!
    if (debitRoom(life.limited, now) < 0 || creditRoom(life.limited, now) < 0)
      complain(desk, row, `takes ${path} beyond its limit`)
  }
}

export function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key)
  if (list) list.push(value)
  else lists.set(key, [value])
}

export const moved = (row: BookRow): number => (row.kind === 'pending' || row.kind === 'void' ? 0 : row.amount)
const reserved = (row: BookRow): number => (row.kind === 'pending' ? row.amount : -(row.released ?? 0))

function step(life: Life, row: BookRow, by: Partial<Standing>): void {
  const before = life.standings.at(-1)!
  life.rows.push(row)
  life.standings.push({
    debits: before.debits + (by.debits ?? 0),
    credits: before.credits + (by.credits ?? 0),
    debitsPending: before.debitsPending + (by.debitsPending ?? 0),
    creditsPending: before.creditsPending + (by.creditsPending ?? 0),
  })
}

/** Exactly what the limits allowed at that very place in the order, not a fen less. */
function checkBalancing({ lives }: Desk, row: BookRow): string | null {
  if (row.asked === null) return null
  const debit = lives.get(row.debit)!
  const credit = lives.get(row.credit)!
  const allowed = Math.min(
    row.asked,
    debitRoom(debit.limited, debit.standings.at(-1)!),
    creditRoom(credit.limited, credit.standings.at(-1)!),
  )
  return row.amount === allowed ? null : `balances ${row.amount} fen where ${allowed} were to be had`
}

function checkAnswer({ byId, answers }: Desk, row: BookRow): string | null {
  const pending = byId.get(row.pendingId!)
  if (pending?.kind !== 'pending') return 'answers no reservation booked before it'
  if (answers.has(row.pendingId!))
    return `answers ${row.pendingId}, which ${answers.get(row.pendingId!)!.transferId} did`
  if (row.released !== pending.amount) return `releases ${row.released} fen of ${pending.amount}`
  if (row.amount > pending.amount || (row.kind === 'void' && row.amount !== pending.amount))
    return `answers ${pending.amount} fen with ${row.amount}`
  return row.debit === pending.debit && row.credit === pending.credit ? null : 'answers on other accounts'
}

function checkReversal({ byId, reversals }: Desk, row: BookRow): string | null {
  const original = byId.get(row.reversesId!)
  if (original?.kind !== 'posted' && original?.kind !== 'post') return 'takes back nothing that was booked before it'
  const before = (reversals.get(row.reversesId!) ?? []).reduce((sum, one) => sum + one.amount, 0)
  if (before + row.amount > original.amount)
    return `takes back ${row.amount} fen of ${original.amount}, of which ${before} are back already`
  return row.debit === original.credit && row.credit === original.debit ? null : 'takes back on other accounts'
}
