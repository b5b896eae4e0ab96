// Would catch: a ledger that answers, books, reserves, releases or orders anything otherwise than a sheet of paper would, for many
// callers at once, after a broken connection, after a crash, and when the same is sent again.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/database.ts'
import { connectDatabases, type Database, type Databases } from '../database.ts'
import { drawHistory, type History } from './model/history.ts'
import { type Ended, runHistory } from './model/run-history.ts'
import { shrink, tellHistory } from './model/shrink.ts'
import { faultsOfBooks } from './tables/check-books.ts'

/** MEDSETTLE_HISTORIES=10000 MEDSETTLE_SEED=1 npx vitest run store/ledger/model.test.ts */
const HISTORIES = Number(process.env.MEDSETTLE_HISTORIES ?? 500)
const FIRST_SEED = Number(process.env.MEDSETTLE_SEED ?? 1)
/** histories at once, each in an institution of its own */
const LANES = 6

let home: TestDatabase
let databases: Databases
let institutions = 0

beforeAll(async () => {
  home = await testDatabase()
  databases = connectDatabases(home.ownerUrl, LANES + 2)
})
afterAll(async () => {
  await databases.close()
  await home.drop()
})

const play = (history: History, database: Database = databases.asPlatform()): Promise<Ended> => {
  const institutionId = `M${++institutions}`
  return runHistory(database, { institutionId, regionId: institutionId }, history)
}

/** The shortest way there that was found, in words. */
async function explain(history: History, ended: Ended, database?: Database): Promise<string> {
  const upToFault = { ...history, rounds: history.rounds.slice(0, ended.rounds) }
  const smallest = await shrink(upToFault, async (one) => (await play(one, database)).faults.length > 0, 150)
  const { faults } = await play(smallest, database)
  return [...ended.faults, 'shortest:', ...faults, tellHistory(smallest)].join('\n')
}

test(`${HISTORIES} random histories from seed ${FIRST_SEED} end as the model says`, {
  timeout: 60_000 + HISTORIES * 1000,
}, async () => {
  let next = FIRST_SEED
  const failures: string[] = []
  const lane = async (): Promise<void> => {
    while (next < FIRST_SEED + HISTORIES && failures.length === 0) {
      const history = drawHistory(next++)
      const ended = await play(history)
      if (ended.faults.length > 0) failures.push(await explain(history, ended))
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  expect(failures.join('\n\n')).toBe('')
  expect(await faultsOfBooks(databases.asPlatform())).toEqual([])
})

test('a ledger that forgets what it refused is found, and told in a few lines', { timeout: 120_000 }, async () => {
  const forgetful: Database = {
    query: (text, values) =>
      /^select .* from medsettle\.refused_transfer/s.test(text)
        ? Promise.resolve([])
        : databases.asPlatform().query(text, values),
  }
  for (let seed = 1; seed < 50; seed++) {
    const history = drawHistory(seed)
    const ended = await play(history, forgetful)
    if (ended.faults.length === 0) continue
    const said = await explain(history, ended, forgetful)
    expect(said.split('shortest:')[1]!.split('\n').length).toBeLessThan(20)
    return
  }
  expect.unreachable('fifty histories without a refusal that was asked for again')
})
