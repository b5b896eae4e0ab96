import { type ESTree, type ParseResult, parseSync } from 'vite'
import type { SourceFile } from './read-sources.ts'

/** One import, export-from or import() of a file. */
export interface Import {
  /** as written: `../money.ts`, `node:fs`, `zod` */
  readonly specifier: string
  /** nothing of it is left at run time */
  readonly typeOnly: boolean
  readonly line: number
}

export interface ParsedSource extends SourceFile {
  readonly program: ESTree.Program
  readonly imports: readonly Import[]
  /** names other files can import, `default` included */
  readonly exports: readonly string[]
  /** 1-based line of an offset into `text` */
  lineOf(offset: number): number
}

/**
 * Parses TypeScript with the parser inside Vite: TypeScript 7 ships no compiler API, and dependency-cruiser, which needs
 * one, sees no .ts file here.
 * @throws Error naming file and line when the text is not TypeScript
 */
export function parseSource(file: SourceFile): ParsedSource {
  const result = parseSync(file.path, file.text)
  const lineOf = lineIndex(file.text)
  const [broken] = result.errors
  if (broken)
    throw new Error(`${file.path}:${lineOf(broken.labels[0]?.start ?? 0)} cannot be parsed: ${broken.message}`)
  return {
    ...file,
    program: result.program,
    imports: importsOf(file.text, result, lineOf),
    exports: exportsOf(result),
    lineOf,
  }
}

type Module = ParseResult['module']

function importsOf(text: string, { module }: { module: Module }, lineOf: (offset: number) => number): Import[] {
  const imported = module.staticImports.map(({ moduleRequest, entries, start }) => ({
    specifier: moduleRequest.value,
    typeOnly: entries.length > 0 && entries.every((entry) => entry.isType),
    line: lineOf(start),
  }))
  const passedOn = module.staticExports.flatMap(({ entries, start }) => {
    const [first] = entries.flatMap((entry) => entry.moduleRequest ?? [])
    if (!first) return []
    return [{ specifier: first.value, typeOnly: entries.every((entry) => entry.isType), line: lineOf(start) }]
  })
  const dynamic = module.dynamicImports.flatMap(({ moduleRequest: { start, end } }) => {
    const written = /^(['"`])([^'"`$]+)\1$/.exec(text.slice(start, end))
    return written ? [{ specifier: written[2]!, typeOnly: false, line: lineOf(start) }] : []
  })
  return [...imported, ...passedOn, ...dynamic]
}

const exportsOf = ({ module }: { module: Module }): string[] =>
  module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ exportName }) => (exportName.kind === 'Default' ? 'default' : (exportName.name ?? []))),
  )

function lineIndex(text: string): (offset: number) => number {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if (starts[middle]! <= offset) low = middle
      else high = middle - 1
    }
    return low + 1
  }
}
