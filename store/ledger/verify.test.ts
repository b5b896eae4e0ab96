// Would catch: a verification that believes what the writer stored instead of adding it up: every way in which somebody with the
// owner's rights may change the books is tried here, one at a time, and has to be found and named.
import { setTimeout as sleep } from 'node:timers/promises'
import { fen } from '@medsettle/money'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { closeAccount, openAccount, setLimit } from './accounts.ts'
import { openTestBooks, type TestBooks } from './open-test-books.ts'
import { accountOf, batchOf, TAMPERINGS } from './tamperings.ts'
import { type Verified, verifyLedger } from './verify.ts'

let home: TestBooks
/** the sound books, from which each case is copied: PostgreSQL copies a database faster than we book it again */
let sound: string

/**
 * Batches: 1 opening balance, 2 four charges, 3 a reservation with time limit and a reversal, 4 its post in part, 5 one more,
 * 6 a group, 7 the last.
 */
async function book(): Promise<void> {
  const open = (path: string, limited: 'none' | 'debits' = 'none') =>
    openAccount(home.database, home.books, { path, limited })
  for (const path of ['asset/bank', 'income/fees', 'liability/deposits']) await open(path)
  await open('liability/prepaid/p1', 'debits')
  const sure = async (answers: ReturnType<TestBooks['ledger']['post']>[]): Promise<void> => {
    for (const one of (await Promise.all(answers)).flat()) if (!one.posted) throw new Error(one.refusal.code)
  }
  await home.post('T1 asset/bank <- liability/prepaid/p1 100.00')
  await Promise.all(
    ['T2', 'T3', 'T4', 'T5'].map((id) =>
      home.post(`${id} asset/bank <- liability/deposits 10.00`, { orderId: `O${id}` }),
    ),
  )
  await Promise.all([
    home.post('P1 liability/prepaid/p1 <- income/fees 30.00', { kind: 'pending', timeoutMs: 86_400_000 }),
    sure([
      home.ledger.post([{ transferId: 'R1', kind: 'reversal', reversesId: 'T2', code: 'test', amount: fen(400) }]),
    ]),
  ])
  await sure([
    home.ledger.post([{ transferId: 'P1.post', kind: 'post', pendingId: 'P1', code: 'test', amount: fen(2500) }]),
  ])
  await home.post('T6 asset/bank <- liability/deposits 1.00', { effectiveDate: '2026-01-31', metadata: '{"a":1}' })
  await sure([
    home.ledger.post([
      {
        transferId: 'G1',
        kind: 'posted',
        debit: 'liability/deposits',
        credit: 'income/fees',
        amount: fen(500),
        code: 'test',
      },
      {
        transferId: 'G2',
        kind: 'posted',
        debit: 'liability/deposits',
        credit: 'income/fees',
        amount: fen(600),
        code: 'test',
      },
    ]),
  ])
  await home.post('T7 asset/bank <- liability/deposits 2.00')
  await home.post('P2 asset/bank <- liability/deposits 3.00', { kind: 'pending', timeoutMs: 86_400_000 })
}

beforeAll(async () => {
  home = await openTestBooks()
  await book()
  sound = JSON.stringify(await home.asOwner(SNAPSHOT))
})
afterAll(() => home.drop())

const TABLES = [
  'transfer',
  'posting',
  'ledger_batch',
  'ledger_chain',
  'account_state',
  'account_act',
  'pending_timeout',
  'account',
]
const SNAPSHOT = `select ${TABLES.map((name) => `(select json_agg(t)::text from medsettle.${name} t) as ${name}`).join(', ')}`

/** Puts every row back as it was; generated columns follow by themselves. */
async function restore(): Promise<void> {
  const [rows] = JSON.parse(sound) as [Record<string, string>]
  const kept = TABLES.filter((name) => name !== 'account')
  const statements = kept.map(
    (name) =>
      `delete from medsettle.${name}; insert into medsettle.${name} select * from json_populate_recordset(null::medsettle.${name}, '${rows[name]!.replaceAll("'", "''")}')`,
  )
  await home.asOwner(
    `alter table medsettle.account_state drop constraint if exists limit_holds; ${statements.join(';')}`,
    true,
  )
}

async function tampered(sql: string): Promise<string[]> {
  await home.asOwner(sql, true)
  try {
    const { findings } = await verifyLedger(home.database, { step: 3 })
    return findings.map(({ code, place }) => `${code} ${place}`)
  } finally {
    await restore()
  }
}

test('sound books: nothing is found, in one step or in many, and again after every restore', async () => {
  const once = await verifyLedger(home.database)
  expect(once).toMatchObject({ findings: [], found: 0, batches: 8, transfers: 13, nextBatch: 0 })
  const progress: string[] = []
  const stepped = await verifyLedger(home.database, {
    step: 1,
    onProgress: (done, all) => progress.push(`${done}/${all}`),
  })
  expect(stepped).toEqual(once)
  expect(progress).toEqual(['1/13', '5/13', '7/13', '8/13', '9/13', '11/13', '12/13', '13/13'])
  await restore()
  expect(await verifyLedger(home.database)).toEqual(once)
})

const at = (id: string) => home.asOwner(`select ${batchOf(id)} as n`).then(([row]) => Number(row!.n))

describe('found and named', () => {
  test.each(TAMPERINGS)('%s', async (_, sql, ...expected) => {
    const batches = await home.asOwner('select batch_no as n from medsettle.ledger_batch order by 1')
    const named: string[] = []
    for (const one of expected) {
      const [, before, id, plus, rest] = /^(.*)@([\w.]+?)(?:\+(\d+))?(,.*)?$/.exec(one) ?? []
      if (id) named.push(`${before}${(await at(id)) + Number(plus ?? 0)}${rest ?? ''}`)
      else named.push(one.replace(/#(\d)/, (_all, i) => String(batches[Number(i)]!.n)))
    }
    const found = await tampered(sql)
    expect(found.map((one) => one.replace(/chain [0-9a-f-]{36}/, 'chain *')).sort()).toEqual(named.sort())
  })

  test('a limit that was broken for a while in the past', async () => {
    const fixed = `update medsettle.account_act set acted_at = acted_at - interval '1 day', limited = 'credits'
      where account_id = ${accountOf('liability/deposits')}`
    const found = await tampered(fixed)
    expect(found).toContain(`LIMIT_BROKEN batch ${await at('T3')}, account H0001 liability/deposits`)
  })
})

test('resumed from a batch it looks at what follows, and at the ends of everything', async () => {
  const from = await at('T6')
  const resumed = await verifyLedger(home.database, { fromBatch: from })
  expect([resumed.found, resumed.batches, resumed.nextBatch]).toEqual([0, 4, from])
  await home.asOwner(`update medsettle.transfer set code = 'x' where transfer_id in ('T3', 'T7')`, true)
  const { findings } = await verifyLedger(home.database, { fromBatch: from })
  expect(findings.map(({ place }) => place)).toEqual([`batch ${await at('T7')}`])
  await restore()
})

test('findings beyond the most are counted', async () => {
  await home.asOwner(`update medsettle.transfer set code = 'x'`, true)
  const { findings, found } = await verifyLedger(home.database, { most: 3 })
  expect([findings.length, found]).toEqual([3, 8])
  expect(findings[0]).toEqual({
    code: 'BATCH_DIGEST_DIFFERS',
    place: expect.any(String),
    message: expect.stringContaining('摘要'),
  })
  await restore()
})

test('goes on beside writers, and beside acts on accounts', async () => {
  const other = await openTestBooks('H0003')
  for (const path of ['asset/bank', 'income/fees']) await openAccount(other.database, other.books, { path })
  let going = true
  const writer = (async () => {
    for (let i = 0; going; i++, await sleep(20))
      await Promise.all(Array.from({ length: 20 }, (_, j) => other.post(`W${i}.${j} asset/bank <- income/fees 1.00`)))
  })()
  const verified: Verified[] = []
  for (let i = 0; i < 5; i++) {
    verified.push(await verifyLedger(other.database, { step: 100 }))
    await setLimit(other.database, other.books, { path: 'asset/bank', limited: i % 2 ? 'none' : 'credits' })
  }
  going = false
  await writer
  await closeAccount(other.database, other.books, { path: 'asset/bank' })
  verified.push(await verifyLedger(other.database))
  expect(verified.map(({ findings }) => findings)).toEqual(verified.map(() => []))
  await other.drop()
})
