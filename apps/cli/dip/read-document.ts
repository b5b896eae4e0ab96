import { readFile } from 'node:fs/promises'
import { BadUsage } from '../bad-usage.ts'

/** The text of a document. @throws BadUsage when it cannot be opened */
export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'EACCES')
      throw new BadUsage(`${path} cannot be read: ${code}`)
    throw error
  }
}
