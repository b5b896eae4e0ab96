import { type BlockMemory, type BlockOutput, createBlockMemory, createBlockOutput } from './block-output.ts'
import { BATCH_ROWS, type CaseBatch, createCaseBatch, fetchAhead, loadRow, lookUpCodes } from './case-batch.ts'
import { createRowCursor, type RowCursor, readRow } from './case-row.ts'
import { type CompiledScheme, UNGROUPED_NUMBER } from './compile-scheme.ts'
import { decodeRow } from './decode-row.ts'
import { createEncodedCase, type EncodedCase } from './encoded-case.ts'
import { groupEncoded } from './group-encoded.ts'
import type { CaseRefusal, GroupingCase } from './grouping-case.ts'
import { type CaseWriter, createCaseWriter, unknownIn, writeUnknown } from './line-tracer.ts'
import { readRowText } from './read-cases.ts'
import { groupText, rememberId } from './text-row.ts'
import { whyUngrouped } from './why-ungrouped.ts'

/** A row that got `0000`, with why. `line` counts from 1 within the block. */
export interface RowRefusal extends CaseRefusal {
  readonly line: number
  readonly id: string
}

export interface GroupedBlock {
  /** `id,group` lines, or traces as JSON lines; a part of the block's memory */
  readonly output: Uint8Array
  readonly lines: number
  readonly cases: number
  /** rows that are no case at all: wrong columns, an age that is no number */
  readonly unreadable: number
  /** diagnoses and procedures the scheme does not know: they decided nothing */
  readonly unknownCodes: number
  readonly refusals: readonly RowRefusal[]
  /** three words per case, in order: line, and two hashes of the id (`createIdMemory`); a part of the block's memory */
  readonly ids: Uint32Array
}

export interface BlockGrouperOptions {
  /** JSON lines with the reasons instead of `id,group` */
  readonly trace?: boolean
}

export type Schemes = readonly [CompiledScheme, ...CompiledScheme[]]

/**
 * Whole lines of cases in, one line out per case. What comes out stands in `memory`: given again, the next block is written
 * over it; left out, every block gets its own.
 * @param schemes one per version; a case that names no version is grouped with the first
 */
export type BlockGrouper = (block: Uint8Array, isFirst: boolean, memory?: BlockMemory) => GroupedBlock

export function createBlockGrouper(schemes: Schemes, options: BlockGrouperOptions = {}): BlockGrouper {
  const ground: Ground = {
    schemes,
    endings: schemes[0].groups.map((group) => Buffer.from(`,${group}\n`)),
    writers: options.trace ? new Map(schemes.map((scheme) => [scheme, createCaseWriter(scheme)])) : null,
    cursor: createRowCursor(),
    batch: createCaseBatch(),
    record: createEncodedCase(),
  }
  return (block, isFirst, memory = createBlockMemory()) => groupBlock(ground, block, { isFirst, memory })
}

export interface Ground {
  readonly schemes: Schemes
  /** `,group` and a newline, by group number of the first scheme */
  readonly endings: readonly Uint8Array[]
  /** null: no trace is wanted */
  readonly writers: ReadonlyMap<CompiledScheme, CaseWriter> | null
  readonly cursor: RowCursor
  readonly batch: CaseBatch
  readonly record: EncodedCase
}

export interface Block {
  readonly bytes: Uint8Array
  readonly isFirst: boolean
  readonly memory: BlockMemory
  readonly out: BlockOutput
  readonly refusals: RowRefusal[]
  idsLength: number
  /** line of the row being read */
  line: number
  unreadable: number
  unknownCodes: number
  /** see `fetchAhead` */
  fetched: number
}

const NEWLINE = 0x0a
const WORDS_PER_ID = 3

function groupBlock(
  ground: Ground,
  given: Uint8Array,
  { isFirst, memory }: Pick<Block, 'isFirst' | 'memory'>,
): GroupedBlock {
  const bytes = given.at(-1) === NEWLINE || given.length === 0 ? given : Buffer.concat([given, Uint8Array.of(NEWLINE)])
  const out = createBlockOutput(memory)
  const block: Block = {
    ...{ bytes, isFirst, memory, out, refusals: [] },
    ...{ idsLength: 0, line: 0, unreadable: 0, unknownCodes: 0, fetched: 0 },
  }
  groupRows(ground, block, isFirst ? skipMark(bytes) : 0)
  const { line: lines, unreadable, unknownCodes, refusals, idsLength } = block
  const output = memory.output.subarray(0, out.length())
  const ids = memory.ids.subarray(0, idsLength)
  return { output, lines, cases: idsLength / WORDS_PER_ID, unreadable, unknownCodes, refusals, ids }
}

const skipMark = (bytes: Uint8Array): number => (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0)

function groupRows(ground: Ground, block: Block, start: number): void {
  const { bytes } = block
  const { cursor, batch, schemes } = ground
  cursor.bytes = bytes
  for (let from = start; from < bytes.length; ) {
    block.line++
    cursor.at = from
    if (readRow(schemes[0], cursor, batch)) {
      from = cursor.at + 1
      if (batch.count === BATCH_ROWS) groupBatch(ground, block, block.line)
    } else {
      groupBatch(ground, block, block.line - 1)
      from = groupText(ground, block, from)
    }
  }
  groupBatch(ground, block, block.line)
}

/** @param lastLine of the batch, whose rows stand on lines without a gap */
function groupBatch(ground: Ground, block: Block, lastLine: number): void {
  const { batch, record, endings, writers } = ground
  const [scheme] = ground.schemes
  const writer = writers?.get(scheme) ?? null
  block.unknownCodes += lookUpCodes(scheme, batch)
  block.fetched ^= fetchAhead(scheme, batch)
  const { count } = batch
  for (let row = 0; row < count; row++) {
    loadRow(batch, row, record)
    const group = groupEncoded(scheme, record)
    const line = lastLine - count + row + 1
    rememberId(block, line, batch.idOnes[row]!, batch.idTwos[row]!)
    const refusal = group === UNGROUPED_NUMBER ? refuseRow(ground, block, row, line) : null
    if (writer) writeTraced(ground, block, { row, group, writer, refusal })
    else {
      block.out.copy(block.bytes, batch.starts[row]!, batch.idEnds[row]!)
      block.out.copy(endings[group]!, 0, endings[group]!.length)
    }
  }
  batch.count = 0
}

const caseAt = ({ batch }: Ground, block: Block, row: number): GroupingCase =>
  decodeRow(readRowText(block.bytes, batch.starts[row]!, batch.ends[row]!)) as GroupingCase

function refuseRow(ground: Ground, block: Block, row: number, line: number): CaseRefusal {
  const from = caseAt(ground, block, row)
  const refusal = whyUngrouped(ground.schemes[0], ground.record, from)
  block.refusals.push({ ...refusal, line, id: from.id })
  return refusal
}

interface TracedRow {
  readonly row: number
  readonly group: number
  readonly writer: CaseWriter
  readonly refusal: CaseRefusal | null
}

const OPENING = Buffer.from('{"id":"')
const AFTER_ID = Buffer.from('"')
const CLOSING = Buffer.from(']}\n')

/** `readRow` only takes ids that stand in JSON as they are. */
function writeTraced(ground: Ground, block: Block, { row, group, writer, refusal }: TracedRow): void {
  const { batch, record } = ground
  const { out } = block
  out.copy(OPENING, 0, OPENING.length)
  out.copy(block.bytes, batch.starts[row]!, batch.idEnds[row]!)
  out.copy(AFTER_ID, 0, 1)
  if (refusal) writer.trace.refused(refusal, out)
  else writer.trace.grouped(record, group, out)
  if (unknownIn(record) > 0) writeUnknown(record, caseAt(ground, block, row), out)
  else out.copy(CLOSING, 0, CLOSING.length)
}
