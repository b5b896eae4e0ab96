import type { ParsedSource } from '../source/parse-source.ts'
import { readTables } from './read-tables.ts'
import type { Said } from './read-words.ts'

/** How a table of codes is called: `VALUE_REFUSALS`, `TARIFF_PROBLEMS`, `SCHEME_FINDINGS`. */
const TABLE = /^[A-Z_]+_(REFUSALS|PROBLEMS|FINDINGS)$/

/** One code of a table that is told with its place, and goes no further. */
export interface Told {
  readonly code: string
  readonly table: string
  readonly sentence: string
  readonly place: string
}

/** Every table of codes, but for the codes that `refusals` knows already: those promise something about the money. */
export function findTables(sources: readonly ParsedSource[], refusals: readonly Said[]): Told[] {
  const known = new Set(refusals.flatMap(({ word, place }) => word.codes.map((code) => `${code} ${fileOf(place)}`)))
  return sources.flatMap((source) =>
    readTables(source)
      .filter(({ name }) => TABLE.test(name))
      .flatMap(({ name, place, sentences }) =>
        [...sentences].map(([code, sentence]) => ({ code, table: name, sentence, place })),
      )
      .filter(({ code, place }) => !known.has(`${code} ${fileOf(place)}`)),
  )
}

const fileOf = (place: string): string => place.replace(/:\d+$/, '')
