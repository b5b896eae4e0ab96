import { graphOf, reachOf } from '../arrows/find-cycles.ts'
import type { ParsedSource } from '../source/parse-source.ts'
import { isTest } from '../source/read-sources.ts'

/** Rooms whose tests need nothing but themselves. */
const FAST_ROOMS = /^(domain|packages|channels|tools)\//
/** What starts a database, a server on loopback or a browser. */
const SLOW_FILE =
  /^(tests|store|flow|sim)\/|^apps\/(sandbox|server|cli)\/|^channels\/contract\/sandbox-counterpart\.ts$/
/** A test that starts processes speaks of the whole process, and the fast tests share theirs. */
const SLOW_MODULE = new Set(['node:child_process', 'node:worker_threads', 'playwright-core'])

/** The tests that are run by every check: those of the pure rooms which reach nothing slow. */
export function fastTests(sources: readonly ParsedSource[]): string[] {
  const graph = graphOf(sources)
  const slow = new Set(sources.filter(isSlow).map((source) => source.path))
  return sources
    .map((source) => source.path)
    .filter(
      (path) => isTest(path) && FAST_ROOMS.test(path) && ![...reachOf(graph, path)].some((file) => slow.has(file)),
    )
}

const isSlow = ({ path, imports }: ParsedSource): boolean =>
  SLOW_FILE.test(path) || imports.some((one) => SLOW_MODULE.has(one.specifier))
