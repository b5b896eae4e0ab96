// Would catch: a day paid twice or by the wrong phase, a limit that starts anew, a cap that is a fen too wide, a fen between fund and
// provider, a result that goes by the order of the rows.
import { formatYuan } from '@medsettle/money'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays } from '../../identity/clock.ts'
import { explainPayment } from './explain-per-diem.ts'
import { PER_DIEM_RULES } from './fixture-rules.ts'
import type { PerDiemRow } from './per-diem-refusal.ts'
import { readPerDiemRules } from './read-per-diem-rules.ts'
import { type PerDiem, settlePerDiem } from './settle-per-diem.ts'

const RULES = readPerDiemRules(JSON.stringify(PER_DIEM_RULES))
const withPackage = (index: number, more: object) => {
  const packages = PER_DIEM_RULES.packages.map((one, at) => (at === index ? { ...one, ...more } : one))
  return readPerDiemRules(JSON.stringify({ ...PER_DIEM_RULES, packages }))
}

/** Each line `id package from to leave quantity cost level`, a dot for nothing; person p at institution H unless they are said. */
function rowsOf(lines: readonly string[]): PerDiemRow[] {
  const names = ['id', 'package', 'from', 'to', 'leave', 'quantity', 'cost', 'level', 'person', 'institution']
  return lines.map((line, index) => {
    const fields = line.split(' ').map((field) => (field === '.' ? '' : field))
    const columns = new Map([
      ['person', 'p'],
      ['institution', 'H'],
    ])
    for (const [at, field] of fields.entries()) columns.set(names[at]!, field)
    return { line: index + 2, columns }
  })
}

/** `id gross over-limit over-cap total fund provider` */
const paid = ({ payments }: PerDiem): string[] =>
  payments.map((one) => {
    const amounts = [one.gross, one.overLimit, one.overCap, one.total, one.fundShare, one.providerShare]
    return `${one.stay.id} ${amounts.map(formatYuan).join(' ')}`
  })
const refused = (settled: PerDiem): string[] =>
  settled.refused.map(({ table, row, code, place }) => `${table} ${row.line} ${code} ${place}`)

describe('days', () => {
  const rows: [what: string, line: string, expected: string][] = [
    ['one night', 'a BED 2026-03-01 2026-03-02', 'a 100.00 0.00 0.00 100.00 80.00 20.00'],
    ['in and out on one day', 'a BED 2026-03-01 2026-03-01', 'a 100.00 0.00 0.00 100.00 80.00 20.00'],
    ['ten nights', 'a BED 2026-03-01 2026-03-11', 'a 1000.00 0.00 0.00 1000.00 800.00 200.00'],
    ['eleven', 'a BED 2026-03-01 2026-03-12', 'a 1080.00 0.00 0.00 1080.00 864.00 216.00'],
    ['all three phases', 'a BED 2026-03-01 2026-03-26', 'a 2050.00 0.00 0.00 2050.00 1640.00 410.00'],
    ['level 3', 'a BED 2026-03-01 2026-03-04 . . . 3', 'a 361.65 0.00 0.00 361.65 289.32 72.33'],
    [
      'three days of leave, two paid',
      'a BED 2026-03-01 2026-03-06 2026-03-02..2026-03-04',
      'a 260.00 0.00 0.00 260.00 208.00 52.00',
    ],
    [
      'leave rounded each day',
      'a BED 2026-03-01 2026-03-03 2026-03-02 . . 3',
      'a 156.72 0.00 0.00 156.72 125.38 31.34',
    ],
  ]
  test.each(rows)('%s', (_what, line, expected) => {
    expect(paid(settlePerDiem(RULES, rowsOf([line]), []))).toEqual([expected])
  })

  test('both ends count where the package says so; leave need not advance the phase', () => {
    const both = withPackage(0, { days: 'bothEnds' })
    expect(paid(settlePerDiem(both, rowsOf(['a BED 2026-03-01 2026-03-11']), []))).toEqual([
      'a 1080.00 0.00 0.00 1080.00 864.00 216.00',
    ])
    const still = withPackage(0, { leave: { share: '0.5', mostDays: '9', countsInPhase: false } })
    const line = 'a BED 2026-03-01 2026-03-13 2026-03-02..2026-03-03'
    expect(paid(settlePerDiem(still, rowsOf([line]), []))).toEqual(['a 1100.00 0.00 0.00 1100.00 880.00 220.00'])
    const none = withPackage(0, { leave: null })
    expect(paid(settlePerDiem(none, rowsOf([line]), []))).toEqual(['a 1160.00 0.00 0.00 1160.00 928.00 232.00'])
  })

  test('who comes back soon goes on counting, wherever', () => {
    const rules = withPackage(0, { continuesWithin: '7' })
    const lines = [
      'b BED 2026-03-18 2026-03-19 . . . . p K',
      'a BED 2026-03-01 2026-03-11',
      'c BED 2026-03-27 2026-03-28',
    ]
    expect(paid(settlePerDiem(rules, rowsOf(lines), []))).toEqual([
      'a 1000.00 0.00 0.00 1000.00 800.00 200.00',
      'c 100.00 0.00 0.00 100.00 80.00 20.00',
      'b 80.00 0.00 0.00 80.00 64.00 16.00',
    ])
  })
})

test('an exception may compare a number of the row; one that is not given is told', () => {
  const old = { name: 'very old', when: { age: { atLeast: '80' } }, value: '55' }
  const rules = withPackage(1, { rate: { value: '40', except: [old] } })
  const [young, aged] = rowsOf(['a HOME 2026-03-01 . . 1 .', 'b HOME 2026-03-02 . . 1 .'])
  const { payments } = settlePerDiem(
    rules,
    [young!, { ...aged!, columns: new Map([...aged!.columns, ['age', '80']]) }],
    [],
  )
  expect(payments.map(explainPayment)).toEqual([
    '1 hour × 40 = 40.00; not given: age; fund 0.75 of what counts',
    '1 hour × 55 (very old) = 55.00; fund 0.75 of what counts',
  ])
})

describe('units', () => {
  const rows: [what: string, lines: string[], expected: string[]][] = [
    ['hours', ['a HOME 2026-03-01 . . 2.5 . 2'], ['a 100.00 0.00 0.00 100.00 75.00 25.00']],
    [
      'beyond the month',
      ['b HOME 2026-03-31 . . 12 .', 'a HOME 2026-03-01 . . 15 .', 'c HOME 2026-04-01 . . 1 .'],
      [
        'a 600.00 0.00 0.00 600.00 450.00 150.00',
        'b 480.00 280.00 0.00 480.00 150.00 330.00',
        'c 40.00 0.00 0.00 40.00 30.00 10.00',
      ],
    ],
    [
      'a higher level in the same month',
      ['a HOME 2026-03-01 . . 25 .', 'b HOME 2026-03-02 . . 25 . 3'],
      ['a 1000.00 200.00 0.00 1000.00 600.00 400.00', 'b 1250.00 725.00 0.00 1250.00 393.75 856.25'],
    ],
    ['tablets at their rate', ['a TABLET 2026-03-01 . . 10 40.00'], ['a 33.33 0.00 0.00 33.33 33.33 0.00']],
    ['tablets at cost', ['a TABLET 2026-03-01 . . 10 20.00'], ['a 20.00 0.00 0.00 20.00 20.00 0.00']],
    [
      'more than a prescription may have',
      ['a TABLET 2026-03-01 . . 40 100.00', 'b TABLET 2026-03-01 . . 40 999.00'],
      ['a 100.00 25.00 0.00 100.00 75.00 25.00', 'b 133.32 33.33 0.00 133.32 99.99 33.33'],
    ],
  ]
  test.each(rows)('%s', (_what, lines, expected) => {
    expect(paid(settlePerDiem(RULES, rowsOf(lines), []))).toEqual(expected)
  })
})

test('caps fill up day by day; the tighter one decides', () => {
  const rules = withPackage(0, {
    caps: [
      { per: 'month', yuan: { value: '550.5' } },
      { per: 'year', yuan: { value: '900' } },
    ],
  })
  const lines = ['a BED 2026-03-28 2026-04-05', 'b BED 2026-04-20 2026-04-24']
  const settled = settlePerDiem(rules, rowsOf(lines), [])
  expect(paid(settled)).toEqual(['a 800.00 0.00 0.00 800.00 640.00 160.00', 'b 400.00 0.00 300.00 400.00 80.00 320.00'])
  expect(settled.payments[1]!.capped).toEqual(['cap per year 900.00 of 2026: 300.00 above it'])
  const month = settlePerDiem(rules, rowsOf(['a BED 2026-03-01 2026-03-08']), [])
  expect(month.payments[0]!.capped).toEqual(['cap per month 550.50 of 2026-03: 149.50 above it'])
})

test('services inside cost nothing more, services beside are paid by their own share', () => {
  const services = ['nursing 100', 'blood 99.99', 'blood 0.05'].map((text, index) => {
    const [service, yuan] = text.split(' ') as [string, string]
    const entries = { stay: 'a', service, date: '2026-03-02', yuan }
    return { line: index + 2, columns: new Map(Object.entries(entries)) }
  })
  const settled = settlePerDiem(RULES, rowsOf(['a BED 2026-03-01 2026-03-02']), services)
  expect(paid(settled)).toEqual(['a 100.00 0.00 0.00 200.04 170.04 30.00'])
  expect(
    settled.results.map(({ method, total, fundShare }) => `${method} ${formatYuan(total)} ${formatYuan(fundShare)}`),
  ).toEqual(['perDiem 200.04 170.04'])
})

test('every row that is not paid says why, and uses nothing up', () => {
  const lines = [
    'a BED 2026-03-01 2026-03-05',
    'b BED 2026-03-04 2026-03-06',
    'c BED 2026-03-06 2026-03-07',
    'd SPA 2026-03-01 2026-03-05',
    'e BED 2025-12-31 2026-01-05',
    'f BED 2026-03-09 2026-03-08',
    'g BED 2026-04-01 2026-04-05 2026-04-05',
    'h BED 2026-05-01 .',
    'i HOME 2026-05-01 . . 0 .',
    'j TABLET 2026-05-01 . . 1 -1',
    'k HOME 2026-05-01 . . 15 . 9',
    'k2 HOME 2026-05-02 . . 20 .',
    'l HOME 2026-06-01 . . 1 .',
    'l HOME 2026-06-02 . . 1 .',
    'm BED 2026-02-30 2026-03-01',
    'n BED 2026-07-01 2026-07-04 2026-07-01;2026-07-01',
    'o HOME 2026-05-01 . . 99999999999999999999 . . q',
  ]
  const settled = settlePerDiem(RULES, rowsOf(lines), [{ line: 2, columns: new Map([['stay', 'b']]) }])
  expect(refused(settled)).toEqual([
    'stays 2 PER_DIEM_STAYS_OVERLAP from',
    'stays 3 PER_DIEM_STAYS_OVERLAP from',
    'stays 5 PER_DIEM_PACKAGE_UNKNOWN package',
    'stays 6 PER_DIEM_DATE_OUTSIDE from',
    'stays 7 PER_DIEM_REVERSED to',
    'stays 8 PER_DIEM_LEAVE_INVALID leave',
    'stays 9 PER_DIEM_FIELD_MISSING to',
    'stays 10 PER_DIEM_QUANTITY_INVALID quantity',
    'stays 11 PER_DIEM_COST_INVALID cost',
    'stays 12 VALUE_DIMENSION_UNKNOWN level',
    'stays 14 PER_DIEM_ID_TWICE id',
    'stays 15 PER_DIEM_ID_TWICE id',
    'stays 16 PER_DIEM_DATE_INVALID from',
    'stays 17 PER_DIEM_LEAVE_INVALID leave',
    'stays 18 PER_DIEM_AMOUNT_TOO_LARGE amount',
    'services 2 PER_DIEM_SERVICE_NO_STAY stay',
  ])
  expect(paid(settled)).toEqual(['c 100.00 0.00 0.00 100.00 80.00 20.00', 'k2 800.00 0.00 0.00 800.00 600.00 200.00'])
})

describe('whatever the rows', () => {
  const caps = [{ per: 'month', yuan: { value: '700' } }]
  const capped = withPackage(0, { caps, continuesWithin: '5' })
  const row = fc.record({
    code: fc.constantFrom('BED', 'HOME', 'TABLET'),
    from: fc.integer({ min: 0, max: 200 }),
    days: fc.integer({ min: 0, max: 40 }),
    quantity: fc.integer({ min: 1, max: 40 }),
    cost: fc.integer({ min: 0, max: 20_000 }),
    level: fc.constantFrom('2', '3', '9'),
    person: fc.constantFrom('p', 'q', 'r'),
  })
  const rows = fc.array(row, { maxLength: 15 }).map((list) =>
    rowsOf(
      list.map(({ code, from, days, quantity, cost, level, person }, index) => {
        const [first, last] = [addDays('2026-01-01', from), addDays('2026-01-01', from + days)]
        return `${index} ${code} ${first} ${last} . ${quantity} ${cost / 100} ${level} ${person} ${index % 2 ? 'H' : 'K'}`
      }),
    ),
  )

  test('shares add up, every row is in one place, another order changes nothing', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const settled = settlePerDiem(capped, list, [])
        const other = settlePerDiem(capped, list.toReversed(), [])
        expect(paid(other)).toEqual(paid(settled))
        expect(refused(other)).toEqual(refused(settled))
        for (const { total, fundShare, providerShare } of [...settled.payments, ...settled.results])
          expect(fundShare + providerShare).toBe(total)
        expect(settled.payments.length + settled.refused.length).toBe(list.length)
      }),
      { numRuns: 80, seed: 7 },
    )
  })

  test('nights of one stay are worth what a table of their phases says', () => {
    const worth = (nights: number): number =>
      Math.min(nights, 10) * 100 + Math.min(Math.max(nights - 10, 0), 10) * 80 + Math.max(nights - 20, 0) * 50
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 60 }), (length, from) => {
        const [first, last] = [addDays('2026-01-01', from), addDays('2026-01-01', from + length)]
        const [payment] = settlePerDiem(RULES, rowsOf([`a BED ${first} ${last}`]), []).payments
        expect(payment!.gross).toBe(worth(Math.max(length, 1)) * 100)
      }),
      { numRuns: 60, seed: 12 },
    )
  })

  test('a day more never pays less', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), (days) => {
        const fund = [days, days + 1].map((length) => {
          const settled = settlePerDiem(capped, rowsOf([`a BED 2026-01-20 ${addDays('2026-01-20', length)}`]), [])
          return settled.payments[0]!.fundShare
        })
        expect(fund[1]).toBeGreaterThanOrEqual(fund[0]!)
      }),
      { numRuns: 40, seed: 8 },
    )
  })
})
