import { createIdMemory, GrouperError } from '@medsettle/grouper'
import type { BlockReport } from './block-report.ts'
import { caseSource, mustBeCsv } from './case-source.ts'
import { createCrew, type GroupingCrew, type LentReport } from './group-blocks.ts'
import { createOutput } from './output.ts'
import { readSchemes } from './read-scheme.ts'
import { wholeLines } from './whole-lines.ts'

export interface GroupOptions {
  readonly scheme: readonly string[]
  readonly trace?: boolean
  readonly threads: number
}

/** Told of a case that is grouped all the same. */
const CASE_PROBLEMS = {
  ID_TWICE: 'an earlier case has the same id',
} as const

/** stays in a processor's cache from reading to writing */
const BLOCK_BYTES = 1 << 18
/** between threads a block goes by message, which should be rare */
const THREADED_BLOCK_BYTES = 1 << 20
/** a trace is twelve times as long as its row */
const TRACED_BLOCK_BYTES = 1 << 15
/** ids that come twice are no error; beyond this many they are only counted */
const MOST_TWICE_TOLD = 20

/** `drg group`: exit 0 when at least one row could be read as a case, else 1. */
export async function groupCases(file: string | null, options: GroupOptions): Promise<void> {
  const schemes = await readSchemes(options.scheme)
  const blockBytes = options.trace ? TRACED_BLOCK_BYTES : options.threads > 1 ? THREADED_BLOCK_BYTES : BLOCK_BYTES
  const crew = createCrew(schemes, { trace: options.trace ?? false, threads: options.threads })
  const teller = createTeller()
  try {
    await pump(wholeLines(caseSource(file, blockBytes), blockBytes), crew, teller.tell)
  } finally {
    await crew.stop()
  }
  teller.end()
}

type Tell = (report: BlockReport) => void

/** Reads ahead as far as the crew is wide, writes in order, and waits for whoever reads the output. */
async function pump(blocks: AsyncIterable<Uint8Array>, crew: GroupingCrew, tell: Tell): Promise<void> {
  const under: Promise<LentReport>[] = []
  const output = createOutput()
  const settle = async (): Promise<boolean> => {
    const report = await under.shift()!
    tell(report)
    const isRead = await output.write(report.output)
    report.giveBack()
    return isRead
  }
  let isFirst = true
  let isRead = true
  for await (const block of blocks) {
    if (isFirst) mustBeCsv(block)
    under.push(crew.group(block, isFirst))
    isFirst = false
    if (under.length >= crew.width) isRead = await settle()
    if (!isRead) break
  }
  while (isRead && under.length > 0) isRead = await settle()
  output.end()
}

/** Tells on stderr, by line of the whole input, which rows are 0000 and why, and which ids come twice. */
function createTeller(): { readonly tell: Tell; end(): void } {
  const remember = createIdMemory()
  const total = { lines: 0, cases: 0, unreadable: 0, refused: 0, twice: 0, unknownCodes: 0 }
  return {
    tell(report) {
      const lineOf = (line: number): string => `line ${total.lines + line}`
      const reasons = report.reasons.split('\n')
      const told = Array.from(report.refusedLines, (line, at) => `${lineOf(line)}, ${reasons[at]}\n`)
      remember(report.ids, (line) => {
        if (++total.twice <= MOST_TWICE_TOLD) told.push(`${lineOf(line)}: ID_TWICE: ${CASE_PROBLEMS.ID_TWICE}\n`)
      })
      if (told.length > 0) process.stderr.write(told.join(''))
      total.lines += report.lines
      total.cases += report.cases
      total.unreadable += report.unreadable
      total.unknownCodes += report.unknownCodes
      total.refused += report.refusedLines.length
      if (process.stderr.isTTY) process.stderr.write(`\r${total.cases} cases, ${total.refused} without a group `)
    },
    end() {
      if (process.stderr.isTTY) process.stderr.write('\r')
      process.stderr.write(`${total.cases} cases, ${total.refused} without a group\n`)
      if (total.twice > MOST_TWICE_TOLD) process.stderr.write(`${total.twice} cases have the id of an earlier one\n`)
      if (total.unknownCodes > 0)
        process.stderr.write(
          `codes the scheme does not know: ${total.unknownCodes}; they counted for nothing, --trace names them\n`,
        )
      if (total.cases === total.unreadable)
        throw new GrouperError(
          'GROUPER_NO_CASES',
          'cases',
          total.cases === 0 ? 'there is no case in the input' : 'no row of the input is a case',
        )
    },
  }
}
