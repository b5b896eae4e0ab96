// Would catch: a refund counted as a payment or under the charge's id, a row lost without a trace, a bill of another day
// or another encoding believed.
import { readFileSync } from 'node:fs'
import { formatYuan } from '@medsettle/money'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { RefusalError } from '../../domain/identity/refusal.ts'
import type { Manifest } from '../contract/channel.ts'
import type { StatementReading } from '../contract/statement.ts'
import { readConfig } from './config.ts'
import { makeCounterpart } from './fixtures/counterpart.ts'
import manifest from './manifest.json' with { type: 'json' }
import { readStatement } from './read-statement.ts'

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
const TRADE = fixture('trade-bill.csv')
const LEGACY = fixture('trade-bill-legacy.csv')
const FLOW = fixture('fund-flow.csv')
const { config } = makeCounterpart()

const readBytes = (bytes: Uint8Array, kind = 'trade', switches = {}) => {
  const file = { channel: 'wechat-pay', kind, date: '2026-11-21', filename: 'bill.csv', bytes }
  return readStatement(file, readConfig({ ...config, switches }), manifest as Manifest)
}
const read = (text: string, kind = 'trade', switches = {}) => readBytes(new TextEncoder().encode(text), kind, switches)
const book = ({ lines, quarantined }: StatementReading) => [
  ...lines.map((line) =>
    [
      line.lineNo,
      line.kind,
      line.ourOrderId,
      formatYuan(line.amountFen),
      `fee ${formatYuan(line.feeFen)} (${line.feeText})`,
      `${line.status} ${line.channelStatus}`,
    ].join(' | '),
  ),
  ...quarantined.map(({ lineNo, code }) => `${lineNo} | ${code}`),
]

const BOOK = [
  '2 | payment | at_0001 | 12.34 | fee 0.07 (0.07404) | settled SUCCESS',
  '3 | payment | at_0002 | 100.00 | fee 0.57 (0.57000) | settled SUCCESS',
  '4 | refund | rf_0001 | 2.34 | fee -0.01 (-0.01404) | settled SUCCESS',
  '5 | refund | rf_0002 | 1.00 | fee 0.00 (0.00000) | pending PROCESSING',
]

describe('the trade bill of a day', () => {
  it('reads as a book; a refund carries its own ids, a comma in a name splits nothing', () => {
    const reading = read(TRADE)
    expect(book(reading)).toEqual(BOOK)
    expect(reading.lines[2]!.channelOrderId).toBe('5030000000202611210000000001')
    const orders = reading.lines.map(({ originalOrder }) => originalOrder?.ourOrderId ?? '-')
    expect(orders).toEqual(['-', '-', 'at_0001', 'at_0002'])
    expect(reading.totals).toMatchObject({ 总交易单数: '4', 订单总金额: '112.34', 手续费总金额: '0.63000' })
  })

  it('reads the same with a byte order mark and with \\r\\n', () => {
    expect(book(read(`\ufeff${TRADE}`))).toEqual(BOOK)
    expect(book(read(TRADE.replaceAll('\n', '\r\n')))).toEqual(BOOK)
  })

  it('reads the legacy bill of 24 columns', () => {
    expect(book(read(LEGACY))).toEqual([
      '2 | payment | at_0001 | 12.34 | fee 0.07 (0.07404) | settled SUCCESS',
      '3 | refund | rf_0001 | 2.34 | fee -0.01 (-0.01404) | settled SUCCESS',
    ])
  })

  it('takes the amount after coupons when the switch says so', () => {
    const [, second] = read(TRADE, 'trade', { paymentAmountColumn: '应结订单金额' }).lines
    expect(formatYuan(second!.amountFen)).toBe('95.00')
  })

  it('accepts a refund row of an order of another day', () => {
    expect(read(TRADE.replace('2026-11-21 10:15:00', '2026-11-19 10:15:00')).lines[2]!.time).toBe('2026-11-19 10:15:00')
  })

  it('is refused when every payment is of another day, whatever its refunds print', () => {
    expect(() => read(TRADE.replace(/2026-11-21 (08:00|09:30)/g, '2026-11-20 $1'))).toThrow('STATEMENT_WRONG_DAY')
  })

  it('an empty day is a book without lines', () => {
    const [header, , , , , summary] = TRADE.split('\n')
    expect(book(read([header, summary, '`0,`0.00,`0.00,`0.00,`0.00000,`0.00,`0.00'].join('\n')))).toEqual([])
  })
})

describe('the fund-flow bill of a day', () => {
  it('reads as a book; a fee has no amount of its own', () => {
    expect(book(read(FLOW, 'fund-flow'))).toEqual([
      '2 | payment | at_0001 | 12.34 | fee 0.00 (0) | settled 交易',
      '3 | refund | at_0001 | 0.00 | fee 0.07 (0.07) | settled 扣除交易手续费',
      '4 | refund | rf_0001 | 2.34 | fee 0.00 (0) | settled 退款',
      '5 | payment | rf_0001 | 0.00 | fee -0.01 (-0.01) | settled 退还交易手续费',
    ])
  })

  it.each([
    ['a changed amount', ['`12.34,`12.34', '`12.33,`12.34'], 'STATEMENT_TOTALS_MISMATCH'],
    [
      'a row taken out',
      [/`2026-11-21 10:15:01,`5030000000202611210000000001,`1000000003.*\n/, ''],
      'STATEMENT_TOTALS_MISMATCH',
    ],
    ['another day', [/2026-11-21/g, '2026-11-20'], 'STATEMENT_WRONG_DAY'],
    ['a column missing', ['业务凭证号', '凭证号'], 'STATEMENT_UNKNOWN_LAYOUT'],
  ] as const)('%s is refused', (_name, [from, to], code) => {
    expect(() => read(FLOW.replace(from, to), 'fund-flow')).toThrow(code)
  })

  it('a direction nobody knows is set aside', () => {
    expect(book(read(FLOW.replace('`收入', '`冻结'), 'fund-flow')).slice(3)).toEqual([
      '2 | LINE_UNKNOWN_DIRECTION',
      '7 | TOTALS_UNCHECKED',
    ])
  })
})

describe('rows that cannot be read are set aside with their number', () => {
  it.each([
    ['an amount with parts of a fen', '`12.34,`0.00,`\n', '`12.345,`0.00,`\n', 'LINE_BAD_AMOUNT'],
    ['an amount that is a word', '`12.34,`0.00,`\n', '`twelve,`0.00,`\n', 'LINE_BAD_AMOUNT'],
    ['a negative amount', '`12.34,`0.00,`\n', '`-12.34,`0.00,`\n', 'LINE_BAD_AMOUNT'],
    ['a fee that is a word', '`0.07404', '`free', 'LINE_BAD_AMOUNT'],
    ['no time', '`2026-11-21 08:00:00', '`yesterday', 'LINE_BAD_TIME'],
    ['a day no calendar has', '`2026-11-21 08:00:00', '`2026-11-31 08:00:00', 'LINE_BAD_TIME'],
    ['another day', '`2026-11-21 08:00:00', '`2026-11-20 08:00:00', 'LINE_WRONG_DAY'],
    ['another currency', '`CNY', '`USD', 'LINE_UNKNOWN_CURRENCY'],
    ['no id of ours', '`at_0001', '`', 'LINE_NO_ID'],
    ['a missing cell', ',`openid-1', '', 'LINE_COLUMNS'],
    ['a missing backtick', '`2026-11-21 08:00:00', '2026-11-21 08:00:00', 'LINE_COLUMNS'],
  ])('%s', (_name, from, to, code) => {
    const reading = read(TRADE.replace(from, to))
    expect(reading.lines).toHaveLength(3)
    expect(reading.quarantined.map((line) => `${line.lineNo} ${line.code}`)).toEqual([
      `2 ${code}`,
      '7 TOTALS_UNCHECKED',
    ])
  })
})

describe('a bill that must not be believed', () => {
  const encoded = (text: string) => new TextEncoder().encode(text)
  it.each([
    ['no bytes', new Uint8Array(), 'STATEMENT_EMPTY'],
    ['GBK', iconv.encode(TRADE, 'gbk'), 'STATEMENT_WRONG_ENCODING'],
    ['neither', Uint8Array.from([0xff, 0xfe]), 'STATEMENT_WRONG_ENCODING'],
    ['an error page', encoded('<xml>NO BILL</xml>'), 'STATEMENT_UNKNOWN_LAYOUT'],
    ['a column missing', encoded(TRADE.replace('手续费,费率', '费,费率')), 'STATEMENT_UNKNOWN_LAYOUT'],
    ['a column twice', encoded(TRADE.replace('设备号', '商户号')), 'STATEMENT_UNKNOWN_LAYOUT'],
    ['something after the summary', encoded(`${TRADE}more`), 'STATEMENT_UNKNOWN_LAYOUT'],
    ['cut after a row', encoded(TRADE.slice(0, TRADE.indexOf('总交易单数'))), 'STATEMENT_TRUNCATED'],
    ['cut after the summary header', encoded(TRADE.slice(0, TRADE.lastIndexOf('`4,'))), 'STATEMENT_TRUNCATED'],
    ['cut inside the summary', encoded(TRADE.slice(0, TRADE.lastIndexOf(',`'))), 'STATEMENT_TRUNCATED'],
    [
      'another day',
      encoded(TRADE.replaceAll('2026-11-21', '2026-11-20').replace(/^.*REFUND.*\n/gm, '')),
      'STATEMENT_WRONG_DAY',
    ],
    ['a row taken out', encoded(TRADE.split('\n').toSpliced(2, 1).join('\n')), 'STATEMENT_TOTALS_MISMATCH'],
    ['an amount changed', encoded(TRADE.replace('`12.34,`0.00,`\n', '`12.35,`0.00,`\n')), 'STATEMENT_TOTALS_MISMATCH'],
    ['a fee changed in its fifth decimal', encoded(TRADE.replace('`0.07404', '`0.07405')), 'STATEMENT_TOTALS_MISMATCH'],
    ['a total that is a word', encoded(TRADE.replace('`0.63000', '`some')), 'STATEMENT_TOTALS_MISMATCH'],
  ])('%s', (_name, bytes, code) => {
    expect(() => readBytes(bytes)).toThrow(code)
  })

  it('a kind this channel does not have is refused', () => {
    expect(() => read(TRADE, 'totals')).toThrow('STATEMENT_UNKNOWN_KIND')
  })
})

describe('any bill', () => {
  interface Row {
    readonly refund: boolean
    readonly fen: number
    readonly fee: number
    readonly name: string
  }
  const row: fc.Arbitrary<Row> = fc.record({
    refund: fc.boolean(),
    fen: fc.integer({ min: 0, max: 99_999_999_99 }),
    fee: fc.integer({ min: -99_999_999, max: 99_999_999 }),
    name: fc.stringMatching(/^[门诊缴费药,a-z ]{0,12}$/),
  })
  const fenOf = (rows: readonly Row[], refund: boolean) =>
    rows.reduce((sum, one) => sum + (one.refund === refund ? one.fen : 0), 0)
  const yuan = (fen: number) => formatYuan(fen as Parameters<typeof formatYuan>[0])
  const fiveDecimals = (units: number) =>
    `${units < 0 ? '-' : ''}${String(Math.abs(units))
      .padStart(6, '0')
      .replace(/(\d{5})$/, '.$1')}`
  /** fees are given in 10^-5 yuan: half up away from zero to fen */
  const feeInFen = (units: number) => Math.sign(units) * Math.floor((Math.abs(units) + 500) / 1000)

  function print(rows: readonly Row[]): string {
    const [header, , , , , summary] = TRADE.split('\n')
    const printed = rows.map(({ refund, fen, fee, name }, at) => {
      const ids = refund
        ? [`503${at}`, `rf_${at}`, yuan(fen), '0.00', 'ORIGINAL', 'SUCCESS']
        : ['0', '0', '0.00', '0.00', '', '']
      const front = ['2026-11-21 08:00:00', 'wx1', '1900000001', '0', '', `42${at}`, `at_${at}`, 'openid', 'NATIVE']
      const state = [refund ? 'REFUND' : 'SUCCESS', 'OTHERS', 'CNY', refund ? '0.00' : yuan(fen), '0.00']
      const money = [fiveDecimals(fee), '0.60%', refund ? '0.00' : yuan(fen), refund ? yuan(fen) : '0.00', '']
      return `\`${[...front, ...state, ...ids, name, '', ...money].join(',`')}`
    })
    const [paid, back] = [yuan(fenOf(rows, false)), yuan(fenOf(rows, true))]
    const fees = fiveDecimals(rows.reduce((sum, { fee }) => sum + fee, 0))
    const totals = `\`${[String(rows.length), paid, back, '0.00', fees, paid, back].join(',`')}`
    return [header, ...printed, summary, totals].join('\n')
  }

  it('printed and read again is the same book', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 20 }), (rows) => {
        const { lines, quarantined } = read(print(rows))
        expect(quarantined).toEqual([])
        expect(lines.map(({ kind, amountFen, feeFen, feeText }) => [kind, amountFen, feeFen + 0, feeText])).toEqual(
          rows.map(({ refund, fen, fee }) => [
            refund ? 'refund' : 'payment',
            fen,
            feeInFen(fee) + 0,
            fiveDecimals(fee),
          ]),
        )
      }),
      { numRuns: 60, seed: 20261121 },
    )
  })

  it('cut anywhere or with any byte changed is read or refused by code', () => {
    const bytes = new TextEncoder().encode(TRADE)
    const flow = new TextEncoder().encode(FLOW)
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, byte) => {
        const changed = Uint8Array.from(bytes)
        changed[at] = byte
        return [changed, bytes.subarray(0, at), flow.subarray(0, at)].every(isReadOrRefused)
      }),
      { numRuns: 300, seed: 20261121 },
    )
  })

  it('any bytes are refused by code', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), isReadOrRefused), { numRuns: 300, seed: 20261121 })
  })

  it('100,000 lines are read within 8 seconds of one core', () => {
    const rows = Array.from(
      { length: 100_000 },
      (_, at): Row => ({ refund: at % 10 === 0, fen: at, fee: at, name: '门诊' }),
    )
    const bytes = new TextEncoder().encode(print(rows))
    const before = process.cpuUsage()
    expect(readBytes(bytes).lines).toHaveLength(100_000)
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1e6).toBeLessThan(8)
  })

  function isReadOrRefused(bytes: Uint8Array): boolean {
    return ['trade', 'fund-flow'].every((kind) => {
      try {
        readBytes(bytes, kind)
        return true
      } catch (error) {
        return error instanceof RefusalError
      }
    })
  }
})
