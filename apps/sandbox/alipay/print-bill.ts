import { type Fen, fen, formatYuan, sum } from '@medsettle/money'
import { addDays, chinaDateTime } from '../core/china-time.ts'
import type { BillRow } from './bill-rows.ts'
import { buyerLogon } from './trade.ts'

/** The 25 columns of the detail file, alipay.md §5. */
export const DETAIL_HEADER =
  '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注'
/** [R]: the sources show the detail file only. */
export const SUMMARY_HEADER =
  '门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）,支付宝优惠（元）,商家优惠（元）,卡消费金额（元）,服务费（元）,分润（元）,实收净额（元）'

export interface BillHead {
  readonly sellerId: string
  /** China day `yyyy-MM-dd` */
  readonly date: string
  readonly printedAt: Date
}

/** 业务明细; CRLF, every text cell padded with a TAB. Refunds are negative, and so is the fee of a charge. */
export function printDetail(rows: readonly BillRow[], head: BillHead): string {
  const charges = rows.filter((row) => row.kind === 'charge')
  const refunds = rows.filter((row) => row.kind === 'refund')
  return printLines([
    ...leadLines('业务明细', head),
    DETAIL_HEADER,
    ...rows.map((row) => detailCells(row).join(',')),
    '#-----------------------------------------业务明细列表结束------------------------------------',
    `#交易合计：${charges.length}笔，商家实收共${formatYuan(total(charges))}元，商家优惠共0.00元`,
    `#退款合计：${refunds.length}笔，商家实收退款共${formatYuan(total(refunds))}元，商家优惠退款共0.00元`,
    exportLine(head),
  ])
}

/** 业务明细(汇总) */
export function printSummary(rows: readonly BillRow[], head: BillHead): string {
  const of = (kind: BillRow['kind']) => String(rows.filter((row) => row.kind === kind).length)
  const fees = sum(rows.map(signedFee))
  const received = formatYuan(total(rows))
  const net = formatYuan(fen(total(rows) + fees))
  const cells = [
    '合计\t',
    '\t',
    of('charge'),
    of('refund'),
    received,
    received,
    '0.00',
    '0.00',
    '0.00',
    formatYuan(fees),
    '0.00',
    net,
  ]
  return printLines([
    ...leadLines('业务汇总', head),
    SUMMARY_HEADER,
    cells.join(','),
    '#-----------------------------------------业务汇总列表结束------------------------------------',
    exportLine(head),
  ])
}

function detailCells(row: BillRow): string[] {
  const amount = formatYuan(signedAmount(row))
  const padded = (text: string) => `${text}\t`
  return [
    padded(row.tradeNo),
    padded(row.outTradeNo),
    padded(row.kind === 'charge' ? '交易' : '退款'),
    // The layout has no quoting: a comma in a name would move every later column.
    padded(row.trade.subject.replaceAll(',', '，')),
    padded(chinaDateTime(new Date(row.trade.createdAt))),
    padded(row.at),
    ...['', '', '', ''].map(padded),
    padded(buyerLogon),
    amount,
    amount,
    ...['0.00', '0.00', '0.00', '0.00', '0.00'],
    padded(''),
    ...['0.00', '0.00'],
    padded(row.outRequestNo),
    formatYuan(signedFee(row)),
    '0.00',
    padded(row.refund?.reason?.replaceAll(',', '，') ?? ''),
  ]
}

const signedAmount = (row: BillRow): Fen => fen(row.kind === 'charge' ? row.amount : -row.amount)
/** The fee of a charge is money out, so negative; one that comes back with a refund is positive [R]. */
const signedFee = (row: BillRow): Fen => fen(row.kind === 'charge' ? -row.fee : row.fee)
const total = (rows: readonly BillRow[]): Fen => sum(rows.map(signedAmount))
const printLines = (lines: readonly string[]): string => `${lines.join('\r\n')}\r\n`

function leadLines(title: '业务明细' | '业务汇总', head: BillHead): string[] {
  return [
    `#支付宝${title}查询`,
    `#账号：[${head.sellerId}]`,
    `#起始日期：[${chineseDay(head.date)} 00:00:00]   终止日期：[${chineseDay(addDays(head.date, 1))} 00:00:00]`,
    `#-----------------------------------------${title}列表----------------------------------------`,
  ]
}

const exportLine = ({ printedAt }: BillHead): string => {
  const [day = '', time = ''] = chinaDateTime(printedAt).split(' ')
  return `#导出时间：[${chineseDay(day)} ${time}]`
}

/** `2030年01月01日` */
const chineseDay = (date: string): string => date.replace(/^(\d+)-(\d+)-(\d+)$/, '$1年$2月$3日')
