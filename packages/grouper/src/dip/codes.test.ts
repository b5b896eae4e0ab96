// Would catch: one disease counted under two spellings, a key cut one character short because of the decimal point.
import { expect, test } from 'vitest'
import { chapterOf } from './chapter.ts'
import { longestPrefix, normaliseDiagnosis, normaliseProcedure, prefixText } from './codes.ts'
import { matchFormula, parseFormula } from './formula.ts'

test.each([
  ['K35.800', 'K35.800'],
  ['k358', 'K35.8'],
  [' K35.8 ', 'K35.8'],
  ['Ｋ３５．８', 'K35.8'],
  ['I10', 'I10.x'],
  ['I10.X00', 'I10.x00'],
  ['i10x00', 'I10.x00'],
  ['A17.0†', 'A17.0'],
  ['A17.000+G01*', 'A17.000'],
  ['J18.900x002', 'J18.900x002'],
  ['K35.', 'K35.x'],
  ['47.01', null],
  ['阑尾炎', null],
  ['', null],
])('diagnosis %s is %s', (text, code) => expect(normaliseDiagnosis(text)).toBe(code))

test('the key of four characters is a string of five (facts dip, trap 5)', () =>
  expect(['K35.800', 'k358', 'I10'].map((code) => normaliseDiagnosis(code)?.slice(0, 5))).toEqual([
    'K35.8',
    'K35.8',
    'I10.x',
  ]))

test.each([
  ['47.0100', '47.0100'],
  ['4701', '47.01'],
  ['47.01X001', '47.01x001'],
  ['47', '47'],
  ['K35.8', null],
])('procedure %s is %s', (text, code) => expect(normaliseProcedure(text)).toBe(code))

test('prefixes are spelt as codes are; the longest one of a table answers', () => {
  expect(['c77', 'e112', 'D0', 'I10'].map(prefixText)).toEqual(['C77', 'E11.2', 'D0', 'I10'])
  const table = new Map([
    ['47', 'operation'],
    ['47.9', 'diagnostic'],
  ])
  expect(['47.01', '47.91', '48.1'].map((code) => longestPrefix(table, code))).toEqual([
    'operation',
    'diagnostic',
    null,
  ])
})

test.each([
  ['A00.0', 'A00-B99'],
  ['D48.9', 'C00-D48'],
  ['D50.0', 'D50-D89'],
  ['H59.9', 'H00-H59'],
  ['H60.0', 'H60-H95'],
  ['K35.8', 'K00-K93'],
  ['T98.0', 'S00-T98'],
  ['U07.1', 'U00-U99'],
  ['V01.1', 'V01-Y98'],
  ['Z51.1', 'Z00-Z99'],
])('%s is of chapter %s', (code, chapter) => expect(chapterOf(code)).toBe(chapter))

test.each([
  ['47.01', ['47.01', '54.21'], ['47.01']],
  ['47.01+54.21', ['47.01', '54.21'], ['47.01', '54.21']],
  ['47.01+54.21', ['47.01'], null],
  ['36.06+00.40/00.66', ['00.66', '36.06'], ['00.66', '36.06']],
  ['36.06+00.40/00.66', ['00.40', '00.66'], null],
  ['', ['47.01'], []],
])('formula %s over %s names %s', (text, procedures, matched) =>
  expect(matchFormula(parseFormula(text, (code) => code)!, procedures)).toEqual(matched),
)
