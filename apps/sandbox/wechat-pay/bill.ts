import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { addDays, chinaDate, isDate, startOfChinaDay } from '../core/china-time.ts'
import type { SandboxAnswer } from '../core/http.ts'
import type { LieBook } from '../core/lies.ts'
import { ApiError } from './api-error.ts'
import { type BillRow, toldRows, trueRows } from './bill-rows.ts'
import type { Call, Reply } from './call.ts'
import { netOf, printFundFlowBill } from './fund-flow-bill.ts'
import { printTradeBill } from './trade-bill.ts'

const BILL_TYPES: Readonly<Record<string, readonly BillRow['kind'][]>> = {
  ALL: ['charge', 'refund'],
  SUCCESS: ['charge'],
  REFUND: ['refund'],
}

/** GET /v3/bill/tradebill?bill_date=&bill_type=&tar_type= */
export function requestTradeBill(call: Call, lies: LieBook): Reply {
  const query = new URLSearchParams(call.request.query)
  const date = readDate(call, query)
  const kinds = BILL_TYPES[query.get('bill_type') ?? 'ALL']
  if (kinds === undefined) throw new ApiError('PARAM_ERROR', 'bill_type 应为 ALL、SUCCESS 或 REFUND', 'bill_type')
  const { orders, settings } = call.shop
  const rows = toldRows(trueRows(orders.all(), call.merchant.mchid, date, settings.feeRate), lies)
  const text = printTradeBill(
    rows.filter((row) => kinds.includes(row.kind)),
    settings.feeRate,
  )
  return promise(call, query, text)
}

/** GET /v3/bill/fundflowbill?bill_date=&account_type=&tar_type= ; only the BASIC account ever moves here */
export function requestFundFlowBill(call: Call): Reply {
  const query = new URLSearchParams(call.request.query)
  const date = readDate(call, query)
  const account = query.get('account_type') ?? 'BASIC'
  if (!['BASIC', 'OPERATION', 'FEES'].includes(account))
    throw new ApiError('PARAM_ERROR', 'account_type 应为 BASIC、OPERATION 或 FEES', 'account_type')
  if (account !== 'BASIC') return promise(call, query, printFundFlowBill([], 0))
  const { orders, settings } = call.shop
  const onDay = (day: string) => trueRows(orders.all(), call.merchant.mchid, day, settings.feeRate)
  const earlier = daysBefore(call, date).reduce((balance, day) => balance + netOf(onDay(day)), 0)
  return promise(call, query, printFundFlowBill(onDay(date), earlier))
}

/** The days before `date` on which money moved at this merchant. */
function daysBefore(call: Call, date: string): string[] {
  const days = new Set<string>()
  for (const order of call.shop.orders.all()) {
    if (order.mchid !== call.merchant.mchid) continue
    for (const moment of [order.paidAt, ...order.refunds.map((refund) => refund.successAt)])
      if (moment !== null) days.add(chinaDate(new Date(moment)))
  }
  return [...days].filter((day) => day < date)
}

function readDate(call: Call, query: URLSearchParams): string {
  const date = query.get('bill_date')
  if (!isDate(date)) throw new ApiError('PARAM_ERROR', 'bill_date 应为 yyyy-MM-dd', 'bill_date')
  const { settings, world } = call.shop
  const readyAt = startOfChinaDay(addDays(date, 1)).getTime() + settings.wechatStatementReadyMinute * 60_000
  if (call.misdeeds.late || world.now().getTime() < readyAt)
    throw new ApiError('NO_STATEMENT_EXIST', '账单文件不存在', 'bill_date')
  return date
}

/** hash_value is of the file before compression [R]. */
function promise(call: Call, query: URLSearchParams, text: string): Reply {
  const tar = query.get('tar_type')
  if (tar !== null && tar !== 'GZIP') throw new ApiError('PARAM_ERROR', 'tar_type 只支持 GZIP', 'tar_type')
  const token = call.shop.bills.put({
    owner: call.merchant.mchid,
    contentType: tar === null ? 'text/plain; charset=utf-8' : 'application/x-gzip',
    content: tar === null ? text : gzipSync(text),
  })
  return {
    status: 200,
    body: {
      hash_type: 'SHA1',
      hash_value: createHash('sha1').update(text).digest('hex'),
      download_url: `${call.shop.origin()}/v3/billdownload/file?token=${token}`,
    },
  }
}

/** GET /v3/billdownload/file?token=…: the bytes, without a signature (wechat-pay.md §1.2) */
export function downloadBill(call: Call): SandboxAnswer {
  const bill = call.shop.bills.take(new URLSearchParams(call.request.query).get('token') ?? '')
  if (bill === null || bill.owner !== call.merchant.mchid)
    throw new ApiError('PARAM_ERROR', 'token 无效或已过期', 'token')
  return { status: 200, headers: { 'content-type': bill.contentType }, body: bill.content }
}
