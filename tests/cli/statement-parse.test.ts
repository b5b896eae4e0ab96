// Would catch: a refund printed under its own ids instead of its order's, a fee rounded away, a comma in a name that shifts
// the columns, a broken statement believed, or a good one refused because nobody said which day it is.
import { zipFiles } from '@medsettle/nhsa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Desk, type Ended, medsettle, openDesk, runBatch } from './run-cli.ts'
import { alipayDetail, alipayZip, gbk, nhsaRow, wechatBill, wechatPayment, wechatRefund } from './statements.ts'

const WECHAT_ROWS = [
  wechatPayment('2030-01-01 08:00:00', 1, '12.34', { goods: '门诊缴费,挂号,检查', fee: '0.07404' }),
  wechatPayment('2030-01-01 09:30:00', 2, '100.00', { goods: '药费', fee: '0.60000' }),
  wechatRefund('2030-01-01 10:15:00', 1, '2.34', '-0.01404'),
]
const WECHAT = wechatBill(WECHAT_ROWS, ['3', '112.34', '2.34', '0.00', '0.66000', '112.34', '2.34'])
const WECHAT_LINES = [
  '{"channelOrderId":"4200000000203001010000000001","ourOrderId":"ORDER0001","kind":"payment","amountFen":1234,"feeFen":7,"time":"2030-01-01 08:00:00","status":"settled","feeText":"0.07404","channelStatus":"SUCCESS"}',
  '{"channelOrderId":"4200000000203001010000000002","ourOrderId":"ORDER0002","kind":"payment","amountFen":10000,"feeFen":60,"time":"2030-01-01 09:30:00","status":"settled","feeText":"0.60000","channelStatus":"SUCCESS"}',
  '{"channelOrderId":"4200000000203001010000000001","ourOrderId":"ORDER0001","kind":"refund","amountFen":234,"feeFen":-1,"time":"2030-01-01 10:15:00","status":"settled","feeText":"-0.01404","channelStatus":"SUCCESS","channelRefundId":"5030000000203001010000000001","ourRefundId":"REFUND0001"}',
]

const ALIPAY_PAID = { type: '交易', time: '2030-01-01 08:00:05', number: 1, yuan: '12.34', fee: '-0.07' } as const
const ALIPAY_BACK = { ...ALIPAY_PAID, type: '退款', time: '2030-01-01 10:00:05', yuan: '-2.34', fee: '0.01' } as const
const ALIPAY_TOTALS = [
  '1笔，商家实收共12.34元，商家优惠共0.00元',
  '1笔，商家实收退款共2.34元，商家优惠退款共0.00元',
] as const
const ALIPAY = alipayDetail([ALIPAY_PAID, { ...ALIPAY_BACK, refundNo: 'REFUND0001' }], ALIPAY_TOTALS)
const ALIPAY_LINES = [
  '{"channelOrderId":"203001012200000000000000001","ourOrderId":"ORDER0001","kind":"payment","amountFen":1234,"feeFen":7,"time":"2030-01-01 08:00:05","status":"settled","feeText":"-0.07","channelStatus":"交易"}',
  '{"channelOrderId":"203001012200000000000000001","ourOrderId":"ORDER0001","kind":"refund","amountFen":234,"feeFen":-1,"time":"2030-01-01 10:00:05","status":"settled","feeText":"0.01","channelStatus":"退款","channelRefundId":null,"ourRefundId":"REFUND0001"}',
]

const NHSA = [
  nhsaRow('SETL0001', '20300101080000', false, ['601.00', '195.65', '400.00']),
  nhsaRow('SETL0002', '20300101090000', true, ['-601.00', '-195.65', '-400.00']),
].join('\r\n')
const NHSA_LINES = [
  '{"channelOrderId":"SETL0001","ourOrderId":"H33010000001203001010800000001","kind":"payment","amountFen":59565,"feeFen":0,"time":"2030-01-01 08:00:00","status":"settled","feeText":"","channelStatus":"0"}',
  '{"channelOrderId":"SETL0002","ourOrderId":"H33010000001203001010900000001","kind":"refund","amountFen":59565,"feeFen":0,"time":"2030-01-01 09:00:00","status":"settled","feeText":"","channelStatus":"0"}',
]

type Case = readonly [name: string, channel: string, content: string | Uint8Array, ...words: string[]]

const GOOD: readonly (readonly [Case, readonly string[]])[] = [
  [['27 columns, commas in a name, fees of five decimals', 'wechat-pay', WECHAT], WECHAT_LINES],
  [['with a byte order mark and the right day', 'wechat-pay', `\ufeff${WECHAT}`, '--date', '2030-01-01'], WECHAT_LINES],
  [['the ZIP of GBK files', 'alipay', alipayZip(ALIPAY), '--date', '2030-01-01'], ALIPAY_LINES],
  [['the CSV taken out of it', 'alipay', gbk(ALIPAY)], ALIPAY_LINES],
  [['the result of 3202', 'nhsa', NHSA], NHSA_LINES],
  [['the same in the ZIP of 9102', 'nhsa', await zip(NHSA), '--date', '2030-01-01'], NHSA_LINES],
]

async function zip(text: string): Promise<Uint8Array> {
  return zipFiles([{ name: 'result.txt', bytes: Buffer.from(text) }], new Date('2030-01-02T00:00:00Z'))
}

/** A file refused as a whole: nothing on stdout. */
const REFUSED: readonly (readonly [Case, said: string])[] = [
  [['no bytes', 'wechat-pay', ''], 'STATEMENT_EMPTY at '],
  [['GBK', 'wechat-pay', gbk(WECHAT)], 'STATEMENT_WRONG_ENCODING at file: WeChat Pay statement refused: it is GBK'],
  [
    ['a column missing', 'wechat-pay', WECHAT.replace(',手续费,', ',')],
    'STATEMENT_UNKNOWN_LAYOUT at line 1, column 手续费',
  ],
  [['another header', 'wechat-pay', `流水${WECHAT}`], 'STATEMENT_UNKNOWN_LAYOUT at line 1'],
  [['cut before its totals', 'wechat-pay', WECHAT.slice(0, -200)], 'STATEMENT_TRUNCATED at line'],
  [
    ['totals that are off by one fen', 'wechat-pay', WECHAT.replace('`112.34,`2.34,`0.00', '`112.35,`2.34,`0.00')],
    'STATEMENT_TOTALS_MISMATCH at line 6, column 应结订单总金额',
  ],
  [['another day', 'wechat-pay', WECHAT, '--date', '2030-01-02'], 'STATEMENT_WRONG_DAY at line 2, column 交易时间'],
  [['no bytes', 'alipay', ''], 'STATEMENT_EMPTY at '],
  [['a ZIP cut short', 'alipay', alipayZip(ALIPAY).subarray(0, 400)], 'STATEMENT_TRUNCATED at zip'],
  [['UTF-8', 'alipay', ALIPAY], 'STATEMENT_WRONG_ENCODING at detail file: Alipay statement refused: it is UTF-8'],
  [
    ['a column missing', 'alipay', gbk(ALIPAY.replace('服务费（元）', '费'))],
    'STATEMENT_UNKNOWN_LAYOUT at line 5, column 服务费',
  ],
  [
    ['totals that are off', 'alipay', gbk(ALIPAY.replace('共12.34元', '共12.35元'))],
    'STATEMENT_TOTALS_MISMATCH at line 9',
  ],
  [['another day', 'alipay', alipayZip(ALIPAY), '--date', '2030-01-02'], 'STATEMENT_WRONG_DAY at line 3'],
  [["another channel's file", 'alipay', WECHAT], 'STATEMENT_WRONG_ENCODING at detail file'],
  [['no bytes', 'nhsa', ''], 'STATEMENT_EMPTY at '],
  [['a ZIP cut short', 'nhsa', (await zip(NHSA)).subarray(0, 60)], 'NHSA_BAD_FILE at /'],
  [['another day', 'nhsa', NHSA, '--date', '2030-01-02'], 'STATEMENT_WRONG_DAY at '],
]

const [N1, N2] = NHSA.split('\r\n') as [string, string]

/** One line set aside: the others are printed. */
const SET_ASIDE: readonly (readonly [Case, printed: readonly string[], said: string])[] = [
  [
    [
      'an amount with parts of a fen',
      'wechat-pay',
      WECHAT.replace('`CNY,`12.34', '`CNY,`12.345').replace('`0.60%,`12.34', '`0.60%,`12.345'),
    ],
    WECHAT_LINES.slice(1),
    'LINE_BAD_AMOUNT at line 2: column 订单金额',
  ],
  [
    ['a row of another day', 'wechat-pay', WECHAT.replace('2030-01-01 08', '2030-01-02 08'), '--date', '2030-01-01'],
    WECHAT_LINES.slice(1),
    'LINE_WRONG_DAY at line 2: column 交易时间: 2030-01-02 08:00:00 is not on 2030-01-01',
  ],
  [
    ['a row without time', 'alipay', gbk(ALIPAY.replace('2030-01-01 08:00:05\t,\t', 'morgens\t,\t'))],
    ALIPAY_LINES.slice(1),
    'LINE_BAD_TIME at line 6',
  ],
  [['a line cut short', 'nhsa', `${N1}\n${N2.slice(0, -8)}`], NHSA_LINES.slice(0, 1), 'WRONG_COLUMN_COUNT at line 2'],
  [
    ['an amount in words', 'nhsa', `${N1.replace('601.00', '六百')}\n${N2}`],
    NHSA_LINES.slice(1),
    'BAD_AMOUNT at line 1',
  ],
  [
    [
      'a GBK line among UTF-8',
      'nhsa',
      Buffer.concat([
        Buffer.from(`${N1}\n`),
        gbk(nhsaRow('SETL0003', '20300101100000', false, ['1.00', '1.00', '0.00'], '多')),
        Buffer.from(`\n${N2}`),
      ]),
    ],
    NHSA_LINES,
    'WRONG_ENCODING at line 2',
  ],
  [
    ['a row of another day', 'nhsa', `${N1}\n${N2.replace('20300101', '20300102')}`, '--date', '2030-01-01'],
    NHSA_LINES.slice(0, 1),
    'LINE_WRONG_DAY at line 2: column msgid',
  ],
]

const keyOf = ([name, channel]: Case): string => `${channel}: ${name}`
let desk: Desk
let ended: ReadonlyMap<string, Ended>

beforeAll(async () => {
  desk = await openDesk()
  const cases = [...GOOD, ...REFUSED, ...SET_ASIDE].map(([one]) => one)
  const jobs = cases.map((one, index) => {
    const [, channel, content, ...words] = one
    const run = async () =>
      medsettle(['statement', 'parse', '--channel', channel, ...words, await desk.put(`${index}.bill`, content)])
    return [keyOf(one), run] as const
  })
  expect(new Set(jobs.map(([key]) => key)).size).toBe(jobs.length)
  ended = await runBatch(new Map(jobs), 3)
}, 240_000)

afterAll(() => desk.clear())

describe('a statement as downloaded is printed line by line, exit 0', () => {
  test.each(GOOD.map(([one, lines]) => [keyOf(one), lines] as const))('%s', (key, lines) => {
    expect(ended.get(key)).toEqual({ code: 0, stdout: lines.map((line) => `${line}\n`).join(''), stderr: '' })
  })
})

describe('a statement that must not be believed: nothing printed, a code and where on stderr, exit 1', () => {
  test.each(REFUSED.map(([one, said]) => [keyOf(one), said] as const))('%s', (key, said) => {
    const { code, stdout, stderr } = ended.get(key)!
    expect([code, stdout, stderr.split('\n').length]).toEqual([1, '', 2])
    expect(stderr.slice(0, said.length)).toBe(said)
  })
})

describe('a line that cannot be read is set aside, the others are printed, exit 1', () => {
  test.each(SET_ASIDE.map(([one, lines, said]) => [keyOf(one), lines, said] as const))('%s', (key, lines, said) => {
    const { code, stdout, stderr } = ended.get(key)!
    expect([code, stdout]).toEqual([1, lines.map((line) => `${line}\n`).join('')])
    expect(stderr.slice(0, said.length)).toBe(said)
    expect(stderr).toMatch(/\n\d+ lines set aside\n$/)
  })
})
