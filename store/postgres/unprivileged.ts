import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** `nobody` on every Linux and macOS; PostgreSQL refuses to run as root and we create no users. */
const NOBODY = 65534

/** The uid the server process drops to, or null when we are not root and stay who we are. */
export function serverUid(): number | null {
  return process.getuid?.() === 0 ? NOBODY : null
}

/** May `uid` (neither owner nor group) walk through every folder above and including `path`? */
export function canEnter(path: string, uid: number): boolean {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    const entry = statSync(folder, { throwIfNoEntry: false })
    if (entry && !mayPass(entry.mode, entry.uid, uid)) return false
    if (folder === dirname(folder)) return true
  }
}

const mayPass = (mode: number, owner: number, uid: number): boolean =>
  owner === uid ? (mode & 0o100) !== 0 : (mode & 0o001) !== 0
