import {
  addDecimals,
  type Decimal,
  equalDecimals,
  formatYuan,
  MoneyError,
  parseDecimal,
  showDecimal,
  sum,
} from '@medsettle/money'
import type { DetailRow } from './detail-row.ts'
import { refuseStatement } from './statement-refusal.ts'

/** Column of 业务明细(汇总).csv → what the detail rows give for it. The layout is unconfirmed [R]. */
const FIGURES: Record<string, (rows: readonly DetailRow[]) => string> = {
  交易订单总笔数: (rows) => String(rows.filter(({ line }) => line.kind === 'payment').length),
  退款订单总笔数: (rows) => String(rows.filter(({ line }) => line.kind === 'refund').length),
  '订单金额（元）': (rows) => formatYuan(sum(rows.map(({ order }) => order))),
  '商家实收（元）': (rows) => formatYuan(sum(rows.map(({ received }) => received))),
  '服务费（元）': (rows) => showDecimal(sumOfTexts(rows.map(({ line }) => line.feeText))),
}

/**
 * Compares the 汇总 file with the detail rows, as far as its columns are recognised: its line 合计, which is the last.
 * @returns the names that were compared; none when the layout is another one
 * @throws RefusalError STATEMENT_TOTALS_MISMATCH
 */
export function checkSummary(bytes: Uint8Array, rows: readonly DetailRow[]): string[] {
  const lines = new TextDecoder('gbk')
    .decode(bytes)
    .split('\n')
    .map((line) => line.split(',').map((cell) => cell.trim()))
  const headerAt = lines.findIndex((cells) => cells.includes('交易订单总笔数'))
  const total = lines.find((cells, at) => at > headerAt && cells.length > 1 && cells.includes('合计'))
  if (headerAt < 0 || !total || total.length !== lines[headerAt]!.length) return []
  const compared: string[] = []
  for (const [at, name] of lines[headerAt]!.entries()) {
    const figure = FIGURES[name]?.(rows)
    if (figure === undefined) continue
    compare(name, total[at]!, figure)
    compared.push(name)
  }
  return compared
}

function compare(name: string, printed: string, computed: string): void {
  const figure = decimalOf(printed)
  if (figure && equalDecimals(figure, parseDecimal(computed))) return
  const sentence = `the summary file prints ${name} ${printed.slice(0, 30)}, the detail rows give ${computed}`
  throw refuseStatement('STATEMENT_TOTALS_MISMATCH', sentence, `summary file, column ${name}`)
}

/** Null when it is no number. */
function decimalOf(text: string): Decimal | null {
  try {
    return parseDecimal(text)
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error
    return null
  }
}

const sumOfTexts = (texts: readonly string[]): Decimal =>
  texts.map(parseDecimal).reduce(addDecimals, { digits: 0n, scale: 0 })
