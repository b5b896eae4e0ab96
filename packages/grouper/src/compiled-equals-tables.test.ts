// Would catch: a decision table that takes a case another way than its tables say, whatever the shape of the scheme; a group
// that depends on the order or the number of secondary diagnoses; a compiled file that groups otherwise than its tables.
import { createRandom } from '@medsettle/seeded'
import { expect, test } from 'vitest'
import { groupNaively } from '../fixtures/naive-grouping.ts'
import { randomCase, randomScheme } from '../fixtures/random-scheme.ts'
import { compileScheme } from './compile-scheme.ts'
import { loadScheme, saveScheme } from './compiled-file.ts'
import { createCaseGrouper } from './group-case.ts'
import { createTracer } from './trace-case.ts'

const SCHEMES = 120
const CASES = 150

test('on random schemes the compiled engine, its saved copy and its trace say what a walk through the tables says', () => {
  const seen = new Set<string>()
  for (let seed = 1; seed <= SCHEMES; seed++) {
    const random = createRandom(seed)
    const tables = randomScheme(random)
    const compiled = compileScheme(tables)
    const group = createCaseGrouper(compiled)
    const groupLoaded = createCaseGrouper(loadScheme(saveScheme(compiled)))
    const trace = createTracer(compiled)
    for (let index = 0; index < CASES; index++) {
      const record = randomCase(random)
      const expected = groupNaively(tables, record)
      seen.add(expected === '0000' ? expected : expected.slice(1))
      const found = [group(record).drg, groupLoaded(record).drg, trace(record).drg]
      expect({ seed, record, found }).toEqual({ seed, record, found: [expected, expected, expected] })
    }
  }
  // the schemes really lead everywhere: no group, QY, every kind of split
  for (const group of ['0000', 'QY', 'A19', 'K11', 'R13', 'Z15']) expect(seen).toContain(group)
})

test('secondary diagnoses in another order, or twice, change nothing', () => {
  for (let seed = 1; seed <= SCHEMES; seed++) {
    const random = createRandom(seed).fork('order')
    const group = createCaseGrouper(compileScheme(randomScheme(random)))
    for (let index = 0; index < CASES / 3; index++) {
      const record = randomCase(random)
      const [principal, ...others] = record.diagnoses
      const { drg } = group(record)
      const turned = { ...record, diagnoses: [principal!, ...others.toReversed()] }
      const doubled = { ...record, diagnoses: [principal!, ...others, ...others] }
      expect({ seed, record, drg: group(turned).drg }).toEqual({ seed, record, drg })
      expect({ seed, record, drg: group(doubled).drg }).toEqual({ seed, record, drg })
    }
  }
})
