// Would catch: an id that is refused today and booked tomorrow; an id two writers answer differently at the same moment; a
// refusal out of a writer's old memory after somebody else opened the account or paid into it.
import { setTimeout as sleep } from 'node:timers/promises'
import { fen } from '@medsettle/money'
import { createRandom } from '@medsettle/seeded'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TransferRequest } from '../../domain/ledger/transfer.ts'
import { connectDatabases, type Databases } from '../../store/database.ts'
import type { TransferAnswer } from '../../store/ledger/job.ts'
import { type Ledger, openLedger } from '../../store/ledger/open-ledger.ts'
import { type TestDatabase, testDatabase } from '../database.ts'
import { type Books, openBooks } from './books.ts'
import { CARDS, HOT, INCOME } from './plan-calls.ts'

let database: TestDatabase
let databases: Databases
let books: Books
const [deposits, cardA, cardB, cardC] = CARDS as [string, string, string, string]

beforeAll(async () => {
  database = await testDatabase()
  databases = connectDatabases(database.ownerUrl, 8)
  books = await openBooks(database.ownerUrl, 'H0001')
})
afterAll(async () => {
  await databases?.close()
  await database?.drop()
})

const writer = (): Ledger => openLedger(databases.asPlatform(), books, { now: () => new Date() })

const move = (transferId: string, debit: string, credit: string, yuan: number): TransferRequest => ({
  transferId,
  kind: 'posted',
  debit,
  credit,
  amount: fen(yuan * 100),
  code: 'test',
})

/** `booked 12.00`, `DEBIT_LIMIT`, and whether it was said before. */
const said = (one: TransferAnswer): string =>
  `${one.posted ? `booked ${(one.amount / 100).toFixed(2)}` : one.refusal.code}${one.replayed ? ', again' : ''}`

const post = async (ledger: Ledger, ...group: TransferRequest[]): Promise<string[]> =>
  (await ledger.post(group)).map(said)

test('what was refused stays refused under its id, also when there is money now, whoever asks', async () => {
  const [one, other] = [writer(), writer()]
  expect(await post(one, move('spend', cardA, INCOME, 5))).toEqual(['DEBIT_LIMIT'])
  expect(await post(one, move('top-up', HOT, cardA, 50))).toEqual(['booked 50.00'])
  expect(await post(one, move('spend', cardA, INCOME, 5))).toEqual(['DEBIT_LIMIT, again'])
  expect(await post(other, move('spend', cardA, INCOME, 5))).toEqual(['DEBIT_LIMIT, again'])
  expect(await post(other, move('spend', cardA, INCOME, 6))).toEqual(['TRANSFER_ID_TAKEN'])
  expect(await post(other, move('spend-anew', cardA, INCOME, 5))).toEqual(['booked 5.00'])
})

test('a frozen account is looked at again before a writer that saw it frozen refuses once more', async () => {
  const one = writer()
  const set = (status: string) =>
    databases.asPlatform().query(
      `update medsettle.account_state s set status = $1, terms_no = terms_no + 1 from medsettle.account a
         where a.account_id = s.account_id and a.path = $2`,
      [status, INCOME],
    )
  await set('frozen')
  expect(await post(one, move('cold', HOT, INCOME, 5))).toEqual(['CREDIT_ACCOUNT_FROZEN'])
  await set('open')
  expect(await post(one, move('warm', HOT, INCOME, 5))).toEqual(['booked 5.00'])
})

test('a part of a group that nobody looked at yet is not refused out of old memory', async () => {
  const [one, other] = [writer(), writer()]
  // `one` remembers the deposits and card B as empty
  expect(await post(one, move('look-1', deposits, INCOME, 1))).toEqual(['DEBIT_LIMIT'])
  expect(await post(one, move('look-2', cardB, INCOME, 1))).toEqual(['DEBIT_LIMIT'])
  await post(other, move('fill-1', HOT, deposits, 10))
  await post(other, move('fill-2', HOT, cardB, 10))
  const group = [move('part-1', deposits, INCOME, 4), move('part-2', cardB, INCOME, 4)]
  expect(await post(one, ...group)).toEqual(['booked 4.00', 'booked 4.00'])
})

test('two writers given the same id at the same moment, one before and one after the money came, say the same', async () => {
  const random = createRandom(7)
  const [one, other] = [writer(), writer()]
  const words = new Map<string, number>()
  let took = 4
  const isProven = (): boolean => ['DEBIT_LIMIT', 'booked 5.00'].every((word) => (words.get(word) ?? 0) > 3)
  // both must have come about, or the rounds prove little; how soon they do depends on the machine
  for (let round = 0; round < 60 || (round < 600 && !isProven()); round++) {
    const spend = move(`race-${round}`, cardC, INCOME, 5)
    const began = performance.now()
    const [first, second] = await Promise.all([
      // somewhere while the other one is at it
      (round % 3 === 0 ? Promise.resolve() : sleep(random.next() * 0.8 * took)).then(() => post(one, spend)),
      post(other, move(`money-${round}`, HOT, cardC, 5))
        .then(() => post(other, spend))
        .finally(() => {
          took = performance.now() - began
        }),
    ])
    const [word] = first[0]!.split(',')
    expect([second[0]!.split(',')[0], (await post(one, spend))[0]]).toEqual([word, `${word}, again`])
    words.set(word!, (words.get(word!) ?? 0) + 1)
    // the card is empty again for the next round
    if (word === 'DEBIT_LIMIT') await post(other, move(`rest-${round}`, cardC, INCOME, 5))
  }
  expect([...words.keys()].sort()).toEqual(['DEBIT_LIMIT', 'booked 5.00'])
  expect(isProven()).toBe(true)
})
