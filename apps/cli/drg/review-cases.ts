import {
  type CaseRow,
  type ChangeLabel,
  type GroupChange,
  GrouperError,
  groupCase,
  readCases,
  type Schemes,
  whatWouldChange,
} from '@medsettle/grouper'
import { caseSource, mustBeCsv } from './case-source.ts'
import { createOutput } from './output.ts'
import { readSchemes } from './read-scheme.ts'
import { wholeLines } from './whole-lines.ts'

export interface ReviewOptions {
  readonly scheme: readonly string[]
  /** only changes of this label */
  readonly label?: ChangeLabel
}

const BLOCK_BYTES = 1 << 16

/** One case of `drg review`, as a line of JSON. */
interface ReviewedCase {
  readonly id: string
  readonly schemeVersion: string
  readonly drg: string
  readonly refusal: unknown
  readonly changes: readonly GroupChange[]
}

/** `drg review`: what on or about each record would lead to another group. Exit 1 when no row is a case. */
export async function reviewCases(file: string | null, options: ReviewOptions): Promise<void> {
  const schemes = await readSchemes(options.scheme)
  const output = createOutput()
  const count = { cases: 0, refused: 0, 'documentation-gap': 0, 'revenue-advice': 0 }
  let readable = 0
  let isFirst = true
  for await (const block of wholeLines(caseSource(file, BLOCK_BYTES), BLOCK_BYTES)) {
    if (isFirst) mustBeCsv(block)
    const reviewed = [...readCases(block, isFirst)].map((row) => reviewRow(schemes, row, options.label))
    isFirst = false
    for (const { refusal, changes, isCase } of reviewed) {
      count.cases++
      if (isCase) readable++
      if (refusal) count.refused++
      for (const { label } of changes) count[label]++
    }
    if (!(await output.write(reviewed.map(({ isCase: _, ...one }) => `${JSON.stringify(one)}\n`).join('')))) break
  }
  output.end()
  process.stderr.write(
    `${count.cases} cases, ${count.refused} without a group, ${count['documentation-gap']} documentation gaps, ${count['revenue-advice']} pieces of revenue advice\n`,
  )
  if (readable === 0) throw new GrouperError('GROUPER_NO_CASES', 'cases', 'no row of the input is a case')
}

function reviewRow(
  schemes: Schemes,
  { id, read }: CaseRow,
  label: ChangeLabel | undefined,
): ReviewedCase & { readonly isCase: boolean } {
  const [first] = schemes
  if ('code' in read)
    return { id, schemeVersion: first.version, drg: '0000', refusal: read, changes: [], isCase: false }
  const scheme = schemes.find(({ version }) => version === read.schemeVersion) ?? first
  const { schemeVersion, drg, refusal } = groupCase(scheme, read)
  const changes = whatWouldChange(scheme, read).filter((change) => label === undefined || change.label === label)
  return { id, schemeVersion, drg, refusal, changes, isCase: true }
}
