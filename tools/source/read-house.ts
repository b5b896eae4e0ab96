import { type ParsedSource, parseSource } from './parse-source.ts'
import { isTypeScript, readSources, type SourceFile } from './read-sources.ts'

/** The whole checkout, read once. */
export interface House {
  readonly files: readonly SourceFile[]
  /** the TypeScript among them */
  readonly parsed: readonly ParsedSource[]
  /** null when there is no such file */
  textOf(path: string): string | null
}

/** @param root absolute path of the checkout */
export function readHouse(root: string): House {
  const files = readSources(root)
  const texts = new Map(files.map(({ path, text }) => [path, text]))
  return {
    files,
    parsed: files.filter(({ path }) => isTypeScript(path)).map(parseSource),
    textOf: (path) => texts.get(path) ?? null,
  }
}
