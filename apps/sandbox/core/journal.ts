import { mkdirSync, readFileSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * A room's own memory: JSON lines, one entry each, appended and never changed. A room replays `past` when it starts and
 * appends what happens; later entries about the same thing win. Without a directory nothing is written.
 */
export interface Journal {
  /** entries of earlier runs, oldest first; a torn last line of a killed run is dropped */
  readonly past: readonly unknown[]
  /** Takes `entry` as it is now; written with the next batch. */
  append(entry: object): void
  /** Resolves when everything appended so far is with the operating system. */
  flush(): Promise<void>
  close(): Promise<void>
}

/** @param file path of the journal, or null to keep nothing */
export function openJournal(file: string | null): Journal {
  if (file === null) return { past: [], append() {}, flush: async () => {}, close: async () => {} }
  mkdirSync(dirname(file), { recursive: true })
  const { past, torn } = readPast(file)
  let handle: Promise<FileHandle> | null = null
  let batch: string[] = torn ? ['\n'] : []
  let writing: Promise<void> = Promise.resolve()
  let scheduled = false

  const write = () => {
    scheduled = false
    if (batch.length === 0) return
    const text = batch.join('')
    batch = []
    handle ??= open(file, 'a')
    const opened = handle
    writing = writing.then(async () => void (await (await opened).appendFile(text)))
  }
  const flush = async () => {
    write()
    await writing
  }
  return {
    past,
    append(entry) {
      batch.push(`${JSON.stringify(entry)}\n`)
      if (scheduled) return
      scheduled = true
      // One write per turn of the event loop: a bench appends hundreds of entries a second.
      setImmediate(() => void write())
    },
    flush,
    async close() {
      await flush()
      if (handle) await (await handle).close()
      handle = null
    },
  }
}

function readPast(file: string): { past: unknown[]; torn: boolean } {
  let text = ''
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  const lines = text.split('\n')
  const torn = lines.pop() !== ''
  return { past: lines.filter((line) => line !== '').flatMap(readLine), torn }
}

function readLine(line: string): unknown[] {
  try {
    return [JSON.parse(line)]
  } catch {
    // The torn line of a killed run: it was closed with a line end when the next run began.
    return []
  }
}
