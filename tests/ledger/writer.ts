import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { type Asked, stamp } from './history.ts'
import type { Question, Reply } from './writer-process.ts'

/** One writing process, as the test sees it. */
export interface Writer {
  /** never rejects: a process that dies leaves its callers without an answer */
  ask(group: readonly Asked[]): Promise<Reply>
  /** SIGKILL, and waits until the process is gone */
  kill(): Promise<void>
}

export interface WriterOptions {
  readonly ownerUrl: string
  readonly books: { readonly regionId: string; readonly institutionId: string }
}

export async function startWriter({ ownerUrl, books }: WriterOptions): Promise<Writer> {
  const child = fork(join(import.meta.dirname, 'writer-process.ts'), [books.regionId, books.institutionId], {
    env: { ...process.env, MEDSETTLE_TEST_LEDGER: ownerUrl },
    execArgv: ['--no-warnings'],
  })
  const waiting = new Map<number, (reply: Reply) => void>()
  const gone = new Promise<void>((done) => {
    child.once('exit', () => {
      for (const [no, tell] of waiting) tell({ no, start: 0, end: 0, heard: null, trouble: 'the writer died' })
      waiting.clear()
      done()
    })
  })
  child.on('message', (reply: Reply) => {
    waiting.get(reply.no)?.(reply)
    waiting.delete(reply.no)
  })
  child.on('error', () => {})
  const up = new Promise<Reply>((tell) => waiting.set(0, tell))
  if ((await up).trouble !== undefined) throw new Error('a writer died before it could write')
  let last = 0
  return {
    ask: (group) => askOne(child, waiting, { no: ++last, group }),
    kill: async () => {
      child.kill('SIGKILL')
      await gone
    },
  }
}

async function askOne(
  child: ChildProcess,
  waiting: Map<number, (reply: Reply) => void>,
  question: Question,
): Promise<Reply> {
  const start = stamp()
  const lost: Reply = { no: question.no, start, end: start, heard: null, trouble: 'the writer is gone' }
  if (child.exitCode !== null || child.signalCode !== null) return lost
  const reply = await new Promise<Reply>((tell) => {
    waiting.set(question.no, tell)
    child.send(question, (error) => {
      if (error) tell(lost)
    })
  })
  return reply.heard ? reply : { ...reply, start, end: stamp() }
}
