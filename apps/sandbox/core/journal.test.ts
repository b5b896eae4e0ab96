// Would catch: an entry lost at closing, a torn line that blocks the next start, entries out of order.
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openJournal } from './journal.ts'

const folder = mkdtempSync(join(tmpdir(), 'journal-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('what was appended is there after closing, in order, over several batches', async () => {
  const file = join(folder, 'deep', 'orders.jsonl')
  const first = openJournal(file)
  for (let n = 0; n < 1000; n++) {
    first.append({ n })
    if (n % 300 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  await first.close()
  const second = openJournal(file)
  second.append({ n: 1000 })
  await second.close()
  expect(openJournal(file).past).toEqual(Array.from({ length: 1001 }, (_, n) => ({ n })))
})

test('an entry is written as it was when it was appended', async () => {
  const file = join(folder, 'changing.jsonl')
  const journal = openJournal(file)
  const order = { status: 'open' }
  journal.append(order)
  order.status = 'paid'
  await journal.close()
  expect(openJournal(file).past).toEqual([{ status: 'open' }])
})

test('the torn line of a killed run is dropped, what follows is kept', async () => {
  const file = join(folder, 'torn.jsonl')
  appendFileSync(file, '{"n":1}\n{"n":2')
  const journal = openJournal(file)
  journal.append({ n: 3 })
  await journal.close()
  expect([journal.past, openJournal(file).past]).toEqual([[{ n: 1 }], [{ n: 1 }, { n: 3 }]])
})

test('without a file nothing is kept', async () => {
  const journal = openJournal(null)
  journal.append({ n: 1 })
  await journal.close()
  expect(journal.past).toEqual([])
})
