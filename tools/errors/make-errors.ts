import type { ParsedSource } from '../source/parse-source.ts'
import type { SourceFile } from '../source/read-sources.ts'
import { isTest } from '../source/read-sources.ts'
import { findCauses } from './find-causes.ts'
import { findWords, REFUSAL, WORK_ORDER } from './find-refusals.ts'
import { findRaised, findThrown } from './find-thrown.ts'
import { writeErrors } from './write-errors.ts'

/** Where the platform speaks. The sandbox speaks for others, the demo and the judges speak to nobody. */
const SPEAKERS = /^(domain|flow|store|channels|packages|apps\/(?!sandbox\/|cli\/))/
const MUTE = /\/(fixtures|bench)\/|^channels\/template\//

/** The text of docs/errors.md. */
export function makeErrors(parsed: readonly ParsedSource[], files: readonly SourceFile[]): string {
  const sources = parsed.filter(({ path }) => SPEAKERS.test(path) && !MUTE.test(path) && !isTest(path))
  return writeErrors({
    refusals: findWords(sources, REFUSAL),
    workOrders: [...findWords(sources, WORK_ORDER), ...sources.flatMap(findCauses)],
    thrown: [
      ...sources.flatMap(findThrown),
      ...files.filter(({ path }) => /^store\/migrations\/.*\.sql$/.test(path)).flatMap(findRaised),
    ],
  })
}
