import { readFile } from 'node:fs/promises'
import { BadUsage } from '../bad-usage.ts'

/** The text of a document named on the command line. @throws BadUsage when it cannot be opened */
export async function readDocumentFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new BadUsage(`${path} cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'not a file'}`)
  }
}
