// Would catch: a column moved, a sum off, a refund counted as income, a day's border wrong.
import { expect, test } from 'vitest'
import { createFaultBook } from '../core/faults.ts'
import { openJournal } from '../core/journal.ts'
import { createLieBook } from '../core/lies.ts'
import { toldRows, trueRows } from './bill-rows.ts'
import { netOf, printFundFlowBill } from './fund-flow-bill.ts'
import type { Order } from './order.ts'
import { printTradeBill } from './trade-bill.ts'

const order = (
  n: number,
  total: number,
  paidAt: string | null,
  refunds: [amount: number, at: string | null][] = [],
): Order => ({
  institution: 'TEST01',
  mchid: '1600000001',
  appid: 'wx0000000000000001',
  outTradeNo: `ORDER-000${n}`,
  product: 'native',
  description: `复诊, 第 ${n} 次`,
  attach: null,
  total,
  openid: 'o-test',
  notifyUrl: 'http://127.0.0.1:9/',
  expiresAt: null,
  createdAt: '2026-03-01T00:00:00.000Z',
  prepayId: `wx${n}`,
  codeUrl: null,
  state: paidAt === null ? 'NOTPAY' : 'SUCCESS',
  transactionId: paidAt === null ? null : `420000000000000000000000000${n}`,
  paidAt,
  refunds: refunds.map(([amount, successAt], at) => ({
    outRefundNo: `REFUND-${n}-${at + 1}`,
    refundId: `503000000000000000000000000${n}${at}`,
    amount,
    reason: null,
    notifyUrl: null,
    createdAt: '2026-03-01T00:00:00.000Z',
    status: successAt === null ? 'PROCESSING' : 'SUCCESS',
    successAt,
  })),
})

/** 2026-03-02 in China runs from 03-01T16:00Z to 03-02T16:00Z. */
const orders = [
  order(1, 1234, '2026-03-01T16:00:00.000Z', [
    [1000, '2026-03-02T02:00:00.000Z'],
    [234, '2026-03-02T16:00:00.000Z'],
  ]),
  order(2, 10000, '2026-03-02T15:59:59.000Z', [[1, null]]),
  order(3, 500, '2026-03-01T15:59:59.000Z', [[500, '2026-03-02T01:00:00.000Z']]),
  order(4, 700, null),
  { ...order(5, 800, '2026-03-02T01:00:00.000Z'), mchid: '1600000002' },
]
const rows = trueRows(orders, '1600000001', '2026-03-02', '0.006')

test('the trade bill of a day', () => {
  const picked = printTradeBill(rows, '0.006')
    .split('\r\n')
    .map((line) => line.replaceAll('`wx0000000000000001,`1600000001,`0,`,', '… ').replaceAll('`o-test,`NATIVE,', '… '))
  expect(picked.slice(1)).toEqual([
    '`2026-03-02 00:00:00,… `4200000000000000000000000001,`ORDER-0001,… `SUCCESS,`OTHERS,`CNY,`12.34,`0.00,`0,`0,`0.00,`0.00,`,`,`复诊, 第 1 次,`,`0.07000,`0.60%,`12.34,`0.00,`',
    '`2026-03-02 09:00:00,… `4200000000000000000000000003,`ORDER-0003,… `REFUND,`OTHERS,`CNY,`0.00,`0.00,`50300000000000000000000000030,`REFUND-3-1,`5.00,`0.00,`ORIGINAL,`SUCCESS,`复诊, 第 3 次,`,`-0.03000,`0.60%,`0.00,`5.00,`',
    '`2026-03-02 10:00:00,… `4200000000000000000000000001,`ORDER-0001,… `REFUND,`OTHERS,`CNY,`0.00,`0.00,`50300000000000000000000000010,`REFUND-1-1,`10.00,`0.00,`ORIGINAL,`SUCCESS,`复诊, 第 1 次,`,`-0.06000,`0.60%,`0.00,`10.00,`',
    '`2026-03-02 23:59:59,… `4200000000000000000000000002,`ORDER-0002,… `SUCCESS,`OTHERS,`CNY,`100.00,`0.00,`0,`0,`0.00,`0.00,`,`,`复诊, 第 2 次,`,`0.60000,`0.60%,`100.00,`0.00,`',
    '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额',
    '`4,`112.34,`15.00,`0.00,`0.58000,`112.34,`15.00',
    '',
  ])
})

test('the money account of the same day ends with what the day before left plus the net', () => {
  const lines = printFundFlowBill(rows, 497).trimEnd().split('\r\n')
  const flows = lines.slice(1, -2).map((line) => line.slice(1).split(',`').slice(4, 8).join(' '))
  expect(flows).toEqual([
    '交易 收入 12.34 17.31',
    '扣除交易手续费 支出 0.07 17.24',
    '退款 支出 5.00 12.24',
    '退还交易手续费 收入 0.03 12.27',
    '退款 支出 10.00 2.27',
    '退还交易手续费 收入 0.06 2.33',
    '交易 收入 100.00 102.33',
    '扣除交易手续费 支出 0.60 101.73',
  ])
  expect(lines.at(-1)).toBe('`8,`4,`112.43,`4,`15.67')
  expect(497 + netOf(rows)).toBe(10173)
})

test.each([
  ['missing', 3, '100.00'],
  ['amount', 4, '112.39'],
  ['extra', 5, '124.68'],
] as const)('a bill that lies (%s) lies the same on every download', (how, count, total) => {
  const faults = createFaultBook()
  const fault = { kind: 'lie-in-statement', how, byFen: 5 } as const
  faults.add({ channel: 'wechat-pay', match: 'ORDER-0001', fault, times: 1 })
  const lies = createLieBook('wechat-pay', faults, openJournal(null))
  const first = printTradeBill(toldRows(rows, lies), '0.006')
  expect(printTradeBill(toldRows(rows, lies), '0.006')).toBe(first)
  expect(first.trimEnd().split('\r\n').at(-1)!.split(',').slice(0, 2)).toEqual([`\`${count}`, `\`${total}`])
})
