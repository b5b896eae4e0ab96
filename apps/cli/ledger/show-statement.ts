import { chinaDateTime } from '../../../domain/identity/clock.ts'
import type { TransferKind } from '../../../domain/ledger/transfer.ts'
import { readStatement, type StatementPage, type StatementQuery } from '../../../store/ledger/statement.ts'
import { table } from '../demo/table.ts'
import { inUnits, statementAnswer } from './answers.ts'
import { institutionOf, withBooks } from './open-books.ts'

export interface StatementOptions {
  readonly from?: string
  readonly to?: string
  readonly effectiveFrom?: string
  readonly effectiveTo?: string
  readonly code?: string
  readonly order?: string
  readonly newestFirst?: boolean
  readonly limit: number
  readonly after?: number
  readonly institution: string
  readonly json?: boolean
}

/** `ledger statement PATH`: a page; `--after` goes on where it ended. */
export const runStatement = (path: string, options: StatementOptions): Promise<void> =>
  withBooks(async (database) => {
    const { institutionId } = await institutionOf(database, options.institution)
    const page = await readStatement(database, { ...queryOf(options), institutionId, path })
    if (options.json) {
      const { ok: _, ...fields } = statementAnswer(page)
      process.stdout.write(`${JSON.stringify(fields)}\n`)
      return
    }
    process.stdout.write(statementTable(page))
    if (page.next !== null) process.stdout.write(`下一页 --after ${page.next}\n`)
  })

function queryOf(options: StatementOptions): Omit<StatementQuery, 'institutionId' | 'path'> {
  const { from, to, effectiveFrom, effectiveTo, code, after, limit } = options
  const filters = { from, to, effectiveFrom, effectiveTo, code, after, orderId: options.order }
  const given = Object.entries(filters).filter(([, value]) => value !== undefined)
  return { ...Object.fromEntries(given), limit, order: options.newestFirst ? 'backwards' : 'forwards' }
}

const KIND: Readonly<Record<TransferKind, string>> = {
  posted: '',
  pending: '预留',
  post: '预留入账',
  void: '预留释放',
  reversal: '冲正',
}

function statementTable({ path, lines, scale }: StatementPage): string {
  const amount = (fen: number): string => (fen === 0 ? '' : inUnits(fen, scale))
  const rows = lines.map((line) => [
    String(line.bookingNo),
    chinaDateTime(new Date(line.bookedAt)),
    line.effectiveDate,
    line.code,
    KIND[line.kind],
    line.counter,
    amount(line.debit),
    amount(line.credit),
    inUnits(line.balanceAfter, scale),
    amount(line.reserved),
    line.transferId,
  ])
  return table({
    title: path,
    head: ['序号', '记账时间', '归属日', '代码', '', '对方账户', '借方', '贷方', '余额', '预留', '转账编号'],
    align: 'rlllllrrrrl',
    rows,
  })
}
