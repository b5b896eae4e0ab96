import { z } from 'zod'
import { isStorable } from './refuse-bad-text.ts'
import { requestRefusal } from './request-refusal.ts'

/** How a list is cut into pages. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(400).optional(),
})

export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    nextCursor: z.string().nullable().meta({ description: '为 null 时没有下一页 · null on the last page' }),
  })

/** A place in a list, opaque to the caller. */
export const writeCursor = (parts: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(parts)).toString('base64url')

/** @param count how many parts this list's cursor has @throws RefusalError REQUEST_INVALID */
export function readCursor(cursor: string | undefined, count: number): string[] | null {
  if (cursor === undefined) return null
  const parts = parse(cursor)
  if (!Array.isArray(parts) || parts.length !== count || !parts.every(isPart))
    throw requestRefusal('REQUEST_INVALID', { place: 'query.cursor', message: '游标无效 · not a cursor of this list' })
  return parts.map(String)
}

const isPart = (part: unknown): boolean =>
  (typeof part === 'string' && part.length <= 200 && isStorable(part)) || Number.isSafeInteger(part)

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    return null
  }
}

/** @param rows one more than `limit` when there is a next page */
export function cutPage<Row>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => readonly (string | number)[],
): { items: Row[]; nextCursor: string | null } {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: rows.length > limit && last !== undefined ? writeCursor(keyOf(last)) : null }
}

/** A cursor is made of what the caller gave back: dates in it must be dates before a database sees them. */
export function readDateCursor(cursor: string | undefined): [date: string, id: string] | null {
  const parts = readCursor(cursor, 2)
  if (!parts) return null
  if (Number.isNaN(Date.parse(parts[0]!)))
    throw requestRefusal('REQUEST_INVALID', { place: 'query.cursor', message: '游标无效 · not a cursor of this list' })
  return [parts[0]!, parts[1]!]
}
