import { posix } from 'node:path'
import type { Finding } from '../source/finding.ts'
import type { SourceFile } from '../source/read-sources.ts'

const LINK = /\]\(([^)\s#]+)(?:#[^)\s]*)?\)/g
const NAMED_FILE =
  /`((?:apps|bench|channels|docs|domain|examples|flow|packages|sim|store|tests|tools)\/[\w./-]+\.(?:tsx?|sql|json|md))`/g

/** Links and file names in documents that lead nowhere: a reader who follows one loses trust in the rest. */
export function checkLinks(sources: readonly SourceFile[]): Finding[] {
  const known = new Set<string>()
  for (const { path } of sources) for (let place = path; place !== '.'; place = posix.dirname(place)) known.add(place)
  return sources
    .filter(({ path }) => path.endsWith('.md'))
    .flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, index) =>
        targetsOf(path, line)
          .filter((target) => !known.has(target))
          .map((target) => ({ place: `${path}:${index + 1}`, message: `leads to ${target}, which is not there` })),
      ),
    )
}

function targetsOf(path: string, line: string): string[] {
  const linked = [...line.matchAll(LINK)]
    .map((match) => match[1]!)
    .filter((target) => !/^[a-z]+:/.test(target) && !target.startsWith('/'))
    .map((target) => posix.join(posix.dirname(path), target).replace(/\/$/, ''))
  return [...linked, ...[...line.matchAll(NAMED_FILE)].map((match) => match[1]!)]
}
