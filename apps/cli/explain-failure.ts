import { RefusalError } from '../../domain/identity/refusal.ts'

/** One sentence with a code and a place; a stack only for what nobody expected. */
export function explainFailure(error: unknown): string {
  if (error instanceof RefusalError) {
    const { code, message, place, moneyMoved } = error.refusal
    const where = place ? ` at ${place}` : ''
    return `${code}${where}: ${message}${moneyMoved === 'none' ? '' : ` (money moved: ${moneyMoved})`}`
  }
  const { code, name, message, place } = error as Error & { code?: string; place?: string }
  if (code === 'ENOENT') return `FILE_NOT_FOUND: ${message}`
  if (code === 'EISDIR') return 'FILE_IS_A_FOLDER: a folder was given where a file is needed'
  if (code && code !== name) return `${code}${place ? ` at ${place}` : ''}: ${message}`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
