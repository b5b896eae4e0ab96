import { type Fen, formatYuan, parseYuan, sum } from '@medsettle/money'
import type { DetailRow } from './detail-row.ts'
import { refuseStatement } from './statement-refusal.ts'

/** Column of 业务明细(汇总).csv → what the detail rows give for it. The layout is unconfirmed [R]. */
const FIGURES: Record<string, (rows: readonly DetailRow[]) => Fen | number> = {
  交易订单总笔数: (rows) => rows.filter(({ line }) => line.kind === 'payment').length,
  退款订单总笔数: (rows) => rows.filter(({ line }) => line.kind === 'refund').length,
  '订单金额（元）': (rows) => sum(rows.map(({ order }) => order)),
  '商家实收（元）': (rows) => sum(rows.map(({ received }) => received)),
  '服务费（元）': (rows) => sum(rows.map(({ fee }) => fee)),
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

function compare(name: string, printed: string, computed: Fen | number): void {
  const isCount = name.endsWith('笔数')
  const shown = isCount ? String(computed) : formatYuan(computed as Fen)
  const equal = isCount ? printed === shown : readYuan(printed) === computed
  if (equal) return
  const sentence = `the summary file prints ${name} ${printed.slice(0, 30)}, the detail rows give ${shown}`
  throw refuseStatement('STATEMENT_TOTALS_MISMATCH', sentence, `summary file, column ${name}`)
}

function readYuan(text: string): Fen | null {
  try {
    return parseYuan(text)
  } catch {
    return null
  }
}
