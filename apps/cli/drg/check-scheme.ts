import { checkScheme, readTablesFolder, type SchemeFinding } from '@medsettle/grouper'

/** Notes of one kind beyond this many are counted, not told. */
const MOST_NOTES = 5

/** `drg scheme check DIR`: one line per finding; exit 1 when one is an error. */
export async function checkSchemeFolder(folder: string, { json }: { readonly json?: boolean }): Promise<void> {
  const findings = checkScheme(await readTablesFolder(folder))
  const count = (severity: SchemeFinding['severity']): number =>
    findings.filter((finding) => finding.severity === severity).length
  if (json) for (const finding of findings) process.stdout.write(`${JSON.stringify(finding)}\n`)
  else process.stdout.write(lines(findings))
  if (!json) process.stdout.write(`${count('error')} errors, ${count('warning')} warnings, ${count('note')} notes\n`)
  if (count('error') > 0) process.exitCode = 1
}

function lines(findings: readonly SchemeFinding[]): string {
  const told = [...Map.groupBy(findings, (finding) => finding.code).values()].flatMap((same) => {
    const shown = same[0]!.severity === 'note' ? same.slice(0, MOST_NOTES) : same
    const rest = same.length - shown.length
    const written = shown.map(
      ({ severity, code, place, message }) => `${severity.padEnd(7)} ${code} at ${place}: ${message}`,
    )
    return rest > 0 ? [...written, `note    ${same[0]!.code}: ${rest} more of these (--json tells them all)`] : written
  })
  return told.map((line) => `${line}\n`).join('')
}
