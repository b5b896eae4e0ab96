import { isAgreementNote } from '../../../domain/value/agreement/agreement-problem.ts'
import { inspectAgreement } from '../../../domain/value/agreement/read-agreement.ts'
import { openText } from './open-files.ts'

/** `agreement check`: every finding on stdout, a count on stderr; exit 1 when one of them is an error. */
export async function checkAgreementFile(path: string, options: { readonly json?: boolean }): Promise<void> {
  const { agreement, problems } = inspectAgreement(await openText(path))
  for (const problem of problems) {
    const { code, place, message } = problem
    const severity = isAgreementNote(problem) ? 'note' : 'error'
    const line = options.json
      ? JSON.stringify({ severity, code, place, message })
      : `${severity} ${code} at ${place}: ${message}`
    process.stdout.write(`${line}\n`)
  }
  const notes = problems.filter(isAgreementNote).length
  process.stderr.write(
    `${problems.length - notes} errors, ${notes} notes${agreement ? `; hash ${agreement.hash}` : ''}\n`,
  )
  if (agreement === null) process.exitCode = 1
}
