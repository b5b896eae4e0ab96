import { type Verified, verifyLedger } from '../../../store/ledger/verify.ts'
import { createProgress, type Progress } from '../progress.ts'
import { withBooks } from './open-books.ts'

/** `ledger verify`: every finding with code and place; exit 1 when there is one. */
export const runVerify = (options: { readonly fromBatch: number; readonly json?: boolean }): Promise<void> =>
  withBooks(async (database) => {
    let progress: Progress | null = null
    const verified = await verifyLedger(database, {
      fromBatch: options.fromBatch,
      onProgress: (done, total) => {
        if (!process.stderr.isTTY) return
        progress ??= createProgress('ledger verify', total)
        progress.at(done)
      },
    })
    ;(progress as Progress | null)?.done()
    process.stdout.write(options.json ? `${JSON.stringify(verified)}\n` : report(verified))
    if (verified.found > 0) process.exitCode = 1
  })

function report({ findings, found, batches, transfers, nextBatch }: Verified): string {
  const lines = findings.map(({ code, place, message }) => `${code} at ${place}: ${message}`)
  if (found > findings.length) lines.push(`… ${found - findings.length} more findings`)
  lines.push(`${batches} batches, ${transfers} transfers, ${found} findings; next time --from-batch ${nextBatch}`)
  return `${lines.join('\n')}\n`
}
