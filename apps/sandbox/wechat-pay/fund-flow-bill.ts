import { type Fen, fen, formatYuan, sum } from '@medsettle/money'
import type { BillRow } from './bill-rows.ts'
import { printRow } from './trade-bill.ts'

/** wechat-pay.md §6.3 */
export const FUND_FLOW_HEADER =
  '记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号'
const SUMMARY_HEADER = '资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额'

interface Flow {
  readonly row: BillRow
  readonly business: string
  readonly direction: '收入' | '支出'
  readonly amount: Fen
}

/**
 * The money account of a day. Each charge and each fee is a line of its own; lies are told in the trade bill only, so
 * that the money account can convict it. @param opening balance at midnight, fen
 */
export function printFundFlowBill(rows: readonly BillRow[], opening: number): string {
  let balance = opening
  const flows = rows.flatMap(flowsOf)
  const lines = flows.map((flow, at) => {
    balance += flow.direction === '收入' ? flow.amount : -flow.amount
    return printRow(cellsOf(flow, at, balance))
  })
  return `\ufeff${[FUND_FLOW_HEADER, ...lines, SUMMARY_HEADER, printRow(summaryOf(flows))].join('\r\n')}\r\n`
}

/** Change of the balance by these rows, fen. */
export const netOf = (rows: readonly BillRow[]): number =>
  rows.reduce((net, row) => net + (row.kind === 'charge' ? row.amount - row.fee : row.fee - row.amount), 0)

function flowsOf(row: BillRow): Flow[] {
  const charge = row.kind === 'charge'
  const flows: Flow[] = [
    { row, business: charge ? '交易' : '退款', direction: charge ? '收入' : '支出', amount: fen(row.amount) },
    {
      row,
      business: charge ? '扣除交易手续费' : '退还交易手续费',
      direction: charge ? '支出' : '收入',
      amount: fen(row.fee),
    },
  ]
  return flows.filter((flow) => flow.amount !== 0)
}

function cellsOf(flow: Flow, at: number, balance: number): string[] {
  const { row } = flow
  return [
    row.at,
    row.transactionId,
    `${row.refund?.refundId ?? row.transactionId}${at.toString().padStart(4, '0')}`,
    row.kind === 'charge' ? '交易' : '退款',
    flow.business,
    flow.direction,
    formatYuan(flow.amount),
    formatYuan(fen(balance)),
    row.kind === 'charge' ? 'system' : `${row.order.mchid}API`,
    row.kind === 'charge' ? row.order.description : `退款总金额${formatYuan(fen(row.amount))}元`,
    row.refund?.outRefundNo ?? row.outTradeNo,
  ]
}

function summaryOf(flows: readonly Flow[]): string[] {
  const of = (direction: Flow['direction']) => flows.filter((flow) => flow.direction === direction)
  const [income, expense] = [of('收入'), of('支出')]
  const total = (some: readonly Flow[]) => formatYuan(sum(some.map((flow) => flow.amount)))
  return [String(flows.length), String(income.length), total(income), String(expense.length), total(expense)]
}
