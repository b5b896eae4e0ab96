import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One text file of the house. */
export interface SourceFile {
  /** relative to the root, with `/` on every system */
  readonly path: string
  readonly text: string
}

/** Folders nobody writes by hand: what .gitignore names, and the repository's own memory. */
const SKIPPED = new Set(['node_modules', '.git', 'dist', '.medsettle', 'coverage', 'test-results'])
const TEXT =
  /\.(ts|tsx|mts|cts|js|mjs|cjs|json|sql|md|yaml|yml|html|css|svg|sh|csv|txt)$|(^|\/)(run|LICENSE|\.gitignore)$/

/** Every text file below `root` that belongs to the project, in alphabetical order. */
export function readSources(root: string): SourceFile[] {
  return listFiles(root, '')
    .filter((path) => TEXT.test(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

function listFiles(root: string, folder: string): string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  return entries.flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : listFiles(root, path)
    return entry.isFile() ? [path] : []
  })
}

export const isTypeScript = (path: string): boolean => /\.tsx?$/.test(path)

export const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path)
