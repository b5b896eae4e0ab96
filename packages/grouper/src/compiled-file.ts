import { createHash } from 'node:crypto'
import { buildScheme, type CompiledScheme } from './compile-scheme.ts'
import { GrouperError } from './grouper-error.ts'
import type { CodePool, InternedHead, InternedScheme } from './interned-scheme.ts'

/** `MSDRG` and the version of this format; another version is refused, never guessed at. */
const MAGIC = Buffer.from('MSDRG\u0001\r\n', 'latin1')
const CHECKSUM_BYTES = 32
const WORD = 4

/**
 * One file: magic, SHA-256 of the rest, length of the JSON head, head, then sections of 32-bit words (little endian), whose
 * lengths the head knows. Numbers and lists only; what speeds grouping up is built on loading.
 */
export function saveScheme({ interned }: CompiledScheme): Buffer {
  const { diagnoses, procedures } = interned
  const sections = sectionsOf(interned)
  const outline = {
    head: interned.head,
    diagnoses: { codes: diagnoses.codes, aliases: diagnoses.aliases },
    procedures: { codes: procedures.codes, aliases: procedures.aliases },
    lengths: sections.map((section) => section.length),
  }
  const json = Buffer.from(JSON.stringify(outline))
  const length = Buffer.alloc(WORD)
  length.writeUInt32LE(json.length)
  const words = sections.map((section) => {
    const bytes = Buffer.alloc(section.length * WORD)
    section.forEach((value, index) => {
      bytes.writeUInt32LE(value, index * WORD)
    })
    return bytes
  })
  const body = Buffer.concat([length, json, ...words])
  return Buffer.concat([MAGIC, createHash('sha256').update(body).digest(), body])
}

type Words = Uint32Array | Uint16Array | Uint8Array

const sectionsOf = (interned: InternedScheme): Words[] => [
  interned.diagnoses.aliasNumbers,
  interned.procedures.aliasNumbers,
  interned.severity,
  interned.severityTable,
  interned.exclusion,
  interned.diagnosisSex,
  interned.procedureSex,
  ...interned.lists,
]

export const isCompiledScheme = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.subarray(0, 5)).equals(MAGIC.subarray(0, 5))

/** @param place of the file, for the error. @throws GrouperError GROUPER_DAMAGED_FILE, GROUPER_OTHER_FORMAT */
export function loadScheme(bytes: Uint8Array, place = 'compiled scheme'): CompiledScheme {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const bodyAt = MAGIC.length + CHECKSUM_BYTES
  if (!isCompiledScheme(file)) throw new GrouperError('GROUPER_DAMAGED_FILE', place, 'is no compiled scheme')
  if (!file.subarray(0, MAGIC.length).equals(MAGIC))
    throw new GrouperError(
      'GROUPER_OTHER_FORMAT',
      place,
      'was compiled by another version of this program; compile it again',
    )
  const body = file.subarray(bodyAt)
  if (!createHash('sha256').update(body).digest().equals(file.subarray(MAGIC.length, bodyAt)))
    throw new GrouperError(
      'GROUPER_DAMAGED_FILE',
      place,
      'the checksum does not fit: the file is damaged or was cut short',
    )
  return buildScheme(readBody(body))
}

interface Outline {
  readonly head: InternedHead
  readonly diagnoses: Pick<CodePool, 'codes' | 'aliases'>
  readonly procedures: Pick<CodePool, 'codes' | 'aliases'>
  readonly lengths: readonly number[]
}

function readBody(body: Buffer): InternedScheme {
  const jsonLength = body.readUInt32LE(0)
  let at = WORD + jsonLength
  const { head, diagnoses, procedures, lengths } = JSON.parse(body.toString('utf8', WORD, at)) as Outline
  const sections = lengths.map((length) => {
    const words = new Uint32Array(length)
    for (let index = 0; index < length; index++, at += WORD) words[index] = body.readUInt32LE(at)
    return words
  })
  const [ofDiagnoses, ofProcedures, severity, severityTable, exclusion, diagnosisSex, procedureSex, ...lists] = sections
  return {
    head,
    diagnoses: { ...diagnoses, aliasNumbers: ofDiagnoses! },
    procedures: { ...procedures, aliasNumbers: ofProcedures! },
    lists,
    severity: Uint8Array.from(severity!),
    severityTable: Uint16Array.from(severityTable!),
    exclusion: Uint16Array.from(exclusion!),
    diagnosisSex: Uint8Array.from(diagnosisSex!),
    procedureSex: Uint8Array.from(procedureSex!),
  }
}
