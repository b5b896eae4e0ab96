// Would catch: a trace line that is not the trace: a field left out, a quote not escaped, an order that differs.
import { createRandom } from '@medsettle/seeded'
import { expect, test } from 'vitest'
import { randomCase, randomScheme } from '../fixtures/random-scheme.ts'
import { compileScheme } from './compile-scheme.ts'
import { createTracer } from './trace-case.ts'
import { traceLine } from './trace-line.ts'

test('a trace line is JSON.stringify of the trace, byte for byte', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = createRandom(seed).fork('lines')
    const trace = createTracer(compileScheme({ ...randomScheme(random), version: 'with "quotes"\n' }))
    for (let index = 0; index < 50; index++) {
      const one = randomCase(random)
      const traced = trace({ ...one, id: `"${one.id}\\`, diagnoses: [...one.diagnoses, 'x"y'] })
      expect(traceLine(traced)).toBe(JSON.stringify(traced))
    }
  }
})
