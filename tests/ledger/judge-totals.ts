import { BATCH, type Book, type BookPosting, type BookRow, type Standing } from './history.ts'
import { append, moved, type Replay } from './replay.ts'

/** Stored totals against the replay: what stands on each account now, and what each batch left behind. */
export function judgeTotals(book: Book, { lives }: Replay): string[] {
  const wrong: string[] = []
  for (const account of book.accounts) {
    const last = lives.get(account.path)!.standings.at(-1)!
    if (!same(account, last)) wrong.push(`${account.path} is said to stand at ${show(account)}, not ${show(last)}`)
  }
  return [...wrong, ...judgePostings(book, lives)]
}

const same = (one: Standing, other: Standing): boolean =>
  one.debits === other.debits &&
  one.credits === other.credits &&
  one.debitsPending === other.debitsPending &&
  one.creditsPending === other.creditsPending

const show = ({ debits, credits, debitsPending, creditsPending }: Standing): string =>
  `${debits}/${credits} (${debitsPending}/${creditsPending})`

const keyOf = (path: string, batchNo: number, date: string): string => `${path} in batch ${batchNo} for ${date}`

const batchOf = (row: BookRow): number => Math.floor(row.bookingNo / BATCH)

interface Expected {
  readonly rows: BookRow[]
  after: Standing
}

/** What the postings of every account must say: its rows of one batch and effective date, and the totals after the batch. */
function expectedPostings(lives: Replay['lives']): Map<string, Expected> {
  const expected = new Map<string, Expected>()
  for (const [path, life] of lives) {
    const byBatch = new Map<number, BookRow[]>()
    for (const row of life.rows) append(byBatch, batchOf(row), row)
    let count = 0
    for (const [batchNo, rows] of byBatch) {
      count += rows.length
      for (const row of rows) {
        const key = keyOf(path, batchNo, row.effectiveDate)
        const known = expected.get(key)
        if (known) known.rows.push(row)
        else expected.set(key, { rows: [row], after: life.standings[count]! })
      }
    }
  }
  return expected
}

function judgePostings({ postings }: Book, lives: Replay['lives']): string[] {
  const expected = expectedPostings(lives)
  const wrong: string[] = []
  for (const posting of postings) {
    const key = keyOf(posting.path, posting.batchNo, posting.effectiveDate)
    const should = expected.get(key)
    if (!should) wrong.push(`a posting of ${key} belongs to no transfer`)
    else wrong.push(...wrongOf(posting, should).map((what) => `the posting of ${key} ${what}`))
    expected.delete(key)
  }
  return [...wrong, ...[...expected.keys()].map((key) => `no posting of ${key}`)]
}

function wrongOf(posting: BookPosting, { rows, after }: Expected): string[] {
  const wrong: string[] = []
  const positions = rows.map((row) => row.bookingNo % BATCH)
  if (positions.join() !== posting.positions.join())
    wrong.push(`names positions ${posting.positions}, not ${positions}`)
  const sum = (side: 'debit' | 'credit'): number =>
    rows.reduce((total, row) => total + (row[side] === posting.path ? moved(row) : 0), 0)
  if (posting.debits !== sum('debit') || posting.credits !== sum('credit'))
    wrong.push(`moves ${posting.debits}/${posting.credits}, not ${sum('debit')}/${sum('credit')}`)
  if (!same(posting.after, after)) wrong.push(`leaves ${show(posting.after)}, not ${show(after)}`)
  return wrong
}
