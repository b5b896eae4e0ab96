// Would catch: a trace line that is not the trace: a field left out, a quote not escaped, an order that differs, a row that is
// traced otherwise from its bytes than from its object.
import { createRandom } from '@medsettle/seeded'
import { expect, test } from 'vitest'
import { randomCase, randomScheme } from '../fixtures/random-scheme.ts'
import { createBlockGrouper } from './case-block.ts'
import { compileScheme } from './compile-scheme.ts'
import { decodeRow } from './decode-row.ts'
import type { GroupingCase } from './grouping-case.ts'
import { createLineTracer } from './line-tracer.ts'
import { createTracer } from './trace-case.ts'

const SCHEMES = 60
const CASES = 50

const schemeOf = (seed: number) => {
  const random = createRandom(seed).fork('lines')
  return { random, scheme: compileScheme({ ...randomScheme(random), version: 'with "quotes"\n' }) }
}

test('a line is JSON.stringify of the trace, byte for byte', () => {
  for (let seed = 1; seed <= SCHEMES; seed++) {
    const { random, scheme } = schemeOf(seed)
    const trace = createTracer(scheme)
    const line = createLineTracer(scheme)
    for (let index = 0; index < CASES; index++) {
      const one = randomCase(random)
      const odd = { ...one, id: `"${one.id}\\`, diagnoses: [...one.diagnoses, 'x"y'], dischargeWay: '去"世' }
      for (const record of [one, odd])
        expect(Buffer.from(line(record)).toString()).toBe(`${JSON.stringify(trace(record))}\n`)
    }
  }
})

test('so are the lines of a block, from rows read as bytes and from rows read as text', () => {
  const IDS = ['7', 'a\\b', '"x,y"', '号', 'a b', "it's"]
  const CODES = ['D1', 'x\\y', '码', 'd1 ', '']
  for (let seed = 1; seed <= SCHEMES; seed++) {
    const { random, scheme } = schemeOf(seed)
    const trace = createTracer(scheme)
    const rows = Array.from({ length: CASES }, () => {
      const { sex, ageYears, ageDays, birthWeightGrams, stayDays, diagnoses, procedures, dischargeWay } =
        randomCase(random)
      const numbers = [ageYears, ageDays, birthWeightGrams, '', stayDays].map((value) => value ?? '')
      const codes = [[...diagnoses, random.pick(CODES)].join('|'), procedures.join('|')]
      const way = random.pick([dischargeWay, dischargeWay, ` ${dischargeWay}`, '死亡'])
      return [random.pick(IDS), { male: 1, female: 2 }[sex ?? 'male'], ...numbers, way, ...codes].join(',')
    })
    const { output, cases } = createBlockGrouper([scheme], { trace: true })(Buffer.from(rows.join('\n')), true)
    const expected = rows.map((row) => `${JSON.stringify(trace(decodeRow(row) as GroupingCase))}\n`)
    expect({ seed, cases, text: Buffer.from(output).toString() }).toEqual({
      seed,
      cases: CASES,
      text: expected.join(''),
    })
  }
})
