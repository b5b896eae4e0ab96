// Would catch: a compiled scheme that was cut short, altered or written by another version, and groups all the same.
import { expect, test } from 'vitest'
import { CASE, schemeWith } from '../fixtures/small-scheme.ts'
import { compileScheme } from './compile-scheme.ts'
import { isCompiledScheme, loadScheme, saveScheme } from './compiled-file.ts'
import { groupCase } from './group-case.ts'

const scheme = compileScheme(schemeWith({ principalDiagnosisIn: 'dx' }, { diagnosisMap: { OLD: 'D1' } }))
const file = saveScheme(scheme)

test('what was saved loads as what it was, codes of another catalogue included', () => {
  const loaded = loadScheme(file)
  expect(loaded.interned).toEqual(scheme.interned)
  expect(groupCase(loaded, { ...CASE, diagnoses: ['OLD', 'C2'] }).drg).toBe('TA13')
  expect(saveScheme(loaded).equals(file)).toBe(true)
})

const changed = (at: number): Buffer => {
  const copy = Buffer.from(file)
  copy[at] = copy[at]! ^ 1
  return copy
}
test.each([
  ['one bit of its head', changed(60), 'GROUPER_DAMAGED_FILE'],
  ['one bit of its last list', changed(file.length - 4), 'GROUPER_DAMAGED_FILE'],
  ['its checksum', changed(9), 'GROUPER_DAMAGED_FILE'],
  ['cut short', file.subarray(0, -1), 'GROUPER_DAMAGED_FILE'],
  ['only its first bytes', file.subarray(0, 6), 'GROUPER_OTHER_FORMAT'],
  ['empty', Buffer.alloc(0), 'GROUPER_DAMAGED_FILE'],
  ['another version of the format', changed(5), 'GROUPER_OTHER_FORMAT'],
])('refused: %s', (_, bytes, code) => {
  expect(() => loadScheme(bytes)).toThrow(expect.objectContaining({ code }))
})

test('a folder or a CSV file is not taken for a compiled scheme', () => {
  expect(isCompiledScheme(Buffer.from('1,1,49'))).toBe(false)
  expect(isCompiledScheme(file)).toBe(true)
})
