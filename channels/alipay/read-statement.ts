import type { StatementFile, StatementReading } from '../contract/statement.ts'
import { checkSummary } from './check-summary.ts'
import type { Switches } from './config.ts'
import { readDetail } from './read-detail.ts'
import { refuseStatement } from './statement-refusal.ts'
import { looksLikeZip, MAX_UNPACKED_BYTES, unzip, type ZipEntry } from './unzip.ts'

/**
 * Reads the ZIP as downloaded, or the detail file that somebody took out of it.
 * @throws RefusalError STATEMENT_… with file, line and column; anything else thrown is a bug
 */
export function readStatement(
  file: StatementFile,
  { switches }: { readonly switches: Pick<Switches, 'summaryCrossCheck'> },
): StatementReading {
  if (file.kind !== 'trade') throw refuseStatement('STATEMENT_UNKNOWN_KIND', `${file.kind} is not trade`, 'file')
  if (file.bytes.length === 0) throw refuseStatement('STATEMENT_EMPTY', 'the file holds no bytes', 'file')
  if (file.bytes.length > MAX_UNPACKED_BYTES)
    throw refuseStatement('STATEMENT_TOO_LARGE', `${file.bytes.length} bytes`, 'file')
  const entries = looksLikeZip(file.bytes) ? unzip(file.bytes) : []
  const { rows, ...reading } = readDetail(looksLikeZip(file.bytes) ? findDetail(entries) : file.bytes, file.date)
  const summary = entries.find(({ name }) => name.includes('汇总'))
  if (!summary || !switches.summaryCrossCheck || reading.quarantined.length > 0) return reading
  const compared = checkSummary(summary.bytes, rows)
  return { ...reading, totals: { ...reading.totals, 汇总: compared.join('、') || 'layout not recognised' } }
}

function findDetail(entries: readonly ZipEntry[]): Uint8Array {
  const details = entries.filter(({ name }) => name.endsWith('业务明细.csv'))
  if (details.length === 1) return details[0]!.bytes
  throw refuseStatement('STATEMENT_UNKNOWN_LAYOUT', `the ZIP holds ${details.length} detail files, not one`, 'zip')
}
