import { grownWords } from './block-output.ts'
import type { Block, Ground } from './case-block.ts'
import { hashOne, hashTwo, SEED_ONE, SEED_TWO } from './code-table.ts'
import { UNGROUPED_NUMBER } from './compile-scheme.ts'
import { encodeCase } from './encoded-case.ts'
import { groupEncoded } from './group-encoded.ts'
import type { CaseRefusal, GroupingCase } from './grouping-case.ts'
import { unknownIn } from './line-tracer.ts'
import { caseOfText, readRowText } from './read-cases.ts'
import { UNGROUPED } from './scheme-tables.ts'
import { versionMismatch, whyUngrouped } from './why-ungrouped.ts'

const NEWLINE = 0x0a
const WORDS_PER_ID = 3

/** The slow road: an unusual row, read as text. Gives the place of the next row. */
export function groupText(ground: Ground, block: Block, from: number): number {
  const end = block.bytes.indexOf(NEWLINE, from)
  const found = caseOfText(readRowText(block.bytes, from, end), block.isFirst && block.line === 1)
  if (!found) return end + 1
  const { id, read } = found
  rememberText(block, id)
  const refusal = 'code' in read ? unreadableRow(ground, block, id, read) : decodedRow(ground, block, read)
  if (refusal) block.refusals.push({ ...refusal, line: block.line, id })
  return end + 1
}

function rememberText(block: Block, id: string): void {
  let one = SEED_ONE
  let two = SEED_TWO
  for (const byte of Buffer.from(id)) {
    one = hashOne(one, byte)
    two = hashTwo(two, byte)
  }
  rememberId(block, block.line, one, two)
}

export function rememberId(block: Block, line: number, one: number, two: number): void {
  const { memory, idsLength } = block
  if (idsLength + WORDS_PER_ID > memory.ids.length) memory.ids = grownWords(memory.ids)
  const { ids } = memory
  ids[idsLength] = line
  ids[idsLength + 1] = one
  ids[idsLength + 2] = two
  block.idsLength = idsLength + WORDS_PER_ID
}

function unreadableRow({ schemes, writers }: Ground, block: Block, id: string, refusal: CaseRefusal): CaseRefusal {
  block.unreadable++
  const { out } = block
  if (writers) {
    out.text(`{"id":${JSON.stringify(id)}`)
    writers.get(schemes[0])!.trace.refused(refusal, out)
    out.text(']}\n')
  } else out.text(`${quoted(id)},${UNGROUPED}\n`)
  return refusal
}

function decodedRow({ schemes, writers, record }: Ground, block: Block, from: GroupingCase): CaseRefusal | null {
  const scheme = schemes.find((one) => one.version === from.schemeVersion) ?? schemes[0]
  if (writers) {
    const writer = writers.get(scheme)!
    const refusal = writer.case(from, block.out)
    block.unknownCodes += writer.unknownCodes()
    return refusal
  }
  const mismatch = versionMismatch(scheme, from.schemeVersion)
  encodeCase(scheme, from, record)
  block.unknownCodes += unknownIn(record)
  const group = mismatch ? UNGROUPED_NUMBER : groupEncoded(scheme, record)
  block.out.text(`${quoted(from.id)},${scheme.groups[group]}\n`)
  return group === UNGROUPED_NUMBER ? (mismatch ?? whyUngrouped(scheme, record, from)) : null
}

const quoted = (id: string): string => (/[",]/.test(id) ? `"${id.replaceAll('"', '""')}"` : id)
