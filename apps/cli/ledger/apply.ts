import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createProgress, type Progress } from '../progress.ts'
import type { Answer } from './answers.ts'
import { type Desk, openDesk } from './desk.ts'
import { withBooks } from './open-books.ts'
import { type BadLine, isBadLine, readCommand } from './read-command.ts'
import { readLines } from './read-lines.ts'

/** Transfers handed over and not answered yet: enough for a batch to fill while the one before it is written. */
const MOST_WAITING = 4000

/** `ledger apply FILE|-`: one JSON command a line in, one JSON result a line out, in the same order. */
export async function runApply(
  file: string,
  options: { readonly institution: string; readonly region: string },
): Promise<void> {
  const size = file === '-' ? 0 : (await stat(file)).size
  const source = file === '-' ? process.stdin : createReadStream(file)
  const showsProgress = process.stderr.isTTY && !process.stdout.isTTY && size > 0
  const progress = showsProgress ? createProgress('ledger apply', size) : null
  await withBooks(async (database) => {
    const desk = openDesk(database, { ...options, now: () => new Date() })
    const { bad } = await apply(desk, counted(source, progress), write)
    if (bad > 0) process.exitCode = 1
  })
  progress?.done()
}

async function* counted(source: AsyncIterable<Uint8Array>, progress: Progress | null): AsyncGenerator<Uint8Array> {
  let done = 0
  for await (const chunk of source) {
    yield chunk
    done += chunk.length
    progress?.at(done)
  }
}

async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain')
}

/**
 * Consecutive transfers are handed over together and become batches; anything else waits until everything before it is
 * answered, so that a query sees it. Bounded memory: at most MOST_WAITING transfers are under way.
 * @returns how many lines could not be read
 */
export async function apply(
  desk: Desk,
  chunks: AsyncIterable<Uint8Array>,
  say: (text: string) => Promise<void>,
): Promise<{ readonly lines: number; readonly bad: number }> {
  const waiting: { readonly answer: Promise<Answer | BadLine>; readonly length: number }[] = []
  let length = 0
  let lines = 0
  let bad = 0
  const settle = async (most: number): Promise<void> => {
    let text = ''
    while (length > most) {
      const oldest = waiting.shift()!
      length -= oldest.length
      text += `${JSON.stringify(await oldest.answer)}\n`
    }
    if (text !== '') await say(text)
  }
  const wait = (answer: Promise<Answer | BadLine>, transfers: number): void => {
    // it is looked at when its turn comes; until then its failure is nobody's
    answer.catch(() => {})
    waiting.push({ answer, length: transfers })
    length += transfers
  }
  for await (const line of readLines(chunks)) {
    lines++
    const command = readCommand(line)
    if (isBadLine(command)) {
      bad++
      wait(Promise.resolve(command), 1)
    } else if (command.do === 'transfer' || command.do === 'group') {
      await desk.prepare(command)
      wait(desk.carryOut(command), command.do === 'group' ? command.transfers.length : 1)
    } else {
      await settle(0)
      wait(desk.carryOut(command), 1)
      await settle(0)
    }
    if (length >= 2 * MOST_WAITING) await settle(MOST_WAITING)
  }
  await settle(0)
  return { lines, bad }
}
