// Would catch: an act that is booked on another account, the wrong way round, or in one party's books only; an id that two lines share.
import { parseYuan } from '@medsettle/money'
import { describe, expect, test } from 'vitest'
import { describeTransfer, type Transfer } from '../../ledger/transfer.ts'
import { bookSettlement, reverseTransfer } from './booking.ts'
import { POOL } from './decide-period.ts'
import { differingField, type KeptSettlement, type SettlementAct, type SettlementLine } from './settlement.ts'

const line = (
  act: SettlementAct,
  subject: string,
  recipient: string,
  yuan: string,
  member?: string,
): SettlementLine => ({
  act,
  subject,
  recipient,
  amount: parseYuan(yuan),
  ...(member === undefined ? {} : { member }),
})

const kept = (...lines: SettlementLine[]): KeptSettlement => ({
  fund: 'FUND',
  period: '2026',
  effectiveDate: '2026-12-31',
  policy: { id: 'county', version: '1' },
  lines,
  settlementNo: 1,
  settledWith: '2026',
  state: 'written',
})

/** `FUND liability/pooled-fund -> …`: whose books, then from -> to amount. */
const booked = (...lines: SettlementLine[]): string[] =>
  bookSettlement(kept(...lines)).flatMap(({ institutionId, transfers }) =>
    transfers.map((one) => `${institutionId} ${describeTransfer(one as Transfer)}`),
  )

describe('both sides of every act', () => {
  const rows: [line: SettlementLine, transfers: string[]][] = [
    [line('budget', 'H1', 'H1', '9.00'), ['FUND liability/budget/2026/h1 -> liability/pooled-fund 9.00']],
    [
      line('set-aside', 'reserve', 'FUND', '1.00'),
      ['FUND liability/budget/2026/reserve -> liability/pooled-fund 1.00'],
    ],
    [
      line('prepayment', 'H1', 'H1', '9.00'),
      [
        'FUND liability/due-to/h1 -> asset/prepaid/2026/h1 9.00',
        'H1 liability/prepaid/2026 -> asset/due-from/fund 9.00',
      ],
    ],
    [
      line('true-up', 'H1', 'H1', '-2.00'),
      [
        'FUND asset/prepaid/2026/h1 -> liability/due-to/h1 2.00',
        'H1 asset/due-from/fund -> liability/prepaid/2026 2.00',
      ],
    ],
    [
      line('earned', 'H1', 'H1', '8.00'),
      [
        'FUND liability/entitlement/2026/h1 -> liability/budget/2026/h1 8.00',
        'H1 income/value/earned -> asset/entitlement/2026 8.00',
      ],
    ],
    [
      line('surplus-kept', 'H1', 'H1', '1.00'),
      [
        'FUND liability/entitlement/2026/h1 -> liability/budget/2026/h1 1.00',
        'H1 income/value/surplus-kept -> asset/entitlement/2026 1.00',
      ],
    ],
    [
      line('overspend-share', 'H1', 'H1', '7.00'),
      [
        'FUND liability/entitlement/2026/h1 -> liability/overspend/2026 7.00',
        'H1 income/value/overspend-share -> asset/entitlement/2026 7.00',
      ],
    ],
    [line('cover', 'reserve', 'FUND', '5.00'), ['FUND liability/overspend/2026 -> liability/budget/2026/reserve 5.00']],
    [line('cover', POOL, 'FUND', '2.00'), ['FUND liability/overspend/2026 -> liability/pooled-fund 2.00']],
    [
      line('assessment', 'H1', 'H1', '-3.00'),
      [
        'FUND liability/pooled-fund -> liability/entitlement/2026/h1 3.00',
        'H1 asset/entitlement/2026 -> expense/value/assessment 3.00',
      ],
    ],
    [
      line('penalty', 'H1', 'H1', '4.00'),
      [
        'FUND liability/pooled-fund -> liability/entitlement/2026/h1 4.00',
        'H1 asset/entitlement/2026 -> expense/value/penalty 4.00',
      ],
    ],
    [line('unspent', 'H1', 'H1', '1.00'), ['FUND liability/pooled-fund -> liability/budget/2026/h1 1.00']],
    [
      line('offset', 'H1', 'H1', '9.00'),
      [
        'FUND asset/prepaid/2026/h1 -> liability/entitlement/2026/h1 9.00',
        'H1 asset/entitlement/2026 -> liability/prepaid/2026 9.00',
      ],
    ],
    [
      line('clearing', 'H1', 'H1', '-1.00'),
      [
        'FUND liability/entitlement/2026/h1 -> liability/due-to/h1 1.00',
        'H1 asset/due-from/fund -> asset/entitlement/2026 1.00',
      ],
    ],
    [
      line('member-earned', 'T1', 'C1', '3.00', 'T1'),
      ['C1 liability/due-to/t1 -> expense/value/distribution 3.00', 'T1 income/value/earned -> asset/due-from/c1 3.00'],
    ],
    [
      line('member-share', 'T1', 'C1', '-1.00', 'T1'),
      [
        'C1 expense/value/distribution -> liability/due-to/t1 1.00',
        'T1 asset/due-from/c1 -> income/value/distribution 1.00',
      ],
    ],
    [
      line('doctor-share', 'fd-1', 'C1', '0.50', 'T1'),
      [
        'C1 liability/due-to/t1 -> expense/value/distribution 0.50',
        'T1 liability/due-to/family-doctors/fd-1 -> asset/due-from/c1 0.50',
      ],
    ],
  ]
  test.each(rows)('%j', (one, transfers) => expect(booked(one)).toEqual(transfers))
})

test('groups are of one institution and one budget; ids name period, number, act, subject and side', () => {
  const groups = bookSettlement(kept(line('prepayment', 'H1', 'H1', '1.00'), line('prepayment', 'H2', 'H2', '2.00')))
  expect(
    groups.map(({ institutionId, transfers }) => `${institutionId} ${transfers.map(({ transferId }) => transferId)}`),
  ).toEqual([
    'FUND vs:FUND:2026:1:prepayment:H1:fund',
    'H1 vs:FUND:2026:1:prepayment:H1:recipient',
    'FUND vs:FUND:2026:1:prepayment:H2:fund',
    'H2 vs:FUND:2026:1:prepayment:H2:recipient',
  ])
})

test('thousands of doctors go in several groups, and none is lost', () => {
  const doctors = Array.from({ length: 2500 }, (_, no) => line('doctor-share', `fd-${no}`, 'C1', '1.00', 'T1'))
  const groups = bookSettlement(kept(...doctors)).map((one) => `${one.institutionId} ${one.transfers.length}`)
  expect(groups).toEqual(['C1 1000', 'C1 1000', 'C1 500', 'T1 1000', 'T1 1000', 'T1 500'])
})

test('taking back lies the other way round on the same accounts', () => {
  const [group] = bookSettlement(kept(line('budget', 'H1', 'H1', '9.00')))
  const back = [1, 2].map((attempt) => reverseTransfer(group!.transfers[0]!, attempt))
  expect(back.map((one) => `${one.transferId} ${one.reversesId} ${one.credit} -> ${one.debit}`)).toEqual(
    ['back', 'back2'].map(
      (end) =>
        `vs:FUND:2026:1:budget:H1:fund:${end} vs:FUND:2026:1:budget:H1:fund liability/pooled-fund -> liability/budget/2026/h1`,
    ),
  )
})

test('the first thing in which two settlements differ', () => {
  const before = kept(line('earned', 'H1', 'H1', '8.00'), line('unspent', 'H1', 'H1', '1.00'))
  expect(differingField(before, { ...before, lines: before.lines.toReversed() })).toBeNull()
  expect(differingField(before, { ...before, policy: { id: 'county', version: '2' } })).toBe('policy.version: 1, now 2')
  expect(differingField(before, kept(line('earned', 'H1', 'H1', '8.01')))).toBe('earned of H1: 8.00, now 8.01')
  expect(differingField(before, kept(line('earned', 'H1', 'H1', '8.00')))).toBe('unspent of H1: 1.00, now nothing')
})
