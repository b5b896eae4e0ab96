// Would catch: a prescription paid twice because nobody found its other bill; a neighbour's bill that counts; a look-up that
// reads every bill the hospital ever had.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestBooks, type TestBooks } from './ledger/open-test-books.ts'
import { countPaidPrescriptions } from './read-bill.ts'

let books: TestBooks
beforeAll(async () => {
  books = await openTestBooks()
  await books.asOwner(
    `insert into medsettle.institution (region_id, institution_id, name, hospital_level) values ('330100', 'H0002', '邻院', '2')`,
  )
})
afterAll(() => books?.drop())

const bill = (id: string, prescriptions: readonly string[], status: string, institution = 'H0001') =>
  books.asOwner(
    `insert into medsettle.bill (region_id, institution_id, bill_id, his_bill_no, charge_batch_no, business_date, patient_id,
       prescription_nos, total_fen, visit, lines, sealed_person, content_hash, created_at)
     values ('330100', '${institution}', '${id}', '${id}', '${id}', '2026-03-02', 'p', '{${prescriptions.join(',')}}', 100,
       '{}', '[]', 'x', 'x', now());
     insert into medsettle.payment_order (region_id, institution_id, order_id, bill_id, status, version, business_date,
       total_fen, pay_token_hash, expires_at, created_at, updated_at, state)
     values ('330100', '${institution}', 'po-${id}', '${id}', '${status}', 1, '2026-03-02', 100, 'x', now(), now(), now(), '{}')`,
  )

test('other bills with one of its prescriptions that are paid, or being paid, each once', async () => {
  await bill('asked', ['RX1', 'RX2', 'RX2'], 'quoted')
  await bill('paid', ['RX1', 'RX2'], 'paid')
  await bill('charging', ['RX2'], 'charging')
  await bill('closed', ['RX1'], 'closed')
  await bill('other', ['RX3'], 'paid')
  await bill('none', [], 'paid')
  await bill('neighbour', ['RX1'], 'paid', 'H0002')
  const asHospital = books.databases.asInstitution('H0001')
  const counted = async (billId: string): Promise<number> => countPaidPrescriptions(asHospital, billId)
  expect([await counted('asked'), await counted('other'), await counted('none')]).toEqual([2, 0, 0])
  expect(await countPaidPrescriptions(books.databases.asPlatform(), 'asked')).toBe(2)
})

test('five thousand bills later no more rows are read', async () => {
  await books.asOwner(
    `insert into medsettle.bill (region_id, institution_id, bill_id, his_bill_no, charge_batch_no, business_date, patient_id,
       prescription_nos, total_fen, visit, lines, sealed_person, content_hash, created_at)
     select '330100', 'H0001', 'b' || i, 'h' || i, 'c', '2026-03-02', 'p', array['RY' || i], 100, '{}', '[]', 'x', 'x', now()
     from generate_series(1, 5000) i; analyze medsettle.bill; analyze medsettle.bill_prescription`,
  )
  const asHospital = books.databases.asInstitution('H0001')
  const read = async (): Promise<number> => {
    const [row] = await books.asOwner(
      `select (seq_tup_read + coalesce(idx_tup_fetch, 0))::int as read from pg_stat_user_tables where relname = 'bill_prescription'`,
    )
    return row!.read as number
  }
  await asHospital.query('select pg_stat_force_next_flush()')
  const before = await read()
  for (let times = 0; times < 10; times++) await countPaidPrescriptions(asHospital, 'b17')
  await asHospital.query('select pg_stat_force_next_flush()')
  await asHospital.query('select 1')
  const more = (await read()) - before
  expect(more).toBeGreaterThan(9)
  expect(more).toBeLessThan(200)
})
