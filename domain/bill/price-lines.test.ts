// Catches: a line priced otherwise than quantity × price rounded once, a line charged twice, more given back than was
// charged, an unknown code guessed to be covered, a hospital amount that differs and is passed over.

import { formatYuan, sum } from '@medsettle/money'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RefusalError } from '../identity/refusal.ts'
import type { StatedLine } from './bill-input.ts'
import { compileCatalogue } from './catalogue.ts'
import sample from './catalogues/sample.json' with { type: 'json' }
import { priceLines } from './price-lines.ts'

fc.configureGlobal({ seed: 20261121 })

const catalogue = compileCatalogue(sample)

const CODE = {
  visit: 'SAMPLE-001102000010000-03',
  ct: 'SAMPLE-002103000010000-10',
  drug: 'SAMPLE-XJ01CAA040E001-35',
  cream: 'SAMPLE-XD11AXX001M001-47',
} as const

type Row = readonly [lineNo: string, code: string, quantity: string, price: string, more?: Partial<StatedLine>]

const toLine = ([lineNo, listCode, quantity, unitPrice, more]: Row): StatedLine => ({
  lineNo,
  listCode,
  hospitalCode: `H-${listCode}`,
  name: '测试项目',
  quantity,
  unitPrice,
  occurredAt: '2026-11-21 08:30:00',
  departmentCode: 'D01',
  departmentName: '全科',
  doctorCode: 'DR01',
  doctorName: '测试医师',
  ...more,
})

const price = (...rows: readonly Row[]) => priceLines(rows.map(toLine), catalogue)

const refusalOf = (...rows: readonly Row[]): string => {
  try {
    price(...rows)
  } catch (error) {
    if (error instanceof RefusalError) return `${error.refusal.code} @ ${error.refusal.place}`
    throw error
  }
  return 'accepted'
}

describe('amounts', () => {
  it.each([
    ['1', '18.00', '18.00'],
    ['3', '0.335', '1.01'],
    ['0.5', '0.33', '0.17'],
    ['1.2345', '1.234567', '1.52'],
    ['7', '0.000001', '0.00'],
    ['100000000', '900719.92', '90071992000000.00'],
  ])('%s × %s yuan = %s yuan', (quantity, unitPrice, amount) => {
    const priced = price(['1', CODE.drug, quantity, unitPrice], ['2', CODE.drug, '1', '1.00'])
    expect(formatYuan(priced.lines[0]!.amount)).toBe(amount)
  })

  it('takes class, category, ratio and ceiling from the entry in force on the day of the charge', () => {
    const on = (occurredAt: string) => price(['1', CODE.visit, '1', '20.00', { occurredAt }]).lines[0]!.priceCeiling
    expect(on('2026-06-30 23:59:59')).toBe('18.00')
    expect(on('2026-07-01 00:00:00')).toBe('20.00')
  })

  it('charges a code nobody knows as 丙, and says so', () => {
    const priced = price(['1', 'SAMPLE-NEVER-SEEN', '2', '10.00'])
    expect(priced.lines[0]).toMatchObject({
      itemClass: '丙',
      selfPayFirstRatio: '1',
      chargeCategory: '14',
      amount: 2000,
    })
    expect(priced.findings).toMatchObject([{ code: 'BILL_FOUND_UNKNOWN_CODE', lineNo: '1' }])
  })

  it('takes an entry that is not yet in force for unknown', () => {
    const priced = price(['1', CODE.drug, '1', '10.00', { occurredAt: '2025-12-31 23:59:59' }])
    expect(priced.findings.map((finding) => finding.code)).toEqual(['BILL_FOUND_UNKNOWN_CODE'])
  })

  it('gives a nameless feedetail row the catalogue name', () => {
    expect(price(['1', CODE.ct, '1', '180.00', { name: '' }]).lines[0]!.name).toBe('X 线计算机体层（CT）平扫')
    expect(price(['1', 'SAMPLE-NONE', '1', '180.00', { name: '' }]).lines[0]!.name).toBe('H-SAMPLE-NONE')
  })

  it('does not carry the stated amount on', () => {
    expect(price(['1', CODE.drug, '3', '0.335', { statedAmount: '1.01' }]).lines[0]).not.toHaveProperty('statedAmount')
  })
})

describe('duplicates', () => {
  it('are charged once, with a finding', () => {
    const priced = price(
      ['1', CODE.drug, '2', '10.00'],
      ['1', CODE.drug, '2.0', '10.000'],
      ['2', CODE.drug, '1', '5.00'],
    )
    expect(formatYuan(priced.total)).toBe('25.00')
    expect(priced.findings).toMatchObject([{ code: 'BILL_FOUND_DUPLICATE', lineNo: '1' }])
  })

  it('of a negative line take back once', () => {
    const minus: Row = ['2', CODE.drug, '-1', '10.00', { refundsLineNo: '1' }]
    expect(formatYuan(price(['1', CODE.drug, '2', '10.00'], minus, minus).total)).toBe('10.00')
  })
})

describe('negative lines', () => {
  it('take back under the terms of their original, whatever the catalogue says on their own day', () => {
    const priced = price(
      ['1', CODE.visit, '2', '20.00', { occurredAt: '2026-06-30 10:00:00' }],
      ['2', CODE.visit, '-1', '20.00', { occurredAt: '2026-07-02 10:00:00', refundsLineNo: '1' }],
    )
    expect(priced.lines.map((line) => [formatYuan(line.amount), line.priceCeiling])).toEqual([
      ['40.00', '18.00'],
      ['-20.00', '18.00'],
    ])
  })

  it('may stand before their original', () => {
    const priced = price(['2', CODE.drug, '-1', '10.00', { refundsLineNo: '1' }], ['1', CODE.drug, '3', '10.00'])
    expect(priced.lines.map((line) => line.lineNo)).toEqual(['2', '1'])
    expect(formatYuan(priced.total)).toBe('20.00')
  })

  it('show the fen that rounding leaves', () => {
    const back = (lineNo: string): Row => [lineNo, CODE.drug, '-1', '0.333', { refundsLineNo: '1' }]
    const priced = price(['1', CODE.drug, '3', '0.333'], back('2'), back('3'), back('4'))
    expect(formatYuan(priced.total)).toBe('0.01')
    expect(priced.findings).toMatchObject([{ code: 'BILL_FOUND_ROUNDING_LEFT', lineNo: '1' }])
  })
})

const plus: Row = ['1', CODE.drug, '2', '10.00']
const other: Row = ['9', CODE.ct, '1', '100.00']

const REFUSED: readonly [string, readonly Row[]][] = [
  ['BILL_NO_LINES @ lines', []],
  ['BILL_LINE_NO_REUSED @ lines[1].lineNo', [plus, ['1', CODE.drug, '3', '10.00']]],
  ['BILL_LINE_NO_REUSED @ lines[1].lineNo', [plus, ['1', CODE.drug, '2', '10.00', { doctorCode: 'DR02' }]]],
  ['BILL_QUANTITY_ZERO @ lines[0].quantity', [['1', CODE.drug, '0.0000', '10.00']]],
  ['BILL_QUANTITY_ZERO @ lines[0].quantity', [['1', CODE.drug, '-0', '10.00']]],
  ['BILL_AMOUNT_DIFFERS @ lines[1].statedAmount', [plus, ['2', CODE.drug, '3', '0.335', { statedAmount: '1.00' }]]],
  ['BILL_NUMBER_TOO_LARGE @ lines[0].quantity', [['1', CODE.drug, '99999999999999', '99999999999999']]],
  [
    'BILL_NUMBER_TOO_LARGE @ lines',
    [
      ['1', CODE.drug, '1', '90000000000000'],
      ['2', CODE.drug, '1', '90000000000000'],
    ],
  ],
  ['BILL_REFUND_WITHOUT_LINE @ lines[1].refundsLineNo', [plus, ['2', CODE.drug, '-1', '10.00']]],
  [
    'BILL_REFUND_WITHOUT_LINE @ lines[1].refundsLineNo',
    [plus, ['2', CODE.drug, '-1', '10.00', { refundsLineNo: '7' }]],
  ],
  [
    'BILL_REFUND_WITHOUT_LINE @ lines[2].refundsLineNo',
    [
      plus,
      ['2', CODE.drug, '-1', '10.00', { refundsLineNo: '1' }],
      ['3', CODE.drug, '-1', '10.00', { refundsLineNo: '2' }],
    ],
  ],
  ['BILL_REFUND_OTHER_CODE @ lines[1].listCode', [plus, ['2', CODE.cream, '-1', '10.00', { refundsLineNo: '1' }]]],
  ['BILL_REFUND_OTHER_PRICE @ lines[1].unitPrice', [plus, ['2', CODE.drug, '-1', '10.01', { refundsLineNo: '1' }]]],
  [
    'BILL_REFUND_EXCEEDS @ lines[1].quantity',
    [plus, ['2', CODE.drug, '-2.0001', '10.00', { refundsLineNo: '1' }], other],
  ],
  [
    'BILL_REFUND_EXCEEDS @ lines[2].quantity',
    [
      plus,
      ['2', CODE.drug, '-1', '10.00', { refundsLineNo: '1' }],
      ['3', CODE.drug, '-1.5', '10.00', { refundsLineNo: '1' }],
      other,
    ],
  ],
  [
    'BILL_REFUND_EXCEEDS @ lines[2].quantity',
    [
      ['1', CODE.drug, '1', '0.01'],
      ['2', CODE.drug, '-0.5', '0.01', { refundsLineNo: '1' }],
      ['3', CODE.drug, '-0.5', '0.01', { refundsLineNo: '1' }],
      other,
    ],
  ],
  ['BILL_TOTAL_NOT_POSITIVE @ lines', [plus, ['2', CODE.drug, '-2', '10.00', { refundsLineNo: '1' }]]],
  ['BILL_TOTAL_NOT_POSITIVE @ lines', [['1', CODE.drug, '1', '0']]],
]

describe('refusals', () => {
  it.each(REFUSED)('%s', (expected, rows) => expect(refusalOf(...rows)).toBe(expected))

  it('name the line and the fen', () => {
    expect(() => price(['7', CODE.drug, '3', '0.335', { statedAmount: '1.00' }])).toThrowError(
      'line 7 states 1.00 yuan, quantity × price is 1.01 yuan (off by -1 fen)',
    )
  })
})

const codes = fc.constantFrom(...sample.items.map((item) => item.listCode), 'SAMPLE-NONE')
const lineRows = fc
  .array(fc.tuple(codes, fc.integer({ min: 1, max: 99_999 }), fc.integer({ min: 1, max: 9_999_999 })), { minLength: 1 })
  .map((list) =>
    list.map(([code, q, p], i): Row => [String(i + 1), code, (q / 10_000).toFixed(4), `${(p / 1000).toFixed(3)}`]),
  )

describe('properties', () => {
  it('the total is the sum of the lines, whatever their order', () => {
    fc.assert(
      fc.property(lineRows, fc.infiniteStream(fc.nat()), (rows, chance) => {
        const shuffled = rows
          .map((row) => [chance.next().value as number, row] as const)
          .sort((a, b) => a[0] - b[0])
          .map(([, row]) => row)
        const totals = [rows, shuffled].map((list) => {
          try {
            const priced = price(...list)
            expect(priced.total).toBe(sum(priced.lines.map((line) => line.amount)))
            return priced.total
          } catch (error) {
            if (error instanceof RefusalError) return error.refusal.code
            throw error
          }
        })
        expect(totals[0]).toBe(totals[1])
      }),
    )
  })

  it('whatever is taken back, no line gives more than it took', () => {
    const takes = fc.array(fc.integer({ min: 1, max: 60_000 }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99_999 }), fc.integer({ min: 1, max: 99_999 }), takes, (q, p, list) => {
        const unitPrice = (p / 1000).toFixed(3)
        const rows: Row[] = [
          ['1', CODE.drug, (q / 10_000).toFixed(4), unitPrice],
          ['0', CODE.ct, '1', '1000.00'],
        ]
        list.forEach((take, i) => {
          rows.push([`n${i}`, CODE.drug, `-${(take / 10_000).toFixed(4)}`, unitPrice, { refundsLineNo: '1' }])
        })
        const result = refusalOf(...rows)
        const taken = list.reduce((a, b) => a + b, 0)
        if (taken > q) expect(result).toMatch(/^BILL_REFUND_EXCEEDS/)
        if (result === 'accepted') expect(price(...rows).total).toBeGreaterThanOrEqual(100_000)
      }),
    )
  })
})
