import type { Manifest } from '../contract/channel.ts'
import type { StatementFile, StatementReading } from '../contract/statement.ts'
import type { Merchant } from './config.ts'
import { readFundFlow } from './read-fund-flow.ts'
import { readTradeBill } from './read-trade-bill.ts'
import { refuseStatement } from './statement-refusal.ts'

/** @throws RefusalError STATEMENT_… with line and column; anything else thrown is a bug */
export function readStatement(
  file: StatementFile,
  merchant: Pick<Merchant, 'switches'>,
  manifest: Manifest,
): StatementReading {
  const { paymentAmountColumn } = merchant.switches
  if (file.kind === 'trade') return readTradeBill(file, { manifest, paymentAmountColumn })
  if (file.kind === 'fund-flow') return readFundFlow(file)
  throw refuseStatement('STATEMENT_UNKNOWN_KIND', `${file.kind} is neither trade nor fund-flow`, 'file')
}
