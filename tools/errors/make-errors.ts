import type { ParsedSource } from '../source/parse-source.ts'
import type { SourceFile } from '../source/read-sources.ts'
import { isTest } from '../source/read-sources.ts'
import { findCauses } from './find-causes.ts'
import { findWords, REFUSAL, WORK_ORDER } from './find-refusals.ts'
import { findTables } from './find-tables.ts'
import { findRaised, findSaid, findThrown } from './find-thrown.ts'
import { writeErrors } from './write-errors.ts'

/** Where the platform speaks. The sandbox speaks for others, the demo and the judges speak to nobody. */
const SPEAKERS = /^(domain|flow|store|channels|packages|apps\/(?!sandbox\/|cli\/))/
/** The command line tells by code too; what its verbs throw on the way is theirs, its tables are for everybody. */
const TELLERS = /^(domain|flow|store|channels|packages|apps\/(?!sandbox\/|cli\/demo\/))/
const MUTE = /\/(fixtures|bench)\/|^channels\/template\//

/** The text of docs/errors.md. */
export function makeErrors(parsed: readonly ParsedSource[], files: readonly SourceFile[]): string {
  const heard = (who: RegExp): ParsedSource[] =>
    parsed.filter(({ path }) => who.test(path) && !MUTE.test(path) && !isTest(path))
  const sources = heard(SPEAKERS)
  const refusals = findWords(sources, REFUSAL)
  return writeErrors({
    refusals,
    told: findTables(heard(TELLERS), refusals),
    workOrders: [...findWords(sources, WORK_ORDER), ...sources.flatMap(findCauses)],
    thrown: [
      ...sources.flatMap(findThrown),
      ...sources.filter(({ path }) => /^(channels|packages)\//.test(path)).flatMap(findSaid),
      ...files.filter(({ path }) => /^store\/migrations\/.*\.sql$/.test(path)).flatMap(findRaised),
    ],
  })
}
