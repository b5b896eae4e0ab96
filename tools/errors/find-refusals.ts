import type { ParsedSource } from '../source/parse-source.ts'
import { resolveImport } from '../source/resolve-import.ts'
import { readCalls } from './read-calls.ts'
import { type CodeTable, readTables, tablesOfType } from './read-tables.ts'
import { fieldsFor, type Maker, readWords, type Said, type Shape } from './read-words.ts'

/** An expected "no": domain/identity/refusal.ts. */
export const REFUSAL: Shape = {
  code: 'code',
  needs: ['code', 'stage', 'moneyMoved', 'retrySameKey'],
  reports: ['stage', 'moneyMoved', 'retrySameKey'],
  sentence: 'message',
}

/** Something a person must look at: domain/order/step.ts. */
export const WORK_ORDER: Shape = {
  code: 'cause',
  needs: ['cause', 'title'],
  reports: ['dueInHours'],
  sentence: 'title',
}

/**
 * Every word of a shape in the house: objects written out, calls of the functions that make them, and the codes of tables
 * which such a function takes.
 */
export function findWords(sources: readonly ParsedSource[], shape: Shape): Said[] {
  const words = new Map(sources.map((source) => [source.path, readWords(source, shape)]))
  const makersOf = (path: string): readonly Maker[] => words.get(path)?.makers ?? []
  return sources.flatMap((source) => {
    const known = new Map(makersOf(source.path).map((maker) => [maker.name, maker]))
    for (const { specifier } of source.imports) {
      const target = resolveImport(source.path, specifier)
      if (target.kind === 'file') for (const maker of makersOf(target.path)) known.set(maker.name, maker)
    }
    const inTables = makersOf(source.path).flatMap((maker) => saidByTables(source, maker))
    return [...words.get(source.path)!.said, ...inTables, ...readCalls(source, known)]
  })
}

function saidByTables(source: ParsedSource, maker: Maker): Said[] {
  const names = tablesOfType(source, maker.codeType)
  return readTables(source)
    .filter((table: CodeTable) => names.includes(table.name))
    .flatMap((table) =>
      [...table.sentences].map(([code, sentence]) => ({
        place: table.place,
        word: { codes: [code], fields: fieldsFor(maker, code), sentence },
      })),
    )
}
