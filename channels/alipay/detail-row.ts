import { decimalToFen, type Fen, MoneyError, negate, parseDecimal, parseYuan } from '@medsettle/money'
import { isChinaDate } from '../../domain/identity/china-date.ts'
import type { StatementLine } from '../../domain/reconciliation/statement-line.ts'

/** A row that cannot be read is set aside with its number; the others still count. */
export class RowError extends Error {
  readonly code: RowCode
  readonly column: string
  constructor(code: RowCode, column: string, message: string) {
    super(message)
    this.code = code
    this.column = column
  }
}

export type RowCode =
  | 'LINE_COLUMNS'
  | 'LINE_BAD_AMOUNT'
  | 'LINE_BAD_TIME'
  | 'LINE_WRONG_DAY'
  | 'LINE_NO_ID'
  | 'LINE_UNKNOWN_TYPE'

/** Columns this reader needs, out of the 25 (facts 5). */
export const NEEDED = [
  '支付宝交易号',
  '商户订单号',
  '业务类型',
  '商品名称',
  '完成时间',
  '订单金额（元）',
  '商家实收（元）',
  '商家优惠（元）',
  '退款批次号/请求号',
  '服务费（元）',
] as const

type Column = (typeof NEEDED)[number]

export interface DetailColumns {
  readonly width: number
  readonly index: ReadonlyMap<string, number>
}

/** What one row says, with the two figures the trailer adds up. Amounts signed as printed. */
export interface DetailRow {
  readonly line: StatementLine
  readonly order: Fen
  readonly received: Fen
  readonly discount: Fen
}

const TIME = /^\d{4}-\d\d-\d\d ([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/

/**
 * Alipay knows no id of a refund beside our out_request_no, so a refund line carries the trade's number and our refund
 * attempt id. @throws RowError
 */
export function readDetailRow(text: string, lineNo: number, columns: DetailColumns, date: string): DetailRow {
  const cells = cutCells(text, columns)
  const cell = (column: Column): string => cells[columns.index.get(column)!]!
  const type = cell('业务类型')
  if (type !== '交易' && type !== '退款')
    throw new RowError('LINE_UNKNOWN_TYPE', '业务类型', `"${type.slice(0, 20)}" is neither 交易 nor 退款`)
  const kind = type === '交易' ? 'payment' : 'refund'
  const time = cell('完成时间')
  if (!TIME.test(time) || !isChinaDate(time.slice(0, 10)))
    throw new RowError('LINE_BAD_TIME', '完成时间', `"${time.slice(0, 30)}" is not a time`)
  if (!time.startsWith(date)) throw new RowError('LINE_WRONG_DAY', '完成时间', `${time} is not on ${date}`)
  const order = yuan(cell('订单金额（元）'), '订单金额（元）')
  const feeText = cell('服务费（元）')
  // rates of six in a thousand leave parts of a fen: the text stays as printed beside the rounded fen
  const fee = amount(() => decimalToFen(parseDecimal(feeText), 'halfUp'), feeText, '服务费（元）')
  const line: StatementLine = {
    lineNo,
    channelOrderId: needId(cell('支付宝交易号'), '支付宝交易号'),
    ourOrderId: ourId(kind, cell),
    ...originalOrder(kind, cell),
    kind,
    amountFen: magnitude(order, kind),
    // printed as what it does to the account: −0.07 is a fee of 0.07, +0.07 a fee given back
    feeFen: negate(fee),
    feeText,
    time,
    status: 'settled',
    channelStatus: type,
  }
  const received = yuan(cell('商家实收（元）'), '商家实收（元）')
  return { line, order, received, discount: yuan(cell('商家优惠（元）'), '商家优惠（元）') }
}

/**
 * A refund given in Alipay's own console has no request number of ours: it keeps the order's number, finds no refund
 * attempt of that id, and so becomes a visible difference.
 */
function ourId(kind: StatementLine['kind'], cell: (column: Column) => string): string {
  const requestNo = kind === 'refund' ? cell('退款批次号/请求号') : ''
  return requestNo || needId(cell('商户订单号'), '商户订单号')
}

/** The row of a refund repeats both numbers of its trade (facts 5). */
function originalOrder(kind: StatementLine['kind'], cell: (column: Column) => string): Partial<StatementLine> {
  if (kind === 'payment') return {}
  return { originalOrder: { channelOrderId: cell('支付宝交易号'), ourOrderId: cell('商户订单号') } }
}

function magnitude(order: Fen, kind: StatementLine['kind']): Fen {
  const amount = kind === 'payment' ? order : negate(order)
  if (amount < 0)
    throw new RowError('LINE_BAD_AMOUNT', '订单金额（元）', `a ${kind} of ${order} fen has the wrong sign`)
  return amount
}

function needId(text: string, column: string): string {
  if (text === '') throw new RowError('LINE_NO_ID', column, 'it is empty')
  return text
}

const yuan = (text: string, column: string): Fen => amount(() => parseYuan(text), text, column)

function amount(read: () => Fen, text: string, column: string): Fen {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error
    throw new RowError('LINE_BAD_AMOUNT', column, `"${text.slice(0, 30)}" is not an amount: ${error.code}`)
  }
}

/**
 * Cells end with a TAB that carries nothing. A comma inside a text (goods, coupon, remark …) makes a row too long: it belongs
 * to the one text column that leaves a time and whole amounts where the header wants them. When none does, or two do that
 * would read the row differently, nobody can tell and the row is set aside.
 */
function cutCells(text: string, columns: DetailColumns): string[] {
  const parts = text.split(',').map((part) => part.trim())
  const { width, index } = columns
  if (parts.length === width) return parts
  const extra = parts.length - width
  const texts = extra > 0 ? [...index].filter(([name]) => !isFixed(name)).map(([, at]) => at) : []
  const readings = texts
    .map((at) => [...parts.slice(0, at), parts.slice(at, at + extra + 1).join(','), ...parts.slice(at + extra + 1)])
    .filter((cells) => fits(cells, columns))
  const [first, ...others] = readings
  const needed = (cells: readonly string[]): string => NEEDED.map((name) => cells[index.get(name)!]).join('\n')
  if (first && others.every((cells) => needed(cells) === needed(first))) return first
  throw new RowError('LINE_COLUMNS', '支付宝交易号', `${parts.length} cells, the header names ${width}`)
}

/** No comma can stand in a number, a type, a time, or an amount. */
const isFixed = (name: string): boolean => isAmount(name) || /时间$|号$|^业务类型$/.test(name)

const isAmount = (name: string): boolean => name.endsWith('（元）')

const PRINTED = /^-?\d+\.\d{2,}$/

const fits = (cells: readonly string[], { index }: DetailColumns): boolean =>
  [...index].every(([name, at]) => {
    const cell = cells[at]!
    if (isAmount(name)) return PRINTED.test(cell)
    if (name === '业务类型') return cell === '交易' || cell === '退款'
    return name.endsWith('时间') ? TIME.test(cell) : true
  })
