import { RefusalError } from '../../domain/identity/refusal.ts'

/** A file that cannot be opened, whatever the verb. */
const FILE_PROBLEMS = {
  FILE_NOT_FOUND: 'there is no such file',
  FILE_IS_A_FOLDER: 'a folder was given where a file is needed',
  FILE_NOT_READABLE: 'this user may not read it',
} as const

const FILE_CODES: Readonly<Record<string, keyof typeof FILE_PROBLEMS>> = {
  ENOENT: 'FILE_NOT_FOUND',
  ENOTDIR: 'FILE_NOT_FOUND',
  EISDIR: 'FILE_IS_A_FOLDER',
  EACCES: 'FILE_NOT_READABLE',
  EPERM: 'FILE_NOT_READABLE',
}

/** One sentence with a code and a place; a stack only for what nobody expected. */
export function explainFailure(error: unknown): string {
  if (error instanceof RefusalError) {
    const { code, message, place, moneyMoved } = error.refusal
    const where = place ? ` at ${place}` : ''
    return `${code}${where}: ${message}${moneyMoved === 'none' ? '' : ` (money moved: ${moneyMoved})`}`
  }
  const { code, name, message, place, path } = error as Error & { code?: string; place?: string; path?: string }
  const problem = FILE_CODES[code ?? '']
  if (problem) return `${problem}${path ? ` at ${path}` : ''}: ${FILE_PROBLEMS[problem]}`
  if (code && code !== name) return `${code}${place ? ` at ${place}` : ''}: ${message}`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
