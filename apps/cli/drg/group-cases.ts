import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { type CompiledScheme, createIdMemory, type GroupedBlock, GrouperError } from '@medsettle/grouper'
import { BadUsage } from '../bad-usage.ts'
import { createCrew, type GroupingCrew } from './group-blocks.ts'
import { readScheme } from './read-scheme.ts'
import { wholeLines } from './whole-lines.ts'

export interface GroupOptions {
  readonly scheme: readonly string[]
  readonly trace?: boolean
  readonly threads: number
}

const BLOCK_BYTES = 1 << 20
/** ids that come twice are no error; beyond this many they are only counted */
const MOST_TWICE_TOLD = 20

/** `drg group`: exit 0 when at least one row could be read as a case, else 1. */
export async function groupCases(file: string | null, options: GroupOptions): Promise<void> {
  const [first, ...others] = await Promise.all(options.scheme.map(readScheme))
  if (!first) throw new BadUsage('give a scheme: --scheme DIR or FILE')
  const schemes: [CompiledScheme, ...CompiledScheme[]] = [first, ...others]
  const twin = schemes.find((one, at) => schemes.findIndex((other) => other.version === one.version) !== at)
  if (twin) throw new BadUsage(`two schemes have the version ${twin.version}; a case could not say which it means`)
  const input = file === null ? process.stdin : createReadStream(file, { highWaterMark: BLOCK_BYTES })
  const crew = createCrew(schemes, { trace: options.trace ?? false, threads: options.threads })
  const teller = createTeller()
  try {
    await pump(wholeLines(input as AsyncIterable<Uint8Array>), crew, teller.tell)
  } finally {
    await crew.stop()
  }
  teller.end()
}

type Tell = (block: GroupedBlock) => void

/** Reads ahead as far as the crew is wide, writes in order, and waits for whoever reads the output. */
async function pump(blocks: AsyncIterable<Uint8Array>, crew: GroupingCrew, tell: Tell): Promise<void> {
  let gone = false
  const onError = (error: NodeJS.ErrnoException): void => {
    // `| head` has seen enough
    if (error.code !== 'EPIPE') throw error
    gone = true
  }
  process.stdout.on('error', onError)
  const under: Promise<GroupedBlock>[] = []
  const settle = async (): Promise<void> => {
    const grouped = await under.shift()!
    tell(grouped)
    if (!gone && !process.stdout.write(grouped.output))
      await Promise.race([once(process.stdout, 'drain'), once(process.stdout, 'close')])
  }
  let isFirst = true
  for await (const block of blocks) {
    if (gone) break
    under.push(crew.group(block, isFirst))
    isFirst = false
    if (under.length >= crew.width) await settle()
  }
  while (under.length > 0) await settle()
  process.stdout.off('error', onError)
}

/** Tells on stderr, by line of the whole input, which rows are 0000 and why, and which ids come twice. */
function createTeller(): { readonly tell: Tell; end(): void } {
  const remember = createIdMemory()
  const total = { lines: 0, cases: 0, unreadable: 0, refused: 0, twice: 0 }
  return {
    tell(block) {
      const told: string[] = block.refusals.map(
        ({ line, id, code, place, message }) =>
          `line ${total.lines + line}, id ${id}: ${code} at ${place}: ${message}\n`,
      )
      remember(block.ids, (line) => {
        if (++total.twice <= MOST_TWICE_TOLD)
          told.push(`line ${total.lines + line}: ID_TWICE: an earlier case has the same id\n`)
      })
      if (told.length > 0) process.stderr.write(told.join(''))
      total.lines += block.lines
      total.cases += block.cases
      total.unreadable += block.unreadable
      total.refused += block.refusals.length
      if (process.stderr.isTTY) process.stderr.write(`\r${total.cases} cases, ${total.refused} without a group `)
    },
    end() {
      if (process.stderr.isTTY) process.stderr.write('\n')
      if (total.twice > MOST_TWICE_TOLD) process.stderr.write(`${total.twice} cases have the id of an earlier one\n`)
      if (total.cases === total.unreadable)
        throw new GrouperError(
          'GROUPER_NO_CASES',
          'cases',
          total.cases === 0 ? 'there is no case in the input' : 'no row of the input is a case',
        )
    },
  }
}
