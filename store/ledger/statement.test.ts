// Would catch: a running balance that is wrong after a page, inside a batch or behind a filter; a line shown twice or never while
// others are booked; a page that reads more the longer the account is.

import { fen } from '@medsettle/money'
import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TransferRequest } from '../../domain/ledger/transfer.ts'
import { openAccount } from './accounts.ts'
import { openTestBooks, type TestBooks } from './open-test-books.ts'
import { readStatement, type StatementLine, type StatementQuery } from './statement.ts'

let home: TestBooks
let whole: StatementLine[]
const institutionId = 'H0001'
const HOT = 'asset/receivable/wechat-pay'
const MANY = 50_000
/** one in a thousand is a fee, one in a hundred belongs to another day, one in fifty is reserved only */
const BACKDATED = '2026-01-31'

const requestAt = (i: number): TransferRequest => ({
  transferId: `T${String(i).padStart(6, '0')}`,
  kind: i % 50 === 7 ? 'pending' : 'posted',
  debit: i % 10 === 3 ? `liability/deposits/d${i % 40}` : HOT,
  credit: i % 10 === 3 ? HOT : `liability/deposits/d${i % 40}`,
  amount: fen(1 + (i % 977)),
  code: i % 1000 === 500 ? 'fee' : 'charge',
  ...(i % 2500 === 0 ? { orderId: `O${i / 2500}` } : {}),
  ...(i % 100 === 60 ? { effectiveDate: BACKDATED } : {}),
})

beforeAll(async () => {
  home = await openTestBooks(institutionId)
  await openAccount(home.database, home.books, { path: HOT })
  for (let d = 0; d < 40; d++) await openAccount(home.database, home.books, { path: `liability/deposits/d${d}` })
  const posts = Array.from({ length: MANY }, (_, i) => home.ledger.post([requestAt(i)]))
  for (const [answer] of await Promise.all(posts)) if (!answer!.posted) throw new Error(answer!.refusal.code)
  await home.asOwner('analyze medsettle.transfer; analyze medsettle.posting; analyze medsettle.ledger_batch')
  whole = await all({ limit: 1000 })
})
afterAll(() => home.drop())

const page = (query: Partial<StatementQuery> = {}) =>
  readStatement(home.database, { institutionId, path: HOT, ...query })

async function all(query: Partial<StatementQuery>): Promise<StatementLine[]> {
  const lines: StatementLine[] = []
  for (let after = query.after; ; ) {
    const { lines: more, next } = await page({ ...query, ...(after === undefined ? {} : { after }) })
    lines.push(...more)
    if (next === null) return lines
    after = next
  }
}

/** The account's whole history, added up by hand. */
function expected(): { id: string; debits: number; credits: number }[] {
  let debits = 0
  let credits = 0
  return Array.from({ length: MANY }, (_, i) => {
    const { transferId, kind, debit, amount } = requestAt(i)
    if (kind === 'posted' && debit === HOT) debits += amount!
    else if (kind === 'posted') credits += amount!
    return { id: transferId, debits, credits }
  })
}

describe('50,000 lines', () => {
  test('read page by page, forwards and backwards, give every line once with the right running totals', async () => {
    const wanted = expected()
    const seen = (lines: readonly StatementLine[]) =>
      lines.map((line) => ({ id: line.transferId, debits: line.debitsAfter, credits: line.creditsAfter }))
    expect(seen(whole)).toEqual(wanted)
    expect(seen(await all({ limit: 999, order: 'backwards' }))).toEqual(wanted.toReversed())
  })

  test('a page anywhere, of any length, in either direction, is a part of the whole', async () => {
    const cuts = fc.record({ at: fc.nat(MANY - 1), limit: fc.integer({ min: 1, max: 70 }), backwards: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(cuts, async ({ at, limit, backwards }) => {
        const after = whole[at]!.bookingNo
        const { lines, next } = await page({ after, limit, order: backwards ? 'backwards' : 'forwards' })
        const part = backwards
          ? whole.slice(Math.max(0, at - limit), at).reverse()
          : whole.slice(at + 1, at + 1 + limit)
        expect(lines).toEqual(part)
        const isEnd = backwards ? at - limit <= 0 : at + 1 + limit >= MANY
        expect(next).toBe(isEnd ? null : part.at(-1)!.bookingNo)
      }),
      { numRuns: 40, seed: 7 },
    )
  })

  test.each([
    ['a code', { code: 'fee' }, (i: number) => requestAt(i).code === 'fee'],
    ['an order', { orderId: 'O3' }, (i: number) => requestAt(i).orderId === 'O3'],
    ['another day than booked', { effectiveFrom: BACKDATED, effectiveTo: BACKDATED }, (i: number) => i % 100 === 60],
    ['before that day', { effectiveTo: '2026-01-30' }, () => false],
    ['a code of a day', { code: 'charge', effectiveTo: '2026-02-28' }, (i: number) => i % 100 === 60],
  ] as [string, Partial<StatementQuery>, (i: number) => boolean][])(
    'filtered by %s, with the running totals of the whole account',
    async (_, filter, passes) => {
      const wanted = expected().filter((_, i) => passes(i))
      for (const order of ['forwards', 'backwards'] as const) {
        const lines = await all({ ...filter, order, limit: 700 })
        const seen = lines.map((line) => ({
          id: line.transferId,
          debits: line.debitsAfter,
          credits: line.creditsAfter,
        }))
        expect(seen).toEqual(order === 'forwards' ? wanted : wanted.toReversed())
      }
    },
  )

  test('filtered by time of booking: from one line’s instant, before another’s', async () => {
    const [from, to] = [whole[20_000]!.bookedAt, whole[24_000]!.bookedAt]
    const wanted = whole.filter((line) => line.bookedAt >= from && line.bookedAt < to)
    expect(wanted.length).toBeGreaterThan(1000)
    expect(await all({ from, to, limit: 1000 })).toEqual(wanted)
    expect(await all({ from, to, limit: 1000, order: 'backwards' })).toEqual(wanted.toReversed())
    expect(await all({ to: '2020-01-01T00:00:00Z' })).toEqual([])
  })
})

test('paging goes on while others book', async () => {
  const first = await page({ limit: 5, order: 'backwards' })
  await home.post('LATE asset/receivable/wechat-pay <- liability/deposits/d1 1.00')
  const second = await page({ limit: 5, order: 'backwards', after: first.next! })
  expect(second.lines[0]!.bookingNo).toBeLessThan(first.lines.at(-1)!.bookingNo)
  expect((await page({ limit: 1, order: 'backwards' })).lines[0]).toMatchObject({ transferId: 'LATE', debit: 100 })
})

test('a reservation moves nothing, its answer does', async () => {
  await home.post('P1 asset/receivable/wechat-pay <- liability/deposits/d2 9.00', { kind: 'pending' })
  await home.ledger.post([{ transferId: 'P1.post', kind: 'post', pendingId: 'P1', code: 'charge', amount: fen(400) }])
  const { lines } = await page({ limit: 2, order: 'backwards' })
  expect(lines.map((line) => [line.transferId, line.kind, line.debit, line.reserved])).toEqual([
    ['P1.post', 'post', 400, -900],
    ['P1', 'pending', 0, 900],
  ])
  expect(lines[0]!.debitsAfter - lines[1]!.debitsAfter).toBe(400)
})

describe('what a page in the middle reads', () => {
  /** Every statement of one page, explained with its own parameters. */
  async function explained(query: Partial<StatementQuery>): Promise<{ buffers: number; plans: string }> {
    const owner = new pg.Client({ connectionString: home.ownerUrl })
    await owner.connect()
    let buffers = 0
    const plans: string[] = []
    const explaining = {
      query: async <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<Row[]> => {
        const { rows } = await owner.query(`explain (analyze, buffers, format json) ${text}`, values as unknown[])
        const plan = rows[0]['QUERY PLAN'][0].Plan
        buffers += plan['Shared Hit Blocks'] + plan['Shared Read Blocks']
        plans.push(JSON.stringify(plan))
        return (await owner.query<Row>(text, values as unknown[])).rows
      },
    }
    await readStatement(explaining, { institutionId, path: HOT, limit: 50, ...query })
    await owner.end()
    return { buffers, plans: plans.join('\n') }
  }

  test.each([
    ['forwards', {}, 0.25],
    ['backwards', { order: 'backwards' }, 0.25],
    ['of an order', { orderId: 'O15' }, 0.5],
    // one line in a hundred: some hundreds are read to show three
    ['of another day', { effectiveFrom: BACKDATED, effectiveTo: BACKDATED, limit: 3 }, 0.75],
  ] as [string, Partial<StatementQuery>, number][])('%s: index look-ups only', async (_, query, share) => {
    const { buffers, plans } = await explained({ after: whole[25_000]!.bookingNo, ...query })
    expect(plans).not.toMatch(/Seq Scan","[^{}]*"Relation Name":"(transfer|posting|ledger_batch)"/)
    expect(plans).toMatch(/posting_pkey/)
    const [size] = await home.asOwner(`select pg_relation_size('medsettle.transfer') / 8192 as pages`)
    expect(Number(size!.pages)).toBeGreaterThan(700)
    // where a page is cut out of a batch, the way to the batch's nearer end is read too
    expect(buffers).toBeLessThan(Number(size!.pages) * share)
  })
})

test('an account that is not there', async () => {
  await expect(page({ path: 'asset/nowhere' })).rejects.toMatchObject({ refusal: { code: 'ACCOUNT_NOT_FOUND' } })
})

test('one institution does not see another’s', async () => {
  const other = home.databases.asInstitution('H0002')
  await expect(readStatement(other, { institutionId, path: HOT })).rejects.toMatchObject({
    refusal: { code: 'ACCOUNT_NOT_FOUND' },
  })
})
