import {
  type Balance,
  readBalance,
  readBalances,
  readTreeTotals,
  type TreeTotal,
} from '../../../store/ledger/balances.ts'
import { table } from '../demo/table.ts'
import { balanceFields, balancesAnswer, inUnits } from './answers.ts'
import { institutionOf, withBooks } from './open-books.ts'

export interface BalanceOptions {
  readonly prefix?: boolean
  readonly asOf?: string
  readonly at?: string
  readonly institution: string
  readonly json?: boolean
}

/** `ledger balance PATH` */
export const runBalance = (path: string, options: BalanceOptions): Promise<void> =>
  withBooks(async (database) => {
    const { institutionId } = await institutionOf(database, options.institution)
    const moment = {
      ...(options.at === undefined ? {} : { at: options.at }),
      ...(options.asOf === undefined ? {} : { asOf: options.asOf }),
    }
    if (!options.prefix) {
      const balance = await readBalance(database, { institutionId, path, ...moment })
      print(options.json ? JSON.stringify(balanceFields(balance)) : balanceTable(path, [balance]))
      return
    }
    const below = { institutionId, prefix: path.replace(/\/+$/, ''), ...moment }
    const balances = await readBalances(database, below)
    const tree = await readTreeTotals(database, below)
    const { ok: _, ...fields } = balancesAnswer(balances, tree)
    print(options.json ? JSON.stringify(fields) : `${balanceTable(path, balances)}\n${treeTable(tree)}`)
  })

const print = (text: string): boolean => process.stdout.write(text.endsWith('\n') ? text : `${text}\n`)

const STATUS = { open: '', frozen: '冻结', closed: '关闭' } as const

export function balanceTable(title: string, balances: readonly Balance[]): string {
  const rows = balances.map((one) => [
    one.path,
    inUnits(one.debits, one.scale),
    inUnits(one.credits, one.scale),
    inUnits(one.balance, one.scale),
    one.debitsPending ? inUnits(one.debitsPending, one.scale) : '',
    one.creditsPending ? inUnits(one.creditsPending, one.scale) : '',
    STATUS[one.status],
  ])
  return table({
    title: title || '全部账户',
    head: ['账户', '借方', '贷方', '余额', '借方预留', '贷方预留', ''],
    align: 'lrrrrrl',
    rows,
  })
}

const treeTable = (tree: readonly TreeTotal[]): string =>
  table({
    title: '逐级合计',
    head: ['路径', '账户数', '借方', '贷方', '余额'],
    align: 'lrrrr',
    rows: tree.map((one) => [
      one.path,
      String(one.accounts),
      inUnits(one.debits, one.scale),
      inUnits(one.credits, one.scale),
      inUnits(one.balance, one.scale),
    ]),
  })
