import { RefusalError } from '../../domain/identity/refusal.ts'

/** One sentence with a code and a place; a stack only for what nobody expected. */
export function explainFailure(error: unknown): string {
  if (error instanceof RefusalError) {
    const { code, message, place, moneyMoved } = error.refusal
    const where = place ? ` at ${place}` : ''
    return `${code}${where}: ${message}${moneyMoved === 'none' ? '' : ` (money moved: ${moneyMoved})`}`
  }
  const { code, name, message, place, path } = error as Error & { code?: string; place?: string; path?: string }
  const file = path ? ` at ${path}` : ''
  if (code === 'ENOENT' || code === 'ENOTDIR') return `FILE_NOT_FOUND${file}: there is no such file`
  if (code === 'EISDIR') return `FILE_IS_A_FOLDER${file}: a folder was given where a file is needed`
  if (code === 'EACCES' || code === 'EPERM') return `FILE_NOT_READABLE${file}: this user may not read it`
  if (code && code !== name) return `${code}${place ? ` at ${place}` : ''}: ${message}`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
