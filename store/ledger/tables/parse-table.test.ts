// Would catch: a table whose line is read otherwise than it is written, so that its case shows nothing.
import { expect, test } from 'vitest'
import { parseTable } from './parse-table.ts'
import { casesOf } from './table.ts'

const HEAD = '# Shows something\naccount till asset/till credits<=debits\naccount cost expense/cost scale=3\n'
const read = (lines: string) => parseTable('a.txt', HEAD + lines)

test('a line becomes the request it says, and its expectation', () => {
  const { steps } = read(
    '1 pending p till -> cost 12.34 timeout=60s order=O{3} metadata={"n":1} | again DEBIT_LIMIT x | why\n',
  )
  expect(steps.slice(0, 2)).toEqual([
    { do: 'account', path: 'asset/till', limited: 'credits', scale: 2 },
    { do: 'account', path: 'expense/cost', limited: 'none', scale: 3 },
  ])
  const request = {
    transferId: 'p',
    kind: 'pending',
    code: 'charge',
    credit: 'asset/till',
    debit: 'expense/cost',
    amount: 1234,
    timeoutMs: 60_000,
    orderId: 'OOO',
    metadata: '{"n":1}',
  }
  const expected = { says: 'refused', code: 'DEBIT_LIMIT', what: 'x', replayed: true }
  expect(steps[2]).toEqual({ do: 'group', no: '1', members: [{ line: 4, request, expected, why: 'why' }] })
})

test('a group is one case for each of its transfers, and is sent again whole', () => {
  const table = read(
    '1 posted a till -> cost 1.00 | ok | one\n& void b of p | ok 2.00 | two\n2 retry 1 | replay, replay 2.00 | again\n',
  )
  expect(casesOf(table)).toBe(4)
  const [first, again] = table.steps.slice(2) as [unknown, unknown]
  const requestsOf = (step: unknown) => (step as { members: { request: unknown }[] }).members.map((one) => one.request)
  expect(requestsOf(again)).toEqual(requestsOf(first))
  expect(requestsOf(first)).toEqual([
    expect.objectContaining({ amount: 100 }),
    { transferId: 'b', kind: 'void', code: 'charge', pendingId: 'p' },
  ])
})

test('a retry may say something else, or less', () => {
  const { steps } = read(
    '1 posted a till -> cost 1.00 order=O date=2026-03-01 | ok | one\n' +
      '2 retry 1 with amount=fen:1.5 debit=till without order date | TRANSFER_AMOUNT_INVALID | two\n',
  )
  expect(steps[3]).toMatchObject({ members: [{ expected: { code: 'TRANSFER_AMOUNT_INVALID', replayed: false } }] })
  const { request } = (steps[3] as unknown as { members: [{ request: object }] }).members[0]
  const changed = { transferId: 'a', kind: 'posted', code: 'charge', credit: 'asset/till', debit: 'asset/till' }
  expect(request).toEqual({ ...changed, amount: 1.5 })
})

test.each([
  ['1 posted a till -> cost 1.00 | ok', 'a case says its command | its result | why'],
  ['1 void a of p | ok | why', 'ok of how much?'],
  ['1 posted a till -> cost 1 | ok | why', '1 is no amount in yuan'],
  ['1 posted a till -> cost 1.00 colour=red | ok | why', 'no field is called colour'],
  ['1 posted a till -> cost 1.00 | fine | why', 'fine is no result'],
  ['& posted a till -> cost 1.00 | ok | why', '& is linked to the case before it'],
  ['1 retry 7 | replay | why', 'retry of a case that is not there: 7'],
  ['account x asset/x debits>=credits', 'an account has no term debits>=credits'],
  ['= nobody debits 1.00', 'no account is called nobody'],
  ['= till debit 1.00', 'debit is no side of an account'],
  ['tick 60', '60 is no span of time'],
  ['wait 60s', 'what is wait?'],
])('%s is refused with its line', (line, message) => {
  expect(() => read(`${line}\n`)).toThrow(`a.txt:4: ${message}`)
})

test('a table without a title is refused', () => {
  expect(() => parseTable('a.txt', 'account a asset/a\n')).toThrow('a.txt: the first line says what the table shows')
})
