// Would catch: a refund counted as a payment, a fee with the wrong sign, a row lost without a trace, a file of another day
// or another encoding believed.
import { readFileSync } from 'node:fs'
import { formatYuan } from '@medsettle/money'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { RefusalError } from '../../domain/identity/refusal.ts'
import type { StatementReading } from '../contract/statement.ts'
import { readConfig } from './config.ts'
import { makeCounterpart } from './fixtures/counterpart.ts'
import { zipBill } from './fixtures/zip-bill.ts'
import { readStatement } from './read-statement.ts'

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
const DETAIL = fixture('detail.csv')
const SUMMARY = fixture('summary.csv')
const merchant = readConfig(makeCounterpart().config)

const readBytes = (bytes: Uint8Array, date = '2026-11-21', kind = 'trade') =>
  readStatement({ channel: 'alipay', kind, date, filename: 'bill.zip', bytes }, merchant)
const zipped = (detail: string, summary?: string) =>
  zipBill([
    { name: '2088000000000001_20261121_业务明细.csv', text: detail },
    ...(summary ? [{ name: '2088000000000001_20261121_业务明细(汇总).csv', text: summary }] : []),
  ])
const book = ({ lines, quarantined }: StatementReading) => [
  ...lines.map((line) =>
    [
      line.lineNo,
      line.kind,
      line.ourOrderId,
      formatYuan(line.amountFen),
      `fee ${formatYuan(line.feeFen)}`,
      line.status,
      line.time,
    ].join(' | '),
  ),
  ...quarantined.map(({ lineNo, code }) => `${lineNo} | ${code}`),
]

const BOOK = [
  '6 | payment | at_0001 | 12.34 | fee 0.07 | settled | 2026-11-21 08:00:05',
  '7 | payment | at_0002 | 100.00 | fee 0.57 | settled | 2026-11-21 09:00:05',
  '8 | refund | rf_0001 | 2.34 | fee -0.01 | settled | 2026-11-21 10:15:00',
]

describe('the bill of a day', () => {
  it('reads as a book, from the ZIP with its summary', () => {
    const reading = readBytes(zipped(DETAIL, SUMMARY))
    expect(book(reading)).toEqual(BOOK)
    expect(reading.totals).toEqual({
      交易合计: '2笔，商家实收共107.34元，商家优惠共5.00元',
      退款合计: '1笔，商家实收退款共2.34元，商家优惠退款共0.00元',
      汇总: '交易订单总笔数、退款订单总笔数、订单金额（元）、商家实收（元）、服务费（元）',
    })
  })

  it('reads the same without summary, with \\r\\n, and when somebody unpacked it', () => {
    expect(book(readBytes(zipped(DETAIL)))).toEqual(BOOK)
    expect(book(readBytes(zipped(DETAIL.replaceAll('\n', '\r\n'))))).toEqual(BOOK)
    expect(book(readBytes(iconv.encode(DETAIL, 'gbk')))).toEqual(BOOK)
  })

  it.each([
    ['goods', '\t,门诊缴费\t', '\t,门诊,缴费\t'],
    ['payer', '*甲(pat***)', '*甲,(pat***)'],
    ['coupon', '0.00,\t,0.00,0.00,\t,-0.07', '0.00,满100,减10,限门诊\t,0.00,0.00,\t,-0.07'],
    ['coupon of a refund', '0.00,\t,0.00,0.00,rf_0001', '0.00,满减,券\t,0.00,0.00,rf_0001'],
    ['remark', '-0.07,0.00,', '-0.07,0.00,a,b,c'],
  ])('a comma in the %s belongs to it', (_, from, to) => {
    expect(DETAIL).toContain(from)
    expect(book(readBytes(zipped(DETAIL.replace(from, to))))).toEqual(BOOK)
  })

  it('keeps the trade number of a refund and the fee as printed', () => {
    const [, , refund] = readBytes(zipped(DETAIL)).lines
    const trade = '2026112122000000000000000001'
    expect([refund!.channelOrderId, refund!.feeText, refund!.channelStatus]).toEqual([trade, '0.01', '退款'])
    expect(refund!.originalOrder).toEqual({ channelOrderId: trade, ourOrderId: 'at_0001' })
  })

  it('a fee with five decimals stays as printed beside the rounded fen, and is summed up exactly', () => {
    const fine = DETAIL.replace(',-0.07,', ',-0.07404,').replace(',-0.57,', ',-0.57500,')
    const summary = SUMMARY.replaceAll('-0.63', '-0.63904')
    const { lines, totals } = readBytes(zipped(fine, summary))
    expect(lines.map(({ feeText, feeFen }) => `${feeText} ${feeFen}`)).toEqual(['-0.07404 7', '-0.57500 58', '0.01 -1'])
    expect(totals.汇总).toContain('服务费（元）')
    expect(() => readBytes(zipped(fine, SUMMARY))).toThrow('-0.63904')
  })

  it('a refund given in the console of Alipay keeps the number of its order', () => {
    const [, , refund] = readBytes(zipped(DETAIL.replace(',rf_0001\t', ',\t'))).lines
    expect([refund!.kind, refund!.ourOrderId]).toEqual(['refund', 'at_0001'])
  })

  it('a summary of another layout is not compared, and says so', () => {
    const { totals } = readBytes(zipped(DETAIL, '#another layout\n'))
    expect(totals.汇总).toBe('layout not recognised')
  })

  it('is of any day when whoever reads it does not know the day', () => {
    expect(book(readBytes(zipped(DETAIL), ''))).toEqual(BOOK)
  })

  it('an empty day is a book without lines', () => {
    const kept = DETAIL.split('\n')
      .filter((line) => !/^2026/.test(line))
      .join('\n')
    const none = kept.replace(/交易合计.*/, '交易合计：0笔，商家实收共0.00元').replace(/退款合计.*/, '退款合计：0笔')
    expect(book(readBytes(zipped(none)))).toEqual([])
  })
})

describe('rows that cannot be read are set aside with their number', () => {
  it.each([
    ['an amount with parts of a fen', '12.34,12.34', '12.345,12.34', 'LINE_BAD_AMOUNT'],
    ['a negative payment', '12.34,12.34', '-12.34,12.34', 'LINE_BAD_AMOUNT'],
    ['no time', '2026-11-21 08:00:05', 'yesterday', 'LINE_BAD_TIME'],
    ['a day no calendar has', '2026-11-21 08:00:05', '2026-11-31 08:00:05', 'LINE_BAD_TIME'],
    ['another day', '2026-11-21 08:00:05', '2026-11-20 08:00:05', 'LINE_WRONG_DAY'],
    ['an unknown type', '交易\t', '转账\t', 'LINE_UNKNOWN_TYPE'],
    ['no id of ours', 'at_0001\t', '\t', 'LINE_NO_ID'],
    ['a missing cell', ',门诊缴费\t', '', 'LINE_COLUMNS'],
    ['amounts with grouping commas', '12.34,12.34', '1,234.00,1,234.00', 'LINE_COLUMNS'],
    ['a comma more among the amounts', '12.34,12.34', '12.34,,12.34', 'LINE_COLUMNS'],
  ])('%s', (_name, from, to, code) => {
    const reading = readBytes(zipped(DETAIL.replace(from, to)))
    expect(reading.lines).toHaveLength(2)
    expect(reading.quarantined.map((line) => `${line.lineNo} ${line.code}`)).toEqual([
      `6 ${code}`,
      '10 TOTALS_UNCHECKED',
      '11 TOTALS_UNCHECKED',
    ])
  })
})

describe('a file that must not be believed', () => {
  const summaryOff = SUMMARY.replace('合计\t,\t,2,1,110.00', '合计\t,\t,2,1,110.01')
  it.each([
    ['no bytes', new Uint8Array(), 'STATEMENT_EMPTY'],
    ['UTF-8', new TextEncoder().encode(DETAIL), 'STATEMENT_WRONG_ENCODING'],
    ['neither', Uint8Array.from([0x23, 0xff, 0xff]), 'STATEMENT_WRONG_ENCODING'],
    ['something else', iconv.encode('hello', 'gbk'), 'STATEMENT_UNKNOWN_LAYOUT'],
    ['a ZIP without a detail file', zipBill([{ name: 'readme.txt', text: '' }]), 'STATEMENT_UNKNOWN_LAYOUT'],
    ['a ZIP cut short', zipped(DETAIL).subarray(0, 300), 'STATEMENT_TRUNCATED'],
    ['a detail file cut short', zipped(DETAIL.slice(0, DETAIL.indexOf('#交易合计'))), 'STATEMENT_TRUNCATED'],
    ['a column missing', zipped(DETAIL.replace('服务费（元）', '费（元）')), 'STATEMENT_UNKNOWN_LAYOUT'],
    ['a row after the end', zipped(`${DETAIL}a,b\n`), 'STATEMENT_UNKNOWN_LAYOUT'],
    [
      'another day',
      zipped(DETAIL.replace('起始日期：[2026年11月21日', '起始日期：[2026年11月20日')),
      'STATEMENT_WRONG_DAY',
    ],
    ['a row taken out', zipped(DETAIL.split('\n').toSpliced(6, 1).join('\n')), 'STATEMENT_TOTALS_MISMATCH'],
    ['an amount changed', zipped(DETAIL.replace('100.00,95.00', '100.00,94.00')), 'STATEMENT_TOTALS_MISMATCH'],
    ['a refund changed', zipped(DETAIL.replace('-2.34,-2.34', '-2.34,-2.33')), 'STATEMENT_TOTALS_MISMATCH'],
    ['a total with a grouping comma', zipped(DETAIL.replace('共107.34元', '共1,07.34元')), 'STATEMENT_TOTALS_MISMATCH'],
    ['a total that is no amount', zipped(DETAIL.replace('共107.34元', '共9e3元')), 'STATEMENT_TOTALS_MISMATCH'],
    ['a summary that disagrees', zipped(DETAIL, summaryOff), 'STATEMENT_TOTALS_MISMATCH'],
  ])('%s', (_name, bytes, code) => {
    expect(() => readBytes(bytes)).toThrow(code)
  })

  it('rows of another day under the right heading are refused', () => {
    expect(() => readBytes(zipped(DETAIL.replaceAll('2026-11-21', '2026-11-20')))).toThrow('STATEMENT_WRONG_DAY')
  })

  it('a kind this channel does not have is refused', () => {
    expect(() => readBytes(zipped(DETAIL), '2026-11-21', 'fund-flow')).toThrow('STATEMENT_UNKNOWN_KIND')
  })
})

describe('any bill', () => {
  interface Row {
    readonly kind: 'payment' | 'refund'
    readonly fen: number
    readonly fee: number
    readonly name: string
  }
  const row: fc.Arbitrary<Row> = fc.record({
    kind: fc.constantFrom('payment', 'refund'),
    fen: fc.integer({ min: 0, max: 99_999_999_99 }),
    fee: fc.integer({ min: 0, max: 99_999 }),
    name: fc.stringMatching(/^[门诊缴费药,a-z ]{0,12}$/),
  })

  it('printed and read again is the same book', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 20 }), (rows) => {
        const { lines, quarantined } = readBytes(iconv.encode(print(rows), 'gbk'))
        expect(quarantined).toEqual([])
        expect(lines.map(({ kind, amountFen, feeFen }) => [kind, amountFen, feeFen])).toEqual(
          rows.map(({ kind, fen, fee }) => [kind, fen, kind === 'payment' ? fee : fee === 0 ? 0 : -fee]),
        )
      }),
      { numRuns: 60, seed: 20261121 },
    )
  })

  it('cut anywhere or with any byte changed is read or refused by code', () => {
    const bytes = iconv.encode(DETAIL, 'gbk')
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, byte) => {
        const changed = Buffer.from(bytes)
        changed[at] = byte
        return isReadOrRefused(changed) && isReadOrRefused(bytes.subarray(0, at))
      }),
      { numRuns: 300, seed: 20261121 },
    )
  })

  it('any bytes are refused by code', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), isReadOrRefused), { numRuns: 300, seed: 20261121 })
  })

  it('100,000 lines are read within 8 seconds of one core', () => {
    const rows = Array.from({ length: 100_000 }, (_, at): Row => ({ kind: 'payment', fen: at, fee: 1, name: '门诊' }))
    const bytes = iconv.encode(print(rows), 'gbk')
    const before = process.cpuUsage()
    expect(readBytes(bytes).lines).toHaveLength(100_000)
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1e6).toBeLessThan(8)
  })

  function isReadOrRefused(bytes: Uint8Array): boolean {
    try {
      readBytes(bytes)
      return true
    } catch (error) {
      return error instanceof RefusalError
    }
  }

  const yuan = (fen: number) => formatYuan(fen as Parameters<typeof formatYuan>[0])
  const total = (rows: readonly Row[]) =>
    `${rows.length}笔，商家实收共${yuan(rows.reduce((sum, { fen }) => sum + fen, 0))}元`

  function print(rows: readonly Row[]): string {
    const [head] = DETAIL.split(/^2026/m)
    const printed = rows.map(({ kind, fen, fee, name }, at) => {
      const signed = yuan(kind === 'payment' ? fen : -fen)
      const own = kind === 'payment' ? ['', yuan(-fee)] : [`rf_${at}`, yuan(fee)]
      const time = '2026-11-21 08:00:00\t'
      const front = [`2026${at}\t`, `at_${at}\t`, kind === 'payment' ? '交易\t' : '退款\t', `${name}\t`, time, time]
      const middle = [
        '\t',
        '\t',
        '\t',
        '\t',
        '*甲\t',
        signed,
        signed,
        '0.00',
        '0.00',
        '0.00',
        '0.00',
        '0.00',
        '\t',
        '0.00',
        '0.00',
      ]
      return [...front, ...middle, ...own, '0.00', '\t'].join(',')
    })
    const [payments, refunds] = ['payment', 'refund'].map((kind) => rows.filter((row) => row.kind === kind))
    const end = ['#----业务明细列表结束----', `#交易合计：${total(payments!)}`, `#退款合计：${total(refunds!)}`]
    return [head!.trimEnd(), ...printed, ...end].join('\n')
  }
})
