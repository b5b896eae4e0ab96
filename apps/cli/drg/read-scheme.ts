import { readFile, stat } from 'node:fs/promises'
import {
  type CompiledScheme,
  compileScheme,
  isCompiledScheme,
  loadScheme,
  readTablesFolder,
  type Schemes,
} from '@medsettle/grouper'
import { BadUsage } from '../bad-usage.ts'

/** A folder of tables, or a compiled scheme. */
async function readScheme(path: string): Promise<CompiledScheme> {
  if ((await stat(path)).isDirectory()) return compileScheme(await readTablesFolder(path))
  const bytes = await readFile(path)
  if (!isCompiledScheme(bytes))
    throw new BadUsage(`${path} is neither a folder of tables nor a compiled scheme; import it first`)
  return loadScheme(bytes, path)
}

/** One per version; the first is for cases that name none. */
export async function readSchemes(paths: readonly string[]): Promise<Schemes> {
  const [first, ...others] = await Promise.all(paths.map(readScheme))
  if (!first) throw new BadUsage('give a scheme: --scheme DIR or FILE')
  const schemes: [CompiledScheme, ...CompiledScheme[]] = [first, ...others]
  const twin = schemes.find((one, at) => schemes.findIndex((other) => other.version === one.version) !== at)
  if (twin) throw new BadUsage(`two schemes have the version ${twin.version}; a case could not say which it means`)
  return schemes
}
