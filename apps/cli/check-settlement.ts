import { readFile } from 'node:fs/promises'
import { formatYuan } from '@medsettle/money'
import { type Finding, NhsaError, readSettlementReply } from '@medsettle/nhsa'

/** `nhsa check FILE`: one line per identity; exit 1 when one is broken. */
export async function checkSettlementFile(path: string): Promise<void> {
  const { findings, notes } = readAt(path, await readFile(path))
  for (const finding of findings) process.stdout.write(`${lineOf(finding)}\n`)
  for (const note of notes) process.stdout.write(`note: ${note}\n`)
  const count = (holds: boolean | null): number => findings.filter((finding) => finding.holds === holds).length
  process.stdout.write(`${count(true)} hold, ${count(false)} broken, ${count(null)} not checked\n`)
  if (count(false) > 0) process.exitCode = 1
}

/** An error of the text as a whole has no place inside it: then the file is the place. */
function readAt(path: string, bytes: Uint8Array): ReturnType<typeof readSettlementReply> {
  try {
    return readSettlementReply(bytes)
  } catch (error) {
    if (error instanceof NhsaError && error.place === '') throw new NhsaError(error.code, path, error.message)
    throw error
  }
}

function lineOf({ identity, holds, offByFen, sentence, variant }: Finding): string {
  const verdict = holds === null ? 'skipped' : holds ? 'holds' : 'BROKEN'
  const off = holds === false ? ` off by ${offByFen} fen (${formatYuan(offByFen)} yuan)` : ''
  return `${identity.padEnd(12)} ${verdict}${off} · ${sentence}${variant ? ` [${variant}]` : ''}`
}
