// Would catch: an amount that loses its text, and any text that JSON.parse takes and this reader refuses, or the reverse:
// the two are compared on drawn documents and on documents with one letter wrong.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readJson } from './read-json.ts'

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown
const lossless = JSON as unknown as { parse(text: string, reviver: Reviver): unknown; rawJSON(text: string): unknown }

/** The same by means of the language alone. */
const byReviver = (text: string): unknown =>
  lossless.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined ? lossless.rawJSON(source) : value,
  )

/** What a reader makes of a text, written out again; `refused` when it throws. */
function told(read: (text: string) => unknown, text: string): string {
  try {
    return JSON.stringify(read(text))
  } catch {
    return 'refused'
  }
}

const same = (text: string): boolean => told(readJson, text) === told(byReviver, text)

const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.constantFrom('0.10', '-0.00', '1E+2', '0e-8', '12345678901234567890.123', '1.0'),
)
const blank = fc.constantFrom('', ' ', '\n\t', '\r ')
const { document } = fc.letrec<{ document: string }>((tie) => ({
  document: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom('null', 'true', 'false'),
    number,
    fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)),
    fc
      .tuple(blank, fc.array(tie('document'), { maxLength: 4 }))
      .map(([gap, parts]) => `[${gap}${parts.join(`${gap},`)}]`),
    fc
      .tuple(
        blank,
        fc.array(fc.tuple(fc.constantFrom('a', 'b', '1', '__proto__', '', '费用'), tie('document')), { maxLength: 4 }),
      )
      .map(
        ([gap, rows]) =>
          `{${gap}${rows.map(([name, value]) => `${JSON.stringify(name)}${gap}:${value}`).join(`,${gap}`)}${gap}}`,
      ),
  ),
}))

it('reads what JSON.parse reads', () => {
  fc.assert(fc.property(document, same), { numRuns: 1000 })
})

it('refuses what JSON.parse refuses, and takes what it takes, with one letter put in, taken out or changed', () => {
  const letters = '"\\{}[]:,.-+eE0123456789 tfn\u0000\u001f\u2028ub/'
  const wrong = fc
    .tuple(document, fc.nat(), fc.constantFrom(0, 1), fc.constantFrom('', ...letters))
    .map(([text, at, gone, letter]) => {
      const place = at % (text.length + 1)
      return text.slice(0, place) + letter + text.slice(place + gone)
    })
  fc.assert(fc.property(wrong, same), { numRuns: 3000 })
})

it.each([
  '',
  ' ',
  '01',
  '1.',
  '.5',
  '-',
  '+1',
  '1e',
  '"',
  '"\\',
  '"\\u12"',
  '"\t"',
  '[1,]',
  '[,1]',
  '{"a":1,}',
  '{a:1}',
  '{"a"}',
  '[1 2]',
  '{"a":1 "b":2}',
  'nul',
  'truefalse',
  '[1]]',
  '\uFEFF1',
  '"\\x"',
  '"\ud800"',
  '{"a":1,"a":2}',
  '\u00a01',
])('judges %j as JSON.parse does', (text) => {
  expect(told(readJson, text)).toBe(told(byReviver, text))
})

it('does not let a name change what an object is', () => {
  const read = readJson('{"__proto__":{"infcode":0}}') as Record<string, unknown>
  expect([Object.getPrototypeOf(read), Object.keys(read), read.infcode]).toEqual([
    Object.prototype,
    ['__proto__'],
    undefined,
  ])
})

it('refuses what is nested without end', () => {
  expect(() => readJson('['.repeat(1_000_000))).toThrow(RangeError)
})
