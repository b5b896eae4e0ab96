// Would catch: groups without header that lose their first case, a case paid at the tariff's price after experts agreed on another, a
// case paid twice or by somebody's guess.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runValue } from './fixture-run.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'total-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function file(name: string, ...lines: string[]): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, lines.map((line) => `${line}\n`).join(''))
  return path
}

const tariff = (): Promise<string> =>
  file(
    'tariff.json',
    '{"id":"t","version":"7","source":"s","validFrom":"2026-01-01","validTo":null,"toFen":"halfUp","dimensions":{"level":{}},',
    '"formula":[{"name":"weight","by":["group","level"],"table":{"A":{"1":"100.01","2":"200"}}}]}',
  )

test('groups without a header, as drg group writes them, and what the register says of them', async () => {
  const groups = await file('groups.csv', 'c1,A', 'c2,A', 'c3,A', 'c4,A')
  const register = await file('register.csv', 'level,id', '1,c1', '2,c2', '1,c3', '2,c3')
  const { out, err } = await runValue('price', '--tariff', await tariff(), '--cases', register, groups)
  expect(out.split('\n').slice(1)).toEqual(['c1,A,10001,100.01,ordinary,100.01', 'c2,A,20000,200.00,ordinary,200', ''])
  expect(err.trim().split('\n')).toEqual([
    'register.csv line 4, id c3: VALUE_ROW_MALFORMED at id: this id stands more than once',
    'register.csv line 5, id c3: VALUE_ROW_MALFORMED at id: this id stands more than once',
    'line 3, id c3: VALUE_DIMENSION_MISSING at level: the tariff needs this of the case',
    'line 4, id c4: VALUE_DIMENSION_MISSING at level: the tariff needs this of the case',
    '4 rows, 2 priced, 2 refused',
  ])
})

test('prices, agreed amounts and what persons paid become results; what cannot be used is refused row by row', async () => {
  const ids = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6']
  const groups = await file('priced.csv', 'id,group,level', ...ids.map((id) => `${id},A,1`), 'c6,A,1')
  const prices = await file(
    'prices.jsonl',
    (await runValue('price', '--json', '--tariff', await tariff(), groups)).out.trim(),
  )
  const reviews = await file('reviews.csv', 'id,stage,amountYuan', 'c2,agreed,300.33')
  const cases = await file(
    'cases.csv',
    'id,hospital,date,personYuan',
    'c1,H,2026-02-01,0.02',
    'c2,H,2026-02-28,400',
    'c3,H,2026-02-30,1',
    'c4,H,2026-03-01,-1',
    'c5,,2026-03-01,1',
    'c6,H,2026-03-01,1',
    'c7,H,2026-03-01,1',
  )
  const { out, err, exitCode } = await runValue('total', '--prices', prices, '--reviews', reviews, cases)
  expect(out.split('\n').slice(1)).toEqual(['drg,t,7,H,2026-02-01,2026-02-28,400.34,99.99,300.35', ''])
  expect(err.split('\n').map((line) => line.split(': ').slice(0, 2).join(': '))).toEqual([
    'cases line 4, id c3: ROW_DATE_INVALID at date',
    'cases line 5, id c4: ROW_NEGATIVE at personYuan',
    'cases line 6, id c5: ROW_COLUMN_MISSING at hospital',
    'cases line 7, id c6: ROW_ID_TWICE at id',
    'cases line 8, id c7: ROW_CASE_UNKNOWN at id',
    'cases: 7 rows, 2 taken, 5 refused',
    '1 cases: the person paid more than the price; the fund pays nothing',
    '2 cases paid, 0 paid elsewhere: total 400.34, fund 99.99',
    '',
  ])
  expect(exitCode).toBeUndefined()
})
