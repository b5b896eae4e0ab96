import { type DocumentProblemCode, documentProblem } from '../document/document-problem.ts'
import type { ReadDocument } from '../document/read-document.ts'
import { createJsonReader } from './json-reader.ts'
import { readCondition } from './read-condition.ts'
import { readLookup } from './read-formula.ts'
import { readDimensions } from './read-tariff.ts'
import type { Condition, Dimension, Lookup } from './tariff.ts'
import type { TariffProblem } from './tariff-refusal.ts'

/** What other methods of payment share with tariffs: the words for conditions and for values by dimensions. */
export interface RulePieces {
  readonly dimensions: ReadonlyMap<string, Dimension>
  /** names of numbers the conditions compare, the derived ones left out; grows while conditions are read */
  readonly measures: ReadonlySet<string>
  condition(value: unknown, place: string): Condition
  /** a value, or `by` and `table`; it is called by `name` in traces */
  lookup(value: unknown, name: string, place: string): Lookup
}

/**
 * Reads those parts of a rule document that are written like a tariff. The rest of the document is read by `inspectDocument`
 * first, with `z.unknown()` where these parts stand.
 * @param derived names of numbers that the method itself computes for a case
 */
export function readPieces<T>(
  dimensions: unknown,
  derived: readonly string[],
  read: (pieces: RulePieces) => T,
): ReadDocument<T> {
  const reader = createJsonReader()
  const known = readDimensions(reader, dimensions)
  const names = {
    dimensions: new Map([...known].map(([name, { values }]) => [name, values])),
    measures: new Set<string>(),
    factors: new Set(derived),
  }
  const document = read({
    dimensions: known,
    measures: names.measures,
    condition: (value, place) => readCondition(reader, names, value, place),
    lookup: (value, name, place) =>
      readLookup(reader, names, { name, ...(reader.fields(value, place, LOOKUP_FIELDS) as object) }, place),
  })
  if (reader.problems.length === 0) return { document, problems: [] }
  return { document: null, problems: reader.problems.map(asDocumentProblem) }
}

const LOOKUP_FIELDS = ['value', 'by', 'table', 'except']

const CODES: Partial<Record<TariffProblem['code'], DocumentProblemCode>> = {
  TARIFF_FIELD_MISSING: 'DOCUMENT_FIELD_MISSING',
  TARIFF_FIELD_UNKNOWN: 'DOCUMENT_FIELD_UNKNOWN',
}

const asDocumentProblem = ({ code, place, message }: TariffProblem): ReturnType<typeof documentProblem> =>
  documentProblem(CODES[code] ?? 'DOCUMENT_FIELD_INVALID', place, message)
