// Would catch: a check of seals that nods at a row somebody changed behind the ledger's back.
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../database.ts'
import { sealFaults } from './books.ts'
import { liveThrough } from './live-through.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
  expect((await liveThrough(database.ownerUrl, 8, 8)).seals).toEqual([])
}, 120_000)
afterAll(async () => database?.drop())

describe('the seals', () => {
  const BATCH_OF_ONE = '(select max(batch_no) from medsettle.ledger_batch where transfers = 1)'

  test.each([
    ['an amount', /does not hold/, `update medsettle.transfer set amount_fen = amount_fen + 1 where code = 'pay-in'`],
    ['a row that is gone', /does not hold/, `delete from medsettle.transfer where booking_no / 8192 = ${BATCH_OF_ONE}`],
    [
      'a digest made to fit',
      /does not follow/,
      `update medsettle.ledger_batch set digest = sha256('') where transfers = 1`,
    ],
    [
      'a batch that is gone',
      /is in no sealed batch/,
      `delete from medsettle.ledger_batch where batch_no = ${BATCH_OF_ONE}`,
    ],
    [
      'an end cut off',
      /ends elsewhere/,
      'delete from medsettle.ledger_batch b where batch_no in (select max(batch_no) from medsettle.ledger_batch)',
    ],
  ])('break over %s', async (_, said, sql) => {
    const owner = new pg.Client({ connectionString: database.ownerUrl })
    await owner.connect()
    try {
      await owner.query('begin')
      for (const table of ['transfer', 'ledger_batch'])
        await owner.query(`alter table medsettle.${table} disable trigger user`)
      await owner.query(sql)
      const faults = await sealFaults({ query: async (text) => (await owner.query(text)).rows })
      expect(faults).toContainEqual(expect.stringMatching(said))
      await owner.query('rollback')
    } finally {
      await owner.end()
    }
  })
})
