import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const MAIN = join(import.meta.dirname, '../../sandbox/main.ts')

export interface SandboxProcess {
  readonly url: string
  readonly pid: number
  stop(): void
}

/** The outside world as a process of its own. @param dataDir keeps its books over a restart */
export async function startSandboxProcess(dataDir?: string): Promise<SandboxProcess> {
  const data = dataDir ? ['--data', dataDir] : []
  const child = spawn(process.execPath, ['--no-warnings', MAIN, '--port', '0', ...data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const failed = once(child, 'exit').then(([code]) =>
    Promise.reject(new Error(`the sandbox ended with code ${code} before it listened`)),
  )
  const [line] = (await Promise.race([once(createInterface(child.stdout), 'line'), failed])) as [string]
  failed.catch(() => {})
  const stop = (): void => void child.kill('SIGTERM')
  process.once('exit', stop)
  return { url: (JSON.parse(line) as { url: string }).url, pid: child.pid!, stop }
}
