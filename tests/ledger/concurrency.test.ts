// Would catch: a limit broken for a moment between two processes, a transfer lost, doubled or booked in another order than
// it was answered, a reservation answered twice, more taken back than was moved, an id with two answers, totals that drift.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../database.ts'
import { judgeHistory } from './judge-history.ts'
import { countAnswers, liveThrough } from './live-through.ts'

/** Below this often the histories would not say much about the road that leads there. */
const LEAST = {
  booked: 1500,
  'booked again': 50,
  TRANSFER_ID_TAKEN: 50,
  DEBIT_LIMIT: 100,
  CREDIT_LIMIT: 50,
  NOTHING_AVAILABLE: 25,
  PENDING_ALREADY_POSTED: 10,
  PENDING_ALREADY_VOIDED: 5,
  PENDING_EXPIRED: 5,
  EXCEEDS_REVERSED: 5,
  GROUP_FAILED: 60,
}
let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(async () => database?.drop())

describe('32 callers in 3 processes on the same books', () => {
  test.each([1, 2, 3])(
    'history %i reads as if one caller had been served after the other',
    async (seed) => {
      const { history, book, seals, troubles } = await liveThrough(database.ownerUrl, seed, 100)
      expect(judgeHistory(history, book)).toEqual([])
      expect(seals).toEqual([])
      expect(troubles).toEqual([])
      const counts = countAnswers(history)
      for (const [word, least] of Object.entries(LEAST))
        expect([word, (counts.get(word) ?? 0) >= least]).toEqual([word, true])
    },
    120_000,
  )
})
