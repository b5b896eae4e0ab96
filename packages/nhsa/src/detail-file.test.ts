// Would catch: columns in another order, a refund uploaded as a payment, one bad line that loses the lines around it.
import { type Fen, fen, formatYuan } from '@medsettle/money'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { type DetailRow, readDetailResult, writeDetailFile } from './detail-file.ts'

const TAB = { separator: '\t', header: false, encoding: 'utf-8' as const }
const row = (settlementId: string, refund: boolean): DetailRow => ({
  settlementId,
  visitId: 'V1',
  personNo: 'P1',
  total: fen(60100),
  fundTotal: fen(19565),
  personalAccount: fen(40535),
  refund,
})

describe('upload', () => {
  test('a payment and its refund', () => {
    expect(writeDetailFile([row('S1', false), row('S2', true)], TAB).toString()).toBe(
      'S1\tV1\tP1\t601.00\t195.65\t405.35\t0\nS2\tV1\tP1\t-601.00\t-195.65\t-405.35\t1\n',
    )
  })

  test('another province: header, comma, GBK, positive refunds, other flags', () => {
    const flags = { refund: 'T', payment: 'F' }
    const profile = {
      separator: ',',
      header: true,
      encoding: 'gbk',
      refundAmounts: 'positive',
      refundFlag: flags,
    } as const
    expect(iconv.decode(writeDetailFile([{ ...row('结算1', true) }], profile), 'gbk')).toBe(
      'setl_id,mdtrt_id,psn_no,medfee_sumamt,fund_pay_sumamt,acct_pay,refd_setl_flag\n结算1,V1,P1,601.00,195.65,405.35,T\n',
    )
  })

  test.each([
    ['a separator inside a value', { ...row('S\t1', false) }, 'rows[0].setl_id'],
    ['a line end inside a value', { ...row('S1', false), personNo: 'P\n1' }, 'rows[0].psn_no'],
  ])('refused: %s', (_, bad, place) => {
    expect(() => writeDetailFile([bad], TAB)).toThrow(expect.objectContaining({ place }))
  })
})

describe('result', () => {
  const book = (bytes: Uint8Array, profile = TAB) => {
    const { rows, unreadable } = readDetailResult(bytes, profile)
    const yuan = (amount: Fen | null) => (amount === null ? '-' : formatYuan(amount))
    return [
      ...rows.map(
        (r) =>
          `${r.lineNo}: ${r.settlementId} ${r.messageId} ${r.result} ${r.refundFlag} ${yuan(r.total)} ${yuan(r.fundTotal)} ${yuan(r.personalAccount)}`,
      ),
      ...unreadable.map((line) => `${line.lineNo}: ${line.code}`),
    ]
  }
  const LONG = 'P1\tV1\tS1\tM1\t0\t0\t\t601.00\t195.65\t405.35'

  test.each<[string, string, string[]]>([
    [
      'long and short form',
      `${LONG}\nP1\tV1\tS2\tM2\t101\t1\t平台多`,
      ['1: S1 M1 0 0 601.00 195.65 405.35', '2: S2 M2 101 1 - - -'],
    ],
    ['Windows line ends and a blank line', `${LONG}\r\n\r\n`, ['1: S1 M1 0 0 601.00 195.65 405.35']],
    ['a header nobody announced', `psn_no\tmdtrt_id\n${LONG}`, ['2: S1 M1 0 0 601.00 195.65 405.35']],
    ['empty amounts are 0', 'P1\tV1\tS1\tM1\t0\t0\t\t1.00\t\t', ['1: S1 M1 0 0 1.00 0.00 0.00']],
    [
      'a bad amount between good lines',
      `${LONG}\n${LONG.replace('601.00', '601,00')}\n${LONG}`,
      ['1: S1 M1 0 0 601.00 195.65 405.35', '3: S1 M1 0 0 601.00 195.65 405.35', '2: BAD_AMOUNT'],
    ],
    ['columns missing or too many', `P1\tV1\n${LONG}\tmore`, ['1: WRONG_COLUMN_COUNT', '2: WRONG_COLUMN_COUNT']],
    ['nothing', '', []],
  ])('%s', (_, text, expected) => expect(book(Buffer.from(text))).toEqual(expected))

  test('a GBK line in a UTF-8 file is set aside alone', () => {
    const gbk = iconv.encode('P1\tV1\tS2\tM2\t103\t0\t数据不一致', 'gbk')
    const bytes = Buffer.concat([Buffer.from(`${LONG}\n`), gbk, Buffer.from(`\n${LONG}\n`)])
    expect(book(bytes)).toEqual([
      '1: S1 M1 0 0 601.00 195.65 405.35',
      '3: S1 M1 0 0 601.00 195.65 405.35',
      '2: WRONG_ENCODING',
    ])
  })

  test('property: any bytes are read or set aside, never thrown at', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const { rows, unreadable } = readDetailResult(bytes, TAB)
        expect(rows.length + unreadable.length).toBeLessThanOrEqual(bytes.filter((byte) => byte === 10).length + 1)
      }),
      { seed: 9 },
    )
  })
})
