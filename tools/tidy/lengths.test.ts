import { describe, expect, it } from 'vitest'
import { parseSource } from '../source/parse-source.ts'
import { checkLengths, LONGEST, lengthsOf, measure } from './lengths.ts'

const body = (lines: number): string => `function long() {\n${'  go()\n'.repeat(lines - 2)}}\n`
const measured = (path: string, text: string) => measure([parseSource({ path, text })])

/** Would catch a function or a file that grows past what one can hold in the head. */
describe('lengths', () => {
  it.each([
    ['a.ts', 70, []],
    ['a.ts', 71, ['a.ts:1 long has 71 lines; 70 at most']],
    ['a.test.ts', 71, []],
  ])('%s with a function of %i lines', (path, lines, expected) => {
    const findings = checkLengths(measured(path, body(lines)), { ...LONGEST, overFortyPerMille: 1000 })
    expect(findings.filter((one) => one.place !== '(all)').map((one) => `${one.place} ${one.message}`)).toEqual(
      expected,
    )
  })

  it('counts a method and an arrow function as well', () => {
    const text = 'class A {\n  method() {\n    return 1\n  }\n}\nconst f = () => {\n  return 2\n}\n'
    expect(measured('a.ts', text).functions.map((one) => one.lines)).toEqual([3, 3])
  })

  it('a file of 301 lines is too long, a test file too', () => {
    const long = 'a()\n'.repeat(301)
    for (const path of ['a.ts', 'a.test.ts'])
      expect(checkLengths(measured(path, long), LONGEST)).toEqual([{ place: path, message: '301 lines; 300 at most' }])
  })

  it('the ratchet holds what was reached, and never loosens the hard limit', () => {
    expect(checkLengths(measured('a.ts', body(30)), { ...LONGEST, function: 29 })).toHaveLength(1)
    expect(checkLengths(measured('a.ts', body(71)), { ...LONGEST, function: 900 })).toHaveLength(2)
  })

  it('one function in twenty over 40 lines is the most', () => {
    const short = 'const f = () => 1\n'
    expect(lengthsOf(measured('a.ts', body(41) + short.repeat(19))).overFortyPerMille).toBe(50)
    expect(checkLengths(measured('a.ts', body(41) + short.repeat(18)), LONGEST)).toEqual([
      { place: '(all)', message: '53 ‰ of functions exceed 40 lines; 50 ‰ at most' },
    ])
  })
})
