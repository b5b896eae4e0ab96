import { formatYuan } from '@medsettle/money'
import { type Finding, readSettlementReply, type SettlementCheckOptions } from '@medsettle/nhsa'
import { placedAt, readGivenFile } from './given-file.ts'

/** `nhsa check FILE`: one line per identity; exit 1 when one is broken. */
export async function checkSettlementFile(path: string, options: SettlementCheckOptions): Promise<void> {
  const bytes = await readGivenFile(path)
  const { findings, notes } = await placedAt(path, () => readSettlementReply(bytes, options))
  for (const finding of findings) process.stdout.write(`${lineOf(finding)}\n`)
  for (const note of notes) process.stdout.write(`note: ${note}\n`)
  const count = (holds: boolean | null): number => findings.filter((finding) => finding.holds === holds).length
  process.stdout.write(`${count(true)} hold, ${count(false)} broken, ${count(null)} not checked\n`)
  if (count(false) > 0) process.exitCode = 1
}

function lineOf({ identity, holds, offByFen, sentence, variant }: Finding): string {
  const verdict = holds === null ? 'skipped' : holds ? 'holds' : 'BROKEN'
  // what is broken without a figure (an amount nobody can read, a number used twice) says so in its sentence
  const off = holds === false && offByFen !== 0 ? ` off by ${offByFen} fen (${formatYuan(offByFen)} yuan)` : ''
  return `${identity.padEnd(12)} ${verdict}${off} · ${sentence}${variant && holds ? ` [${variant}]` : ''}`
}
