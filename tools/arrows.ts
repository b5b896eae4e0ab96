import { join } from 'node:path'
import { checkArrows } from './arrows/check-arrows.ts'
import { findCycles, graphOf } from './arrows/find-cycles.ts'
import { showFinding } from './source/finding.ts'
import { parseSource } from './source/parse-source.ts'
import { isTypeScript, readSources } from './source/read-sources.ts'

/** `node tools/arrows.ts`: which import points the wrong way, and which files import themselves. */
const sources = readSources(join(import.meta.dirname, '..'))
  .filter((file) => isTypeScript(file.path))
  .map(parseSource)
const findings = [...checkArrows(sources), ...findCycles(graphOf(sources))]
for (const finding of findings) console.log(showFinding(finding))
console.log(`arrows: ${sources.length} files, ${findings.length} findings`)
process.exitCode = findings.length === 0 ? 0 : 1
