import { type Fen, fen, formatYuan, negate, parseYuan, sum, ZERO } from '@medsettle/money'
import type { StatementLine } from '../../domain/reconciliation/statement-line.ts'
import type { StatementFile, StatementReading } from '../contract/statement.ts'
import { type BillRow, type BillTable, columnFinder, RowError, readBillTable } from './bill-table.ts'
import { positiveYuan, readTime } from './cells.ts'
import { refuseStatement } from './statement-refusal.ts'
import { mismatch, readSummary } from './totals.ts'

const COLUMNS = ['记账时间', '微信支付业务单号', '资金流水单号', '业务类型', '收支类型', '收支金额(元)', '业务凭证号']

type CellOf = (cells: readonly string[], name: string) => string

/**
 * Reads a fund-flow bill: what really entered (收入, a payment line) and left (支出, a refund line) the account. A row
 * that books a fee (业务类型 holds 手续费) has amount 0 and its money in `feeFen`, so that fees never look like orders.
 * @throws RefusalError STATEMENT_…
 */
export function readFundFlow(file: StatementFile): StatementReading {
  const table = readBillTable(file.bytes, '记账时间', '资金流水总笔数')
  const cell = columnFinder(table.header, COLUMNS)
  const lines: StatementLine[] = []
  const quarantined: StatementReading['quarantined'][number][] = []
  for (const row of table.rows) {
    try {
      lines.push(readRow(row, table, cell, file.date))
    } catch (error) {
      if (!(error instanceof RowError)) throw error
      const { code, column, message } = error
      quarantined.push({ lineNo: row.lineNo, code, message: `column ${column}: ${message}`, text: row.text })
    }
  }
  if (table.rows.length > 0 && quarantined.filter(({ code }) => code === 'LINE_WRONG_DAY').length === table.rows.length)
    throw refuseStatement(
      'STATEMENT_WRONG_DAY',
      `not one line lies on ${file.date}`,
      `line ${table.rows[0]!.lineNo}, column 记账时间`,
    )
  const { totals, comparable } = readSummary(table, quarantined)
  if (comparable) checkFlow(totals, lines, `line ${table.summary.lineNo}`)
  return { lines, totals, quarantined }
}

function readRow(row: BillRow, table: BillTable, cell: CellOf, date: string): StatementLine {
  const { cells, lineNo, text } = row
  if (!text.startsWith('`') || cells.length !== table.header.length)
    throw new RowError('LINE_COLUMNS', '记账时间', `${cells.length} cells, the header names ${table.header.length}`)
  const time = readTime(cell(cells, '记账时间'), '记账时间')
  if (!time.startsWith(date)) throw new RowError('LINE_WRONG_DAY', '记账时间', `${time} is not on ${date}`)
  const direction = cell(cells, '收支类型')
  if (direction !== '收入' && direction !== '支出')
    throw new RowError('LINE_UNKNOWN_DIRECTION', '收支类型', `"${direction.slice(0, 20)}" is neither 收入 nor 支出`)
  const channelOrderId = cell(cells, '微信支付业务单号')
  if (channelOrderId === '') throw new RowError('LINE_NO_ID', '微信支付业务单号', 'it is empty')
  const amount = positiveYuan(cell(cells, '收支金额(元)'), '收支金额(元)')
  const channelStatus = cell(cells, '业务类型')
  const money = channelStatus.includes('手续费')
    ? asFee(amount, direction)
    : { amountFen: amount, feeFen: ZERO, feeText: '0' }
  return {
    lineNo,
    channelOrderId,
    ourOrderId: cell(cells, '业务凭证号'),
    kind: direction === '收入' ? 'payment' : 'refund',
    ...money,
    time,
    status: 'settled',
    channelStatus,
  }
}

function asFee(amount: Fen, direction: '收入' | '支出'): Pick<StatementLine, 'amountFen' | 'feeFen' | 'feeText'> {
  const feeFen = direction === '支出' ? amount : negate(amount)
  return { amountFen: ZERO, feeFen, feeText: formatYuan(feeFen) }
}

/** 资金流水总笔数, 收入笔数, 收入金额, 支出笔数, 支出金额 (facts 6.3). */
function checkFlow(totals: Record<string, string>, lines: readonly StatementLine[], place: string): void {
  const moved = ({ amountFen, feeFen }: StatementLine): Fen => (amountFen !== 0 ? amountFen : fen(Math.abs(feeFen)))
  const income = lines.filter(({ kind }) => kind === 'payment').map(moved)
  const expense = lines.filter(({ kind }) => kind === 'refund').map(moved)
  const counts = { 资金流水总笔数: lines.length, 收入笔数: income.length, 支出笔数: expense.length }
  for (const [name, count] of Object.entries(counts))
    if (totals[name] !== String(count)) throw mismatch(name, totals[name], String(count), place)
  for (const [name, amount] of Object.entries({ 收入金额: sum(income), 支出金额: sum(expense) }))
    if (totals[name] === undefined || readTotal(totals[name], name, place) !== amount)
      throw mismatch(name, totals[name], formatYuan(amount), place)
}

function readTotal(text: string, name: string, place: string): Fen {
  try {
    return parseYuan(text)
  } catch {
    throw mismatch(name, text.slice(0, 30), 'an amount', place)
  }
}
