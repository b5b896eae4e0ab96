import { connectDatabases, type Database } from '../../store/database.ts'
import { writeInstitution } from '../../store/institution.ts'
import { type Book, type BookAccount, type BookPosting, type BookRow, type KeptRefusal, stamp } from './history.ts'
import { CARDS, HOT, INCOME, TILL } from './plan-calls.ts'

/** The books of one institution, opened for a history and read when it is over. */
export interface Books {
  readonly regionId: string
  readonly institutionId: string
}

export async function openBooks(ownerUrl: string, institutionId: string): Promise<Books> {
  const books = { regionId: '330100', institutionId }
  const databases = connectDatabases(ownerUrl, 1)
  try {
    const database = databases.asPlatform()
    await writeInstitution(database, { ...books, name: `测试医院 ${institutionId}`, hospitalLevel: '3' })
    const open = (paths: readonly string[], limited: string) =>
      database.query('select medsettle.open_accounts($1, $2, $3, $4)', [books.regionId, institutionId, paths, limited])
    await open([HOT, INCOME], 'none')
    await open(CARDS, 'debits')
    await open([TILL], 'credits')
  } finally {
    await databases.close()
  }
  return books
}

/** All that is stored, with instants on the clock of the calls. */
export async function readBook(ownerUrl: string, { institutionId }: Books): Promise<Book> {
  const databases = connectDatabases(ownerUrl, 1)
  const database = databases.asPlatform()
  const behind = Date.now() * 1000 - stamp()
  try {
    return {
      accounts: await database.query<BookAccount & Record<string, unknown>>(ACCOUNTS, [institutionId]),
      rows: await database.query<BookRow & Record<string, unknown>>(ROWS, [institutionId, behind]),
      postings: await database.query<BookPosting & Record<string, unknown>>(POSTINGS, [institutionId]),
      refusals: await database.query<KeptRefusal & Record<string, unknown>>(REFUSALS, [institutionId]),
    }
  } finally {
    await databases.close()
  }
}

const ACCOUNTS = `select a.path, s.limited, s.debits_fen as debits, s.credits_fen as credits,
    s.debits_pending_fen as "debitsPending", s.credits_pending_fen as "creditsPending"
  from medsettle.account a join medsettle.account_state s using (account_id) where a.institution_id = $1`

const ROWS = `select t.booking_no as "bookingNo", t.transfer_id as "transferId", t.kind, d.path as debit, c.path as credit,
    t.amount_fen as amount, t.code, t.effective_date as "effectiveDate", t.pending_id as "pendingId",
    t.reverses_id as "reversesId", t.asked_fen as asked, t.released_fen as released, t.timeout_ms as "timeoutMs",
    (extract(epoch from t.expires_at) * 1000000)::bigint - $2::bigint as expires
  from medsettle.transfer t
  left join medsettle.account d on d.account_id = t.debit_account
  left join medsettle.account c on c.account_id = t.credit_account
  where t.institution_id = $1 order by t.booking_no`

const POSTINGS = `select a.path, p.batch_no as "batchNo", p.effective_date as "effectiveDate", p.debits_fen as debits,
    p.credits_fen as credits, p.positions,
    json_build_object('debits', p.debits_after_fen, 'credits', p.credits_after_fen,
      'debitsPending', p.debits_pending_after_fen, 'creditsPending', p.credits_pending_after_fen) as after
  from medsettle.posting p join medsettle.account a using (account_id) where p.institution_id = $1`

const REFUSALS = `select transfer_id as "transferId", code, message from medsettle.refused_transfer where institution_id = $1`

/** One sentence for each seal that does not follow from the one before it and from the stored rows, of all institutions. */
export async function brokenSeals(ownerUrl: string): Promise<string[]> {
  const databases = connectDatabases(ownerUrl, 1)
  try {
    return await sealFaults(databases.asPlatform())
  } finally {
    await databases.close()
  }
}

export const sealFaults = async (database: Database): Promise<string[]> =>
  (await database.query<{ fault: string }>(SEALS)).map((one) => one.fault)

const SEALS = `with told as (
    select b.*, lag(b.hash, 1, sha256(convert_to(b.chain_id, 'UTF8'))) over chain as before,
      b.chain_seq - row_number() over chain as gap,
      (select sha256(convert_to(string_agg(medsettle.seal_text(t), E'\\n' order by t.booking_no), 'UTF8'))
       from medsettle.transfer t where t.booking_no between b.batch_no * 8192 and b.batch_no * 8192 + 8191) as found,
      (select count(*) from medsettle.transfer t
       where t.booking_no between b.batch_no * 8192 and b.batch_no * 8192 + 8191) as held
    from medsettle.ledger_batch b window chain as (partition by b.chain_id order by b.chain_seq))
  select 'batch ' || batch_no || ' does not hold what was sealed' as fault from told
    where found is distinct from digest or held <> transfers
  union all select 'batch ' || batch_no || ' does not follow from the one before it' from told
    where gap <> 0 or hash <> medsettle.batch_hash(before, batch_no, booked_at, digest)
  union all select 'chain ' || c.chain_id || ' ends elsewhere' from medsettle.ledger_chain c
    where (c.batches, c.head) is distinct from
      (select (b.chain_seq, b.hash) from told b where b.chain_id = c.chain_id order by b.chain_seq desc limit 1)
  union all select 'transfer ' || t.transfer_id || ' is in no sealed batch' from medsettle.transfer t
    where not exists (select from medsettle.ledger_batch b where b.batch_no = t.booking_no / 8192)`
