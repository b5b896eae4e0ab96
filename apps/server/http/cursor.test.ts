import { describe, expect, it } from 'vitest'
import { RefusalError } from '../../../domain/identity/refusal.ts'
import { cutPage, readCursor, readDateCursor, writeCursor } from './cursor.ts'

/** Would catch: a page that skips or repeats a row, and a bent cursor that reaches the database. */
describe('a page', () => {
  const rows = [1, 2, 3]
  it.each([
    [2, [1, 2], 2],
    [3, [1, 2, 3], null],
    [4, [1, 2, 3], null],
  ])('of %i rows out of three', (limit, items, last) => {
    const page = cutPage(rows.slice(0, limit + 1), limit, (row) => [row])
    expect(page.items).toEqual(items)
    expect(page.nextCursor === null ? null : Number(readCursor(page.nextCursor, 1)![0])).toBe(last)
  })
})

describe('a cursor', () => {
  it('comes back as it was given', () => {
    expect(readCursor(writeCursor(['2026-11-21', 'po_1']), 2)).toEqual(['2026-11-21', 'po_1'])
    expect(readCursor(undefined, 2)).toBeNull()
  })

  it.each([
    '',
    'x',
    Buffer.from('[]').toString('base64url'),
    Buffer.from('["a"]').toString('base64url'),
    Buffer.from('["a",{}]').toString('base64url'),
    Buffer.from('["a",1.5]').toString('base64url'),
    Buffer.from(`["a","${'b'.repeat(300)}"]`).toString('base64url'),
  ])('that was bent is refused: %j', (cursor) => {
    expect(() => readCursor(cursor, 2)).toThrow(RefusalError)
  })

  it('whose date is no date is refused', () => {
    expect(() => readDateCursor(writeCursor(['yesterday', 'po_1']))).toThrow(RefusalError)
  })
})
