import type { InsuranceLedgerRow } from '../contract/channel.ts'
import type { StatementFile } from '../contract/statement.ts'
import type { Institution } from './institution.ts'
import { compareDetails } from './reconcile-details.ts'
import { compareTotals } from './reconcile-totals.ts'

/** Compares a China day with the platform: totals (3201), then rows (3202). @throws RefusalError STATEMENT_NOT_READY, STATEMENT_UNAVAILABLE */
export async function reconcile(
  institution: Institution,
  date: string,
  rows: readonly InsuranceLedgerRow[],
): Promise<StatementFile[]> {
  const totals = await compareTotals(institution, date, rows)
  const details = await compareDetails(institution, date, rows)
  return [totals, details]
}
