// Adds vitest's own counts to the check's, prints `N passed, N failed` and exits 1 on any failure or when no test ran.
import { existsSync, readFileSync } from 'node:fs'

const [testsFile, checkFile, testsCode, checkCode] = process.argv.slice(2)
const tests = readTests(testsFile)
const check = readCheck(checkFile)
const passed = tests.passed + check.passed
let failed = tests.failed + check.failed
// a run that broke off after its tests (a hook, a worker that died) has failed although no test says so
if (testsCode !== '0' && tests.failed === 0) failed += 1
if (checkCode !== '0' && check.failed === 0) failed += 1
if (tests.passed === 0 && failed === 0) failed += 1
console.log(
  `tests: ${tests.passed} passed, ${tests.failed} failed · check: ${check.passed} passed, ${check.failed} failed`,
)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

function readTests(file) {
  if (!existsSync(file)) return { passed: 0, failed: 0 }
  const counts = JSON.parse(readFileSync(file, 'utf8'))
  // a file that cannot even be loaded holds no test that could fail
  const unloaded = counts.testResults.filter((one) => one.status === 'failed' && one.assertionResults.length === 0)
  return { passed: counts.numPassedTests, failed: counts.numFailedTests + unloaded.length }
}

function readCheck(file) {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : []
  const counted = /^(\d+) passed, (\d+) failed$/.exec(lines.at(-1) ?? '')
  return counted ? { passed: Number(counted[1]), failed: Number(counted[2]) } : { passed: 0, failed: 0 }
}
