import { readTrialBalanceAt } from '../../../store/ledger/balances.ts'
import { inUnits, trialBalanceAnswer } from './answers.ts'
import { institutionOf, withBooks } from './open-books.ts'
import { balanceTable } from './show-balance.ts'

/** `ledger trial-balance`: exit 1 when debits and credits differ. */
export const runTrialBalance = (options: {
  readonly asOf?: string
  readonly at?: string
  readonly institution: string
  readonly json?: boolean
}): Promise<void> =>
  withBooks(async (database) => {
    const { institutionId, name } = await institutionOf(database, options.institution)
    const balance = await readTrialBalanceAt(database, {
      institutionId,
      ...(options.at === undefined ? {} : { at: options.at }),
      ...(options.asOf === undefined ? {} : { asOf: options.asOf }),
    })
    const { ok: _, ...fields } = trialBalanceAnswer(balance)
    const sums = `借方 ${inUnits(balance.debits)}  贷方 ${inUnits(balance.credits)}  试算平衡 ${inUnits(balance.difference)}\n`
    process.stdout.write(
      options.json ? `${JSON.stringify(fields)}\n` : `${balanceTable(`${name} 试算平衡`, balance.accounts)}\n${sums}`,
    )
    if (balance.difference !== 0) process.exitCode = 1
  })
