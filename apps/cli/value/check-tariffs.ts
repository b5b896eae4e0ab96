import { checkTariffJson, isNote } from '../../../domain/value/tariff/check-tariff.ts'
import type { TariffProblem } from '../../../domain/value/tariff/tariff-refusal.ts'
import { letReaderGo } from './line-writer.ts'
import { openTariffFile } from './read-tariffs.ts'

/** `value check`: every finding on stdout; exit 1 when one of them is an error. */
export async function checkTariffs(options: {
  readonly tariff: readonly string[]
  readonly json?: boolean
}): Promise<void> {
  letReaderGo()
  const count = { errors: 0, notes: 0 }
  for (const path of options.tariff) {
    const { documents, problems } = await openTariffFile(path)
    const found = [...problems, ...documents.flatMap(checkTariffJson)]
    for (const problem of found) {
      count[isNote(problem) ? 'notes' : 'errors']++
      process.stdout.write(options.json ? `${JSON.stringify(toJson(problem))}\n` : `${toText(problem)}\n`)
    }
  }
  process.stderr.write(`${count.errors} errors, ${count.notes} notes\n`)
  if (count.errors > 0) process.exitCode = 1
}

const severity = (problem: TariffProblem): string => (isNote(problem) ? 'note' : 'error')
const toJson = (problem: TariffProblem): Record<string, string> => ({ severity: severity(problem), ...problem })
const toText = (problem: TariffProblem): string =>
  `${severity(problem)} ${problem.code} at ${problem.place}: ${problem.message}`
