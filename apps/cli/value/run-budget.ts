import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BudgetYear } from '../../../domain/value/budget/prepay.ts'
import { type SettledYear, settlePart, settleYear } from '../../../domain/value/budget/settle-year.ts'
import { BadUsage } from '../bad-usage.ts'
import { paymentsToJson, paymentTable, policyJson, statementText, yearTables, yearToJson } from './budget-tables.ts'
import { letReaderGo } from './line-writer.ts'
import { readYear, type YearFiles } from './read-year.ts'

export interface BudgetOptions extends YearFiles {
  readonly month?: number
  readonly quarter?: number
  readonly year?: boolean
  readonly statements?: string
  readonly json?: boolean
}

/** `value budget`: exit 1 when rules, facts or every row of the results cannot be used. */
export async function runBudget(options: BudgetOptions): Promise<void> {
  letReaderGo()
  const { month, quarter, statements, json = false } = options
  if ([month, quarter, options.year].filter((one) => one !== undefined).length > 1)
    throw new BadUsage('Choose one of --month, --quarter and --year.')
  const isYear = month === undefined && quarter === undefined
  if (!isYear && statements !== undefined) throw new BadUsage('Statements are of the whole year.')
  const read = await readYear(options, isYear)
  // a year nobody earned anything in would have every prepayment paid back
  if (read === null || (read.refused === read.rows && (isYear || read.rows > 0))) process.exitCode = 1
  if (read === null) return
  const { year } = read
  if (!isYear) {
    const { title, payments } = settlePart(year, month === undefined ? { quarter: quarter! } : { month })
    const fields = { ...policyJson(year.policy), part: title, payments: paymentsToJson(payments) }
    process.stdout.write(json ? `${JSON.stringify(fields)}\n` : `${paymentTable(year, title, payments)}`)
    return
  }
  const settled = settleYear(year)
  if (statements !== undefined) await writeStatements(statements, year, settled)
  process.stdout.write(json ? `${JSON.stringify(yearToJson(year, settled))}\n` : yearTables(year, settled))
}

/** One file for each institution that treats; ids have nothing a file name could not have. */
export async function writeStatements(folder: string, year: BudgetYear, settled: SettledYear): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new BadUsage(`${folder} cannot be a folder for statements: ${error.code}`)
  })
  for (const outcome of settled.outcomes)
    await writeFile(join(folder, `${outcome.institutionId}.txt`), statementText(year, settled, outcome))
}
