// Would catch: a column moved, a sign lost, a total off in Alipay's detail and summary files.
import { expect, test } from 'vitest'
import { trueRows } from './bill-rows.ts'
import { DETAIL_HEADER, printDetail, printSummary } from './print-bill.ts'
import type { Trade } from './trade.ts'

const trade: Trade = {
  institution: 'TEST01',
  appId: '2021000000000001',
  sellerId: '2088000000000001',
  outTradeNo: 'TRADE-0001',
  tradeNo: '2026030222001000000000100001',
  product: 'precreate',
  subject: '药费,两种',
  passback: null,
  total: 1234,
  notifyUrl: null,
  returnUrl: null,
  expiresAt: null,
  createdAt: '2026-03-01T16:00:00.000Z',
  buyerId: '2088000000000002',
  qrCode: null,
  scanned: true,
  status: 'TRADE_SUCCESS',
  paidAt: '2026-03-01T16:00:30.000Z',
  refunds: [
    {
      outRequestNo: 'R-1',
      amount: 234,
      reason: '缺药',
      createdAt: '2026-03-02T01:00:00.000Z',
      refundedAt: '2026-03-02T01:00:00.000Z',
    },
    {
      outRequestNo: 'R-2',
      amount: 1000,
      reason: null,
      createdAt: '2026-03-02T16:00:00.000Z',
      refundedAt: '2026-03-02T16:00:00.000Z',
    },
    { outRequestNo: 'R-3', amount: 1, reason: null, createdAt: '2026-03-02T01:00:00.000Z', refundedAt: null },
  ],
}
const head = { sellerId: '2088000000000001', date: '2026-03-02', printedAt: new Date('2026-03-03T00:00:00.000Z') }
const rows = trueRows([trade], '2021000000000001', '2026-03-02', '0.006')

test('the detail file of a day', () => {
  const show = (line: string) => line.replaceAll('\t', '→')
  expect(printDetail(rows, head).split('\r\n').map(show)).toEqual([
    '#支付宝业务明细查询',
    '#账号：[2088000000000001]',
    '#起始日期：[2026年03月02日 00:00:00]   终止日期：[2026年03月03日 00:00:00]',
    '#-----------------------------------------业务明细列表----------------------------------------',
    DETAIL_HEADER,
    '2026030222001000000000100001→,TRADE-0001→,交易→,药费，两种→,2026-03-02 00:00:00→,2026-03-02 00:00:30→,→,→,→,→,pay***@example.com→,12.34,12.34,0.00,0.00,0.00,0.00,0.00,→,0.00,0.00,→,-0.07,0.00,→',
    '2026030222001000000000100001→,TRADE-0001→,退款→,药费，两种→,2026-03-02 00:00:00→,2026-03-02 09:00:00→,→,→,→,→,pay***@example.com→,-2.34,-2.34,0.00,0.00,0.00,0.00,0.00,→,0.00,0.00,R-1→,0.01,0.00,缺药→',
    '#-----------------------------------------业务明细列表结束------------------------------------',
    '#交易合计：1笔，商家实收共12.34元，商家优惠共0.00元',
    '#退款合计：1笔，商家实收退款共-2.34元，商家优惠退款共0.00元',
    '#导出时间：[2026年03月03日 08:00:00]',
    '',
  ])
})

test('every line has as many cells as the header', () => {
  const lines = printDetail(rows, head)
    .split('\r\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  expect(lines.map((line) => line.split(',').length)).toEqual([25, 25, 25])
})

test('the summary nets receipts and fees', () => {
  expect(printSummary(rows, head).split('\r\n')[5]).toBe('合计\t,\t,1,1,10.00,10.00,0.00,0.00,0.00,-0.06,0.00,9.94')
})
