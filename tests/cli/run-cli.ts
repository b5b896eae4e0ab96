import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')
const NODE = join(ROOT, 'node_modules/.bin/node')

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Environment {
  readonly [name: string]: string
}

/** The command line as a process of its own, without npm in between. */
export const medsettle = (words: readonly string[], environment: Environment = {}): Promise<Ended> =>
  run(NODE, [join(ROOT, 'apps/cli/main.ts'), ...words], environment)

/** The command line before a reader who left at once, as `| head` does after its lines. */
export function medsettleUnread(words: readonly string[]): Promise<Pick<Ended, 'code' | 'stderr'>> {
  return new Promise((resolve, reject) => {
    const child = spawn(NODE, [join(ROOT, 'apps/cli/main.ts'), ...words], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const said: Buffer[] = []
    child.stdout.destroy()
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk))
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, stderr: Buffer.concat(said).toString() }))
  })
}

/** The command line as documented: `npm run --silent medsettle -- …`. */
export const npmMedsettle = (words: readonly string[], environment: Environment = {}): Promise<Ended> =>
  run('npm', ['run', '--silent', 'medsettle', '--', ...words], environment)

export function run(program: string, words: readonly string[], environment: Environment = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, {
      cwd: ROOT,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const said = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
    child.stdout.on('data', (chunk: Buffer) => said.stdout.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => said.stderr.push(chunk))
    child.once('error', reject)
    child.once('close', (code) => {
      const [stdout, stderr] = [Buffer.concat(said.stdout).toString(), Buffer.concat(said.stderr).toString()]
      resolve({ code, stdout, stderr })
    })
  })
}

/** Runs all of them, a few at a time, and keeps each answer under its name: processes cost a second, waiting does not. */
export async function runBatch<T>(
  jobs: ReadonlyMap<string, () => Promise<T>>,
  atOnce: number,
): Promise<ReadonlyMap<string, T>> {
  const answers = new Map<string, T>()
  const queue = jobs.entries()
  const worker = async (): Promise<void> => {
    for (let next = queue.next(); !next.done; next = queue.next()) answers.set(next.value[0], await next.value[1]())
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return answers
}

export interface Desk {
  /** writes a file on the desk and gives its path */
  put(name: string, content: string | Uint8Array): Promise<string>
  clear(): Promise<void>
}

/** A folder of its own for the files that a test hands to the command line. */
export async function openDesk(): Promise<Desk> {
  const folder = await mkdtemp(join(tmpdir(), 'medsettle-desk-'))
  return {
    put: async (name, content) => {
      await writeFile(join(folder, name), content)
      return join(folder, name)
    },
    clear: () => rm(folder, { recursive: true, force: true }),
  }
}
