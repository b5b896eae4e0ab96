import { type Fen, fen, formatYuan, mulRatio, sum } from '@medsettle/money'
import type { BillRow } from './bill-rows.ts'
import { TRADE_TYPE } from './order.ts'

/** The 27 columns of bill_type=ALL, wechat-pay.md §6.1. SUCCESS and REFUND print the same columns, fewer rows. */
export const TRADE_BILL_HEADER =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注'
const SUMMARY_HEADER = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额'

/** Every data cell starts with a backtick, so that spreadsheets keep long numbers as text. */
export const printRow = (cells: readonly string[]): string => cells.map((cell) => `\`${cell}`).join(',')

/** UTF-8 with BOM, CRLF. Amounts in yuan with two decimals, the fee with five. */
export function printTradeBill(rows: readonly BillRow[], feeRate: string): string {
  const lines = [
    TRADE_BILL_HEADER,
    ...rows.map((row) => printRow(cellsOf(row, feeRate))),
    SUMMARY_HEADER,
    printRow(summaryOf(rows)),
  ]
  return `\ufeff${lines.join('\r\n')}\r\n`
}

function cellsOf(row: BillRow, feeRate: string): string[] {
  const { order, refund } = row
  const charged = yuan(row.kind === 'charge' ? row.amount : 0)
  const returned = yuan(row.kind === 'refund' ? row.amount : 0)
  return [
    row.at,
    order.appid,
    order.mchid,
    '0',
    '',
    row.transactionId,
    row.outTradeNo,
    order.openid,
    TRADE_TYPE[order.product],
    row.kind === 'refund' ? 'REFUND' : row.status,
    'OTHERS',
    'CNY',
    charged,
    '0.00',
    refund?.refundId ?? '0',
    refund?.outRefundNo ?? '0',
    returned,
    '0.00',
    refund === null ? '' : 'ORIGINAL',
    refund === null ? '' : row.status,
    order.description,
    order.attach ?? '',
    printFee(signedFee(row)),
    printRate(feeRate),
    charged,
    returned,
    '',
  ]
}

function summaryOf(rows: readonly BillRow[]): string[] {
  const total = (kind: BillRow['kind']) =>
    formatYuan(sum(rows.filter((row) => row.kind === kind).map((row) => fen(row.amount))))
  const fees = printFee(sum(rows.map(signedFee)))
  return [String(rows.length), total('charge'), total('refund'), '0.00', fees, total('charge'), total('refund')]
}

const yuan = (amount: number): string => formatYuan(fen(amount))
/** A returned fee is negative. */
const signedFee = (row: BillRow): Fen => fen(row.kind === 'refund' ? -row.fee : row.fee)
/** Fees are whole fen printed with five decimals: `0.07000`. */
const printFee = (fee: Fen): string => `${formatYuan(fee)}000`
/** `0.006` → `0.60%`; finer rates are cut, as on the bill */
const printRate = (rate: string): string => `${formatYuan(mulRatio(fen(10_000), rate, 'down'))}%`
