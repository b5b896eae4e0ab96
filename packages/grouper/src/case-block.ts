import { type BlockOutput, createBlockOutput } from './block-output.ts'
import { BATCH_ROWS, type CaseBatch, createCaseBatch, fetchAhead, loadRow, lookUpCodes } from './case-batch.ts'
import { createRowCursor, type RowCursor, readRow } from './case-row.ts'
import { hashOne, hashTwo, SEED_ONE, SEED_TWO } from './code-table.ts'
import { type CompiledScheme, UNGROUPED_NUMBER } from './compile-scheme.ts'
import { decodeRow, isHeading, textOfRow } from './decode-row.ts'
import { createEncodedCase, type EncodedCase, encodeCase } from './encoded-case.ts'
import { groupEncoded } from './group-encoded.ts'
import type { CaseRefusal, GroupingCase } from './grouping-case.ts'
import { UNGROUPED } from './scheme-tables.ts'
import { createTracer } from './trace-case.ts'
import { traceLine } from './trace-line.ts'
import { versionMismatch, whyUngrouped } from './why-ungrouped.ts'

/** A row that got `0000`, with why. `line` counts from 1 within the block. */
export interface RowRefusal extends CaseRefusal {
  readonly line: number
  readonly id: string
}

export interface GroupedBlock {
  /** `id,group` lines, or traces as JSON lines */
  readonly output: Uint8Array
  readonly lines: number
  readonly cases: number
  /** rows that are no case at all: wrong columns, an age that is no number */
  readonly unreadable: number
  readonly refusals: readonly RowRefusal[]
  /** three words per case, in order: line, and two hashes of the id (`createIdMemory`) */
  readonly ids: Uint32Array
}

export interface BlockGrouperOptions {
  /** JSON lines with the reasons instead of `id,group` */
  readonly trace?: boolean
}

export type Schemes = readonly [CompiledScheme, ...CompiledScheme[]]

/**
 * Whole lines of cases in, one line out per case.
 * @param schemes one per version; a case that names no version is grouped with the first
 */
export function createBlockGrouper(
  schemes: Schemes,
  options: BlockGrouperOptions = {},
): (block: Uint8Array, isFirst: boolean) => GroupedBlock {
  const ground: Ground = {
    schemes,
    endings: schemes[0].groups.map((group) => Buffer.from(`,${group}\n`)),
    tracers: options.trace ? new Map(schemes.map((scheme) => [scheme, createTracer(scheme)])) : null,
    cursor: createRowCursor(),
    batch: createCaseBatch(),
    record: createEncodedCase(),
  }
  return (block, isFirst) => groupBlock(ground, block, isFirst)
}

interface Ground {
  readonly schemes: Schemes
  /** `,group` and a newline, by group number of the first scheme */
  readonly endings: readonly Uint8Array[]
  readonly tracers: ReadonlyMap<CompiledScheme, ReturnType<typeof createTracer>> | null
  readonly cursor: RowCursor
  readonly batch: CaseBatch
  readonly record: EncodedCase
}

interface Block {
  readonly bytes: Uint8Array
  readonly isFirst: boolean
  readonly out: BlockOutput
  ids: Uint32Array
  readonly refusals: RowRefusal[]
  idsLength: number
  /** line of the row being read */
  line: number
  unreadable: number
  /** see `fetchAhead` */
  fetched: number
}

const NEWLINE = 0x0a
const RETURN = 0x0d
const WORDS_PER_ID = 3
/** bytes of a short row; rows shorter than that make `ids` grow */
const USUAL_ROW = 40

function groupBlock(ground: Ground, given: Uint8Array, isFirst: boolean): GroupedBlock {
  const bytes = given.at(-1) === NEWLINE || given.length === 0 ? given : Buffer.concat([given, Uint8Array.of(NEWLINE)])
  const block: Block = {
    bytes,
    isFirst,
    out: createBlockOutput(ground.tracers ? bytes.length * 24 : bytes.length),
    ids: new Uint32Array(Math.ceil(bytes.length / USUAL_ROW) * WORDS_PER_ID + WORDS_PER_ID),
    refusals: [],
    idsLength: 0,
    line: 0,
    unreadable: 0,
    fetched: 0,
  }
  groupRows(ground, block, isFirst ? skipMark(bytes) : 0)
  const { line: lines, unreadable, refusals, idsLength } = block
  const ids = block.ids.subarray(0, idsLength)
  return { output: block.out.bytes(), lines, cases: idsLength / WORDS_PER_ID, unreadable, refusals, ids }
}

const skipMark = (bytes: Uint8Array): number => (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0)

function groupRows(ground: Ground, block: Block, start: number): void {
  const { bytes } = block
  const { cursor, batch, schemes } = ground
  cursor.bytes = bytes
  for (let from = start; from < bytes.length; ) {
    block.line++
    cursor.at = from
    if (!ground.tracers && readRow(schemes[0], cursor, batch)) {
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
function groupBatch({ batch, record, schemes, endings }: Ground, block: Block, lastLine: number): void {
  const [scheme] = schemes
  lookUpCodes(scheme, batch)
  block.fetched ^= fetchAhead(scheme, batch)
  const { count } = batch
  for (let row = 0; row < count; row++) {
    loadRow(batch, row, record)
    const group = groupEncoded(scheme, record)
    const line = lastLine - count + row + 1
    rememberId(block, line, batch.idOnes[row]!, batch.idTwos[row]!)
    block.out.line(block.bytes, batch.starts[row]!, batch.idEnds[row]!, endings[group]!)
    if (group !== UNGROUPED_NUMBER) continue
    const decoded = decodeRow(rowAt(block, batch.starts[row]!, batch.ends[row]!)) as GroupingCase
    block.refusals.push({ ...whyUngrouped(scheme, record, decoded), line, id: decoded.id })
  }
  batch.count = 0
}

function rememberId(block: Block, line: number, one: number, two: number): void {
  const { idsLength } = block
  if (idsLength === block.ids.length) {
    const larger = new Uint32Array(idsLength * 2)
    larger.set(block.ids)
    block.ids = larger
  }
  const { ids } = block
  ids[idsLength] = line
  ids[idsLength + 1] = one
  ids[idsLength + 2] = two
  block.idsLength = idsLength + WORDS_PER_ID
}

const rowAt = ({ bytes }: Block, from: number, end: number): string =>
  textOfRow(bytes.subarray(from, end > from && bytes[end - 1] === RETURN ? end - 1 : end))

/** The slow road: an unusual row, or one whose reasons are asked for. */
function groupText(ground: Ground, block: Block, from: number): number {
  const end = block.bytes.indexOf(NEWLINE, from)
  const row = rowAt(block, from, end)
  if (row === '' || (block.isFirst && block.line === 1 && isHeading(row))) return end + 1
  const decoded = decodeRow(row)
  const id = 'code' in decoded ? (row.split(',')[0] ?? '') : decoded.id
  rememberText(block, id)
  const refusal = 'code' in decoded ? unreadableRow(ground, block, id, decoded) : decodedRow(ground, block, decoded)
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

function unreadableRow(ground: Ground, block: Block, id: string, refusal: CaseRefusal): CaseRefusal {
  block.unreadable++
  block.out.text(
    ground.tracers ? `${JSON.stringify({ id, drg: UNGROUPED, refusal })}\n` : `${quoted(id)},${UNGROUPED}\n`,
  )
  return refusal
}

function decodedRow({ schemes, tracers, record }: Ground, block: Block, from: GroupingCase): CaseRefusal | null {
  const scheme = schemes.find((one) => one.version === from.schemeVersion) ?? schemes[0]
  if (tracers) {
    const traced = tracers.get(scheme)!(from)
    block.out.text(`${traceLine(traced)}\n`)
    return traced.refusal
  }
  const mismatch = versionMismatch(scheme, from.schemeVersion)
  encodeCase(scheme, from, record)
  const group = mismatch ? UNGROUPED_NUMBER : groupEncoded(scheme, record)
  block.out.text(`${quoted(from.id)},${scheme.groups[group]}\n`)
  return group === UNGROUPED_NUMBER ? (mismatch ?? whyUngrouped(scheme, record, from)) : null
}

const quoted = (id: string): string => (/[",]/.test(id) ? `"${id.replaceAll('"', '""')}"` : id)
