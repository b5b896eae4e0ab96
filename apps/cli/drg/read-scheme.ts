import { readFile, stat } from 'node:fs/promises'
import { type CompiledScheme, compileScheme, isCompiledScheme, loadScheme, readTablesFolder } from '@medsettle/grouper'
import { BadUsage } from '../bad-usage.ts'

/** A folder of tables, or a compiled scheme. */
export async function readScheme(path: string): Promise<CompiledScheme> {
  if ((await stat(path)).isDirectory()) return compileScheme(await readTablesFolder(path))
  const bytes = await readFile(path)
  if (!isCompiledScheme(bytes))
    throw new BadUsage(`${path} is neither a folder of tables nor a compiled scheme; import it first`)
  return loadScheme(bytes, path)
}
