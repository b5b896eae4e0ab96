import { readFile } from 'node:fs/promises'
import { NhsaError } from '@medsettle/nhsa'

/** The bytes of a file named on the command line. Every error of the file system then says which file it was. */
export async function readGivenFile(path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (error) {
    throw namingFile(error, path)
  }
}

/** EISDIR comes without a path: it is told by reading, not by opening. */
export const namingFile = (error: unknown, path: string): unknown =>
  error instanceof Error && 'code' in error ? Object.assign(error, { path }) : error

/** An error of the text as a whole has no place inside it: then the file is the place. */
export async function placedAt<T>(path: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof NhsaError && error.place === '') throw new NhsaError(error.code, path, error.message)
    throw error
  }
}
