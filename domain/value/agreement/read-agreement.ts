import { sm3Hex } from '@medsettle/gm-crypto'
import { parseDocument } from '../document/parse-document.ts'
import { inspectDocument } from '../document/read-document.ts'
import type { Agreement } from './agreement.ts'
import { type AgreementProblem, agreementRefused, isAgreementNote } from './agreement-problem.ts'
import { AGREEMENT_SCHEMA } from './agreement-schema.ts'
import { canonicalText } from './canonical.ts'
import { checkHead } from './check-head.ts'
import { compileFormulas } from './compile-formulas.ts'
import { compileTables } from './compile-scope.ts'

export interface InspectedAgreement {
  /** null when one of the problems is more than a note */
  readonly agreement: Agreement | null
  readonly problems: readonly AgreementProblem[]
}

/** Reads an agreement and tells everything that is wrong with it, each with its place. */
export function inspectAgreement(json: string): InspectedAgreement {
  const read = inspectDocument(json, AGREEMENT_SCHEMA)
  if (read.document === null) return { agreement: null, problems: read.problems }
  const { document } = read
  const { problems: tableProblems, ...scope } = compileTables(document)
  const compiled = compileFormulas(document, scope)
  const problems = [...checkHead(document), ...tableProblems, ...compiled.problems]
  if (!problems.every(isAgreementNote)) return { agreement: null, problems }
  const canonical = canonicalText(contentOf(json))
  const lines = document.lines.map((line, index) => ({
    ...line,
    expression: compiled.amounts[index]!,
    place: `lines[${index}].amount`,
  }))
  return {
    agreement: { document, canonical, hash: sm3Hex(canonical), formulas: compiled.formulas, lines, scope },
    problems,
  }
}

/** @throws RefusalError with the first problem that is more than a note */
export function readAgreement(json: string): Agreement {
  const { agreement, problems } = inspectAgreement(json)
  if (agreement === null) throw agreementRefused(problems.find((one) => !isAgreementNote(one))!)
  return agreement
}

/** The document as it was written, numbers as text; that it can be read was seen before. */
function contentOf(json: string): unknown {
  const parsed = parseDocument(json)
  return 'value' in parsed ? parsed.value : null
}
