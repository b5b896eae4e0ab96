import { fen, showYuan } from '@medsettle/money'
import type { BudgetPolicy } from '../../../domain/value/budget/budget-policy.ts'
import { readPolicy } from '../../../domain/value/budget/read-budget.ts'
import type { KeptSettlement } from '../../../domain/value/settlement/settlement.ts'
import { booksOfPolicy, reversePeriod, type SettledPeriods, settlePeriod } from '../../../flow/settle-period.ts'
import type { Database } from '../../../store/database.ts'
import { readInstitution, writeInstitution } from '../../../store/institution.ts'
import { readTrialBalanceAt } from '../../../store/ledger/balances.ts'
import { BadUsage } from '../bad-usage.ts'
import { table } from '../demo/table.ts'
import { withBooks } from '../ledger/open-books.ts'
import { letReaderGo } from './line-writer.ts'
import { readText } from './method-rows.ts'
import { readYear } from './read-year.ts'

export interface SettleOptions {
  readonly period: string
  readonly rules: string
  readonly results?: string
  readonly facts?: string
  readonly reverse?: boolean
  readonly region: string
  readonly json?: boolean
}

/** `value settle`: exit 1 when anything cannot be used; then nothing is booked, also not what could be. */
export async function runSettle(options: SettleOptions): Promise<void> {
  letReaderGo()
  if (options.reverse) return takeBack(options)
  const { results, rules, facts, period, region } = options
  if (results === undefined) throw new BadUsage('Settling needs --results; only --reverse goes without.')
  const files = { rules, results, ...(facts === undefined ? {} : { facts }) }
  const isYear = /^\d{4}$/.test(period)
  const read = await readYear(files, isYear)
  if (read === null || read.refused > 0 || (isYear && read.rows === 0)) {
    process.stderr.write('nothing was settled: with results missing or refused somebody would be paid too little\n')
    process.exitCode = 1
    return
  }
  const { year } = read
  await withBooks(async (database) => {
    await openInstitutions(database, year.policy, region)
    const settled = await settlePeriod({ database, regionId: region, now: () => new Date() }, year, period)
    await report(database, year.policy, settled, options)
  })
}

async function takeBack(options: SettleOptions): Promise<void> {
  const policy = readPolicy(await readText(options.rules))
  await withBooks(async (database) => {
    const books = { database, regionId: options.region, now: () => new Date() }
    await report(database, policy, await reversePeriod(books, policy, options.period), options)
  })
}

/** Institutions the rules name and nobody has opened yet. */
async function openInstitutions(database: Database, policy: BudgetPolicy, regionId: string): Promise<void> {
  const names = new Map(
    policy.recipients.flatMap((one) => [one, ...(one.members ?? [])]).map(({ id, name }) => [id, name]),
  )
  for (const institutionId of booksOfPolicy(policy)) {
    if ((await readInstitution(database, institutionId)) !== null) continue
    const name = names.get(institutionId) ?? institutionId
    await writeInstitution(database, { institutionId, regionId, name, hospitalLevel: '3' })
  }
}

interface Balanced {
  readonly institution: string
  readonly accounts: number
  readonly debitsFen: number
  readonly creditsFen: number
  /** what stands on accounts, on the debit side; as much stands on the credit side */
  readonly standingFen: number
  readonly differenceFen: number
}

async function report(
  database: Database,
  policy: BudgetPolicy,
  { settlements, posted, replayed }: SettledPeriods,
  options: SettleOptions,
): Promise<void> {
  const books: Balanced[] = []
  for (const institution of booksOfPolicy(policy)) {
    const { accounts, debits, credits, difference } = await readTrialBalanceAt(database, { institutionId: institution })
    const standing = accounts.reduce((sum, one) => sum + Math.max(one.debits - one.credits, 0), 0)
    books.push({
      institution,
      accounts: accounts.length,
      debitsFen: debits,
      creditsFen: credits,
      standingFen: standing,
      differenceFen: difference,
    })
  }
  const difference = books.reduce((total, one) => total + Math.abs(one.differenceFen), 0)
  if (difference !== 0) process.exitCode = 1
  const done = options.reverse ? 'reversed' : 'settled'
  const periods = settlements.map(({ period, settlementNo, lines }) => ({ period, settlementNo, lines: lines.length }))
  const fields = { [done]: periods, posted, replayed, books, differenceFen: difference }
  process.stdout.write(
    options.json
      ? `${JSON.stringify(fields)}\n`
      : `${settlementTable(settlements, options)}\n${booksTable(books)}\n入账 ${posted} 笔，此前已入账 ${replayed} 笔  试算平衡 ${showYuan(fen(difference))}\n`,
  )
}

function settlementTable(settlements: readonly KeptSettlement[], { reverse, period }: SettleOptions): string {
  const rows = settlements.map((one) => [
    one.period,
    String(one.settlementNo),
    one.effectiveDate,
    String(one.lines.length),
    `${one.policy.id} ${one.policy.version}`,
  ])
  return table({
    title: `${period} ${reverse ? '冲正' : '结算'}`,
    head: ['期间', '次', '归属日', '行数', '规则'],
    align: 'lrlrl',
    rows,
  })
}

function booksTable(books: readonly Balanced[]): string {
  const rows = books.map((one) => [
    one.institution,
    String(one.accounts),
    ...[one.debitsFen, one.creditsFen, one.standingFen, one.differenceFen].map((amount) => showYuan(fen(amount))),
  ])
  return table({ title: '试算平衡', head: ['账簿', '账户', '借方', '贷方', '余额', '差额'], align: 'lrrrrr', rows })
}
