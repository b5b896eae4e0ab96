// Would catch: transfers of an account that are left out, shown twice or found by reading the whole ledger; a trial balance that
// is not the sum of the transfers.
import { fen } from '@medsettle/money'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openAccount } from './ledger/accounts.ts'
import { openTestBooks, type TestBooks } from './ledger/open-test-books.ts'
import { type BookedTransfer, readTransfers, readTrialBalance } from './ledger-queries.ts'

let home: TestBooks
const institutionId = 'H0001'
const PATHS = Array.from({ length: 40 }, (_, i) => `liability/deposits/d${i}`)
const MANY = 20_000

beforeAll(async () => {
  home = await openTestBooks(institutionId)
  for (const path of ['asset/bank', ...PATHS]) await openAccount(home.database, home.books, { path })
  const posts = Array.from({ length: MANY }, (_, i) =>
    home.ledger.post([
      {
        transferId: `T${i}`,
        kind: 'posted',
        debit: 'asset/bank',
        credit: PATHS[i % 40]!,
        amount: fen(1 + i),
        code: 'charge',
        orderId: `O${i % 5000}`,
        ...(i % 7 === 0 ? { effectiveDate: '2026-01-31' } : {}),
      },
    ]),
  )
  await Promise.all(posts)
  await home.asOwner('analyze medsettle.transfer; analyze medsettle.posting')
})
afterAll(() => home.drop())

async function all(where: { orderId?: string; account?: string }, limit: number): Promise<string[]> {
  const seen: BookedTransfer[] = []
  for (;;) {
    const page = await readTransfers(home.database, {
      institutionId,
      ...where,
      limit,
      after: seen.at(-1)?.bookingNo ?? 0,
    })
    seen.push(...page)
    if (page.length < limit) return seen.map((one) => one.transferId)
  }
}

const ids = (passes: (i: number) => boolean): string[] =>
  Array.from({ length: MANY }, (_, i) => i)
    .filter(passes)
    .map((i) => `T${i}`)

describe('transfers, page by page', () => {
  test('of an account', async () => {
    expect(await all({ account: PATHS[3]! }, 77)).toEqual(ids((i) => i % 40 === 3))
  })
  test('of an account that everything runs through', async () => {
    expect(await all({ account: 'asset/bank' }, 1000)).toEqual(ids(() => true))
  })
  test('of an order, of an order on an account, of nobody', async () => {
    expect(await all({ orderId: 'O7' }, 3)).toEqual(ids((i) => i % 5000 === 7))
    expect(await all({ orderId: 'O7', account: PATHS[7]! }, 3)).toEqual(ids((i) => i % 5000 === 7))
    expect(await all({ orderId: 'O7', account: PATHS[8]! }, 3)).toEqual([])
    expect(await all({ account: 'asset/nowhere' }, 3)).toEqual([])
  })
  test('all', async () => {
    expect(await all({}, 1000)).toEqual(ids(() => true))
  })
})

test('a page of an account reads no more for a long ledger: prepared or not, no scan of transfers', async () => {
  const owner = new pg.Client({ connectionString: home.ownerUrl })
  await owner.connect()
  for (const mode of ['force_custom_plan', 'force_generic_plan']) {
    await owner.query(`set plan_cache_mode = ${mode}`)
    for (const where of [{ account: PATHS[3]! }, { orderId: 'O7' }, {}]) {
      const plans: string[] = []
      const explaining = {
        query: async (text: string, values: readonly unknown[] = []) => {
          const name = `${mode} ${JSON.stringify(Object.keys(where))}`
          const explain = `explain (analyze, buffers, format json) ${text}`
          plans.push(JSON.stringify((await owner.query({ name, text: explain, values: values as unknown[] })).rows))
          return []
        },
      }
      await readTransfers(explaining, { institutionId, ...where, limit: 20 })
      expect(plans[0]).not.toMatch(/"Seq Scan","[^{}]*"Relation Name":"(transfer|posting)"/)
      const [, hit, read] = /"Shared Hit Blocks":(\d+),"Shared Read Blocks":(\d+)/.exec(plans[0]!)!
      expect(Number(hit) + Number(read), `${mode} ${JSON.stringify(where)}`).toBeLessThan(250)
    }
  }
  await owner.end()
})

test('the trial balance is the sum of the transfers', async () => {
  const { accounts, difference, debits } = await readTrialBalance(home.database, institutionId)
  expect([difference, debits]).toEqual([0, (MANY * (MANY + 1)) / 2])
  const [sum] = await home.asOwner(
    `select sum(amount_fen) as fen from medsettle.transfer t join medsettle.account a on a.account_id = t.credit_account where a.path = '${PATHS[9]}'`,
  )
  expect(accounts.find((one) => one.path === PATHS[9])!.credits).toBe(Number(sum!.fen))
})
