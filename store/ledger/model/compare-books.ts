import type { Database } from '../../database.ts'
import type { BooksOf } from '../load-books.ts'
import type { Model } from './model.ts'

interface Both {
  readonly books: BooksOf
  readonly model: Model
  /** transfer id → the booking number that was answered */
  readonly bookings: ReadonlyMap<string, number>
}

/** Where the stored books are not what the model has: balances, reservations, each transfer, and their order. */
export async function compareBooks(database: Database, { books, model, bookings }: Both): Promise<string[]> {
  const accounts = await database.query<{ path: string; said: string }>(
    `select a.path, concat_ws(' ', s.status, s.debits_fen, s.credits_fen, s.debits_pending_fen, s.credits_pending_fen) as said
     from medsettle.account a join medsettle.account_state s using (account_id) where a.institution_id = $1`,
    [books.institutionId],
  )
  const rows = await database.query<{ id: string; no: number; said: string }>(
    `with batches as (
       select distinct p.batch_no from medsettle.account a join medsettle.posting p using (account_id) where a.institution_id = $1)
     select t.transfer_id as id, t.booking_no as no,
       concat_ws(' ', t.transfer_id, t.kind, d.path, c.path, t.amount_fen, t.effective_date) as said
     from batches b join medsettle.transfer t on t.booking_no between b.batch_no * 8192 and b.batch_no * 8192 + 8191
     join medsettle.account d on d.account_id = t.debit_account join medsettle.account c on c.account_id = t.credit_account
     where t.code <> 'expired' order by t.booking_no`,
    [books.institutionId],
  )
  const expected = [...model.done].map(([id, { wish, debit, credit, amount, day }]) =>
    [id, wish.kind, debit, credit, amount, day].join(' '),
  )
  return [
    ...accounts.flatMap(({ path, said }) => {
      const { status, debits, credits, heldDebits, heldCredits } = model.accounts.get(path)!
      const own = [status, debits, credits, heldDebits, heldCredits].join(' ')
      return own === said ? [] : [`${path}: expected ${own}, the books have ${said}`]
    }),
    ...differences(
      expected,
      rows.map((row) => row.said),
    ),
    ...rows.flatMap(({ id, no }) =>
      bookings.get(id) === no ? [] : [`${id} was answered as ${bookings.get(id)} and booked as ${no}`],
    ),
  ]
}

/** The first line that differs says enough. */
function differences(expected: readonly string[], stored: readonly string[]): string[] {
  const length = Math.max(expected.length, stored.length)
  for (let at = 0; at < length; at++)
    if (expected[at] !== stored[at])
      return [`booking ${at + 1}: expected ${expected[at] ?? 'none'}, the books have ${stored[at] ?? 'none'}`]
  return []
}
