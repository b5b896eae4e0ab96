import type { Finding } from '../source/finding.ts'
import type { ParsedSource } from '../source/parse-source.ts'
import { resolveImport } from '../source/resolve-import.ts'

/** file → files it runs; types leave nothing behind and cannot close a circle */
export type ImportGraph = ReadonlyMap<string, readonly string[]>

export function graphOf(sources: readonly ParsedSource[]): ImportGraph {
  return new Map(
    sources.map((source) => [
      source.path,
      source.imports
        .filter((one) => !one.typeOnly)
        .map((one) => resolveImport(source.path, one.specifier))
        .flatMap((target) => (target.kind === 'file' ? target.path : [])),
    ]),
  )
}

/** Files that wait for one another to be loaded: whoever comes first sees the other half empty. */
export function findCycles(graph: ImportGraph): Finding[] {
  const done = new Set<string>()
  const findings: Finding[] = []
  const walk = (file: string, road: readonly string[]): void => {
    const at = road.indexOf(file)
    if (at !== -1) {
      findings.push({ place: file, message: `imports itself: ${[...road.slice(at), file].join(' → ')}` })
      return
    }
    if (done.has(file)) return
    for (const next of graph.get(file) ?? []) walk(next, [...road, file])
    done.add(file)
  }
  for (const file of graph.keys()) walk(file, [])
  return findings
}

/** Everything a file runs, itself included. */
export function reachOf(graph: ImportGraph, start: string): ReadonlySet<string> {
  const reached = new Set([start])
  for (const file of reached) for (const next of graph.get(file) ?? []) reached.add(next)
  return reached
}
