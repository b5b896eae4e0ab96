import { join } from 'node:path'
import { fastTests } from './check/fast-tests.ts'
import { type Gate, type GateResult, runGates } from './check/run-gates.ts'
import { runProgram } from './check/run-program.ts'
import { readHouse } from './source/read-house.ts'

const ROOT = join(import.meta.dirname, '..')
/** Two cores everywhere: the same here and where the change is judged. */
const SLOTS = 2
/** Beyond this a person stops running it. */
const BUDGET_SECONDS = 60
const LONGEST_OUTPUT = 80

/** `npm run check`: every gate a change must pass, longest first, ending with `N passed, N failed`. */
async function main(): Promise<void> {
  const started = performance.now()
  const results = await runGates(gates(), SLOTS, (gate) => runProgram(ROOT, gate), report)
  const seconds = (performance.now() - started) / 1000
  const failed = results.filter((result) => !result.passed).length
  console.log(`${seconds.toFixed(1)} s${seconds > BUDGET_SECONDS ? `, over the budget of ${BUDGET_SECONDS} s` : ''}`)
  console.log(`${results.length - failed} passed, ${failed} failed`)
  process.exitCode = failed === 0 ? 0 : 1
}

function gates(): Gate[] {
  const tests = testsOrNothing()
  return [
    {
      name: 'fast tests',
      command: ['vitest', 'run', '--config', 'tools/fast-tests.config.ts', '--root', '.', '--reporter=dot', ...tests],
    },
    { name: 'types', command: ['tsc', '--noEmit', '-p', 'tsconfig.json'] },
    { name: 'dead code', command: ['knip', '--no-progress'] },
    { name: 'format and lint', command: ['biome', 'check', '--max-diagnostics=20'] },
    { name: 'tidy', command: ['node', 'tools/tidy.ts'] },
    { name: 'arrows', command: ['node', 'tools/arrows.ts'] },
  ]
}

/** A file that cannot be parsed is named by its own gates; the tests are then asked for as a whole. */
function testsOrNothing(): string[] {
  try {
    return fastTests(readHouse(ROOT).parsed)
  } catch (error) {
    console.log((error as Error).message)
    return ['domain', 'packages', 'tools']
  }
}

function report({ gate, passed, ms, output }: GateResult): void {
  console.log(`${passed ? 'ok  ' : 'FAIL'}  ${gate.name.padEnd(16)} ${(ms / 1000).toFixed(1).padStart(5)} s`)
  if (passed) return
  const lines = output.trimEnd().split('\n')
  const shown = lines.slice(-LONGEST_OUTPUT)
  if (shown.length < lines.length) console.log(`      … ${lines.length - shown.length} lines above`)
  for (const line of shown) console.log(`      ${line}`)
}

await main()
