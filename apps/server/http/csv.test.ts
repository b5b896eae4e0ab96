import { describe, expect, it } from 'vitest'
import { showCell } from './csv.ts'

/** Would catch: a cell that breaks its row, or that a spreadsheet carries out as a formula. */
describe('a CSV cell', () => {
  it.each([
    [null, ''],
    ['', ''],
    [0, '0'],
    ['-12.34', '-12.34'],
    ['患者甲', '患者甲'],
    ['a,b', '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ['two\nlines', '"two\nlines"'],
    ['=1+1', "'=1+1"],
    ['+cmd', "'+cmd"],
    ['-cmd', "'-cmd"],
    ['@x', "'@x"],
    ['=a,b', `"'=a,b"`],
  ])('%j is written %j', (cell, written) => expect(showCell(cell)).toBe(written))
})
