import type { StatementLine } from '../../domain/reconciliation/statement-line.ts'
import type { Manifest } from '../contract/channel.ts'
import type { StatementFile, StatementReading } from '../contract/statement.ts'
import { type BillRow, type BillTable, columnFinder, RowError, readBillTable } from './bill-table.ts'
import { positiveYuan, readFee, readTime } from './cells.ts'
import { mapStatus } from './map-outcome.ts'
import { refuseStatement } from './statement-refusal.ts'
import { checkTotals, readSummary, type Sum } from './totals.ts'

/** Columns that differ between today's 27-column bill and the legacy 24-column bill of v2 (facts 6.1, 6.2). */
interface Layout {
  readonly paid: string
  readonly refunded: string
  readonly sums: readonly Sum[]
  readonly needed: readonly string[]
}

const ALWAYS = [
  '交易时间',
  '微信订单号',
  '商户订单号',
  '交易状态',
  '货币种类',
  '微信退款单号',
  '商户退款单号',
  '退款状态',
  '手续费',
]

const LEGACY: Layout = {
  paid: '总金额',
  refunded: '退款金额',
  needed: [...ALWAYS, '总金额', '退款金额', '代金券或立减优惠退款金额'],
  sums: [
    { total: '总交易额', column: '总金额' },
    { total: '总退款金额', column: '退款金额' },
    { total: '总代金券或立减优惠退款金额', column: '代金券或立减优惠退款金额' },
    { total: '手续费总金额', column: '手续费' },
  ],
}

const TODAY: Omit<Layout, 'paid'> = {
  refunded: '申请退款金额',
  needed: [...ALWAYS, '应结订单金额', '退款金额', '充值券退款金额', '订单金额', '申请退款金额'],
  sums: [
    { total: '应结订单总金额', column: '应结订单金额' },
    { total: '退款总金额', column: '退款金额' },
    { total: '充值券退款总金额', column: '充值券退款金额' },
    { total: '手续费总金额', column: '手续费' },
    { total: '订单总金额', column: '订单金额' },
    { total: '申请退款总金额', column: '申请退款金额' },
  ],
}

export interface TradeBillRules {
  readonly manifest: Manifest
  readonly paymentAmountColumn: string
}

/**
 * Reads a trade bill. A refund row repeats the order and adds the refund's own ids; the line then carries
 * those ids, and the order's as `originalOrder`.
 * @throws RefusalError STATEMENT_… when the file as a whole cannot be believed
 */
export function readTradeBill(file: StatementFile, rules: TradeBillRules): StatementReading {
  const table = readBillTable(file.bytes, '交易时间', '总交易单数')
  const legacy = table.header.includes('总金额')
  const layout: Layout = legacy ? LEGACY : { ...TODAY, paid: rules.paymentAmountColumn }
  const cell = columnFinder(table.header, layout.needed)
  const lines: StatementLine[] = []
  const quarantined: StatementReading['quarantined'][number][] = []
  const readable: BillRow[] = []
  for (const row of table.rows) {
    try {
      lines.push(readRow(row, { table, layout, cell, date: file.date, rules }))
      readable.push(row)
    } catch (error) {
      if (!(error instanceof RowError)) throw error
      const { code, column, message } = error
      quarantined.push({ lineNo: row.lineNo, code, message: `column ${column}: ${message}`, text: row.text })
    }
  }
  refuseAnotherDay(quarantined, lines, file.date)
  const { totals, comparable } = readSummary(table, quarantined)
  const rule = { sums: layout.sums, count: '总交易单数', readable, cell, isRefund: refundTest(cell) }
  if (comparable) checkTotals(totals, rule, `line ${table.summary.lineNo}`)
  return { lines, totals, quarantined }
}

type CellOf = (cells: readonly string[], name: string) => string

interface RowContext {
  readonly table: BillTable
  readonly layout: Layout
  readonly cell: CellOf
  readonly date: string
  readonly rules: TradeBillRules
}

const refundTest =
  (cell: CellOf) =>
  ({ cells }: BillRow): boolean =>
    isId(cell(cells, '微信退款单号')) || isId(cell(cells, '商户退款单号'))

const PRINTABLE = /^[\x21-\x7e]+$/

/** Empty cells and `0` both stand for "no refund". */
const isId = (text: string): boolean => text !== '' && text !== '0'

function readRow(row: BillRow, context: RowContext): StatementLine {
  const { table, cell } = context
  if (!row.text.startsWith('`') || row.cells.length !== table.header.length)
    throw new RowError('LINE_COLUMNS', '交易时间', `${row.cells.length} cells, the header names ${table.header.length}`)
  const currency = cell(row.cells, '货币种类')
  if (currency !== 'CNY') throw new RowError('LINE_UNKNOWN_CURRENCY', '货币种类', `"${currency}" is not CNY`)
  const { feeText, feeFen } = readFee(cell(row.cells, '手续费'), '手续费')
  const refund = refundTest(cell)(row)
  if (!refund && tellsOfRefund(row, context))
    throw new RowError('LINE_NO_ID', '商户退款单号', 'it tells of a refund that has no number')
  const own = refund ? refundFields(row, context) : paymentFields(row, context)
  if (!isId(own.channelOrderId) || !isId(own.ourOrderId))
    throw new RowError('LINE_NO_ID', refund ? '商户退款单号' : '商户订单号', 'an id is missing')
  const odd = [own.channelOrderId, own.ourOrderId].find((id) => !PRINTABLE.test(id))
  if (odd !== undefined) throw new RowError('LINE_NO_ID', '商户订单号', 'an id holds characters that no id has')
  return { lineNo: row.lineNo, ...own, feeFen, feeText }
}

/** A refund without numbers would be read as its order, paid once more. */
const tellsOfRefund = ({ cells }: BillRow, { cell, layout }: RowContext): boolean =>
  cell(cells, '交易状态') === 'REFUND' ||
  ![...new Set([layout.refunded, '退款金额'])].every((name) => /^[0.]*$/.test(cell(cells, name)))

type OwnFields = Omit<StatementLine, 'lineNo' | 'feeFen' | 'feeText'>

function paymentFields({ cells }: BillRow, { cell, layout, date, rules }: RowContext): OwnFields {
  const time = readTime(cell(cells, '交易时间'), '交易时间')
  if (!time.startsWith(date)) throw new RowError('LINE_WRONG_DAY', '交易时间', `${time} is not on ${date}`)
  const channelStatus = cell(cells, '交易状态')
  return {
    channelOrderId: cell(cells, '微信订单号'),
    ourOrderId: cell(cells, '商户订单号'),
    kind: 'payment',
    amountFen: positiveYuan(cell(cells, layout.paid), layout.paid),
    time,
    status: mapLine(channelStatus, rules.manifest),
    channelStatus,
  }
}

/** The time of a refund row may be the order's, which lies on another day (facts 6.1: the row repeats the order). */
function refundFields({ cells }: BillRow, { cell, layout, rules }: RowContext): OwnFields {
  const channelStatus = cell(cells, '退款状态') || cell(cells, '交易状态')
  return {
    channelOrderId: cell(cells, '微信退款单号'),
    ourOrderId: cell(cells, '商户退款单号'),
    originalOrder: { channelOrderId: cell(cells, '微信订单号'), ourOrderId: cell(cells, '商户订单号') },
    kind: 'refund',
    amountFen: positiveYuan(cell(cells, layout.refunded), layout.refunded),
    time: readTime(cell(cells, '交易时间'), '交易时间'),
    status: mapLine(channelStatus, rules.manifest),
    channelStatus,
  }
}

function mapLine(channelStatus: string, manifest: Manifest): StatementLine['status'] {
  const status = mapStatus(channelStatus, manifest)
  return status === 'unknown' ? 'pending' : status
}

/** Every payment lies on another day: so does the bill. Its refunds cannot tell, they may print the time of their order. */
function refuseAnotherDay(
  quarantined: StatementReading['quarantined'],
  lines: readonly StatementLine[],
  date: string,
): void {
  const [first] = quarantined
  const strays = quarantined.every(({ code }) => code === 'LINE_WRONG_DAY')
  if (first && strays && lines.every(({ kind }) => kind === 'refund'))
    throw refuseStatement(
      'STATEMENT_WRONG_DAY',
      `not one payment lies on ${date}`,
      `line ${first.lineNo}, column 交易时间`,
    )
}
