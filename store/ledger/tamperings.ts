const bookingNoOf = (id: string) => `(select booking_no from medsettle.transfer where transfer_id = '${id}')`
export const batchOf = (id: string) => `(${bookingNoOf(id)} / 8192)`
export const accountOf = (path: string) => `(select account_id from medsettle.account where path = '${path}')`

/**
 * What somebody with the owner's rights may do to the books of verify.test.ts, and what is found then: `@T3` is the number of the
 * batch that holds T3, `#2` that of the third batch, `chain *` any chain.
 */
export type Tampering = readonly [what: string, sql: string, ...found: string[]]

export const TAMPERINGS: readonly Tampering[] = [
  [
    'an amount',
    `update medsettle.transfer set amount_fen = 1001 where transfer_id = 'T3'`,
    'BATCH_DIGEST_DIFFERS batch @T3',
    'POSTING_DIFFERS batch @T3, account H0001 asset/bank',
    'POSTING_DIFFERS batch @T3, account H0001 liability/deposits',
    'TOTALS_DIFFER batch @T3, account H0001 asset/bank',
    'TOTALS_DIFFER batch @T3, account H0001 liability/deposits',
  ],
  [
    'an id',
    `update medsettle.transfer set transfer_id = 'T3x' where transfer_id = 'T3'`,
    'BATCH_DIGEST_DIFFERS batch @T3',
  ],
  ['a code', `update medsettle.transfer set code = 'other' where transfer_id = 'T3'`, 'BATCH_DIGEST_DIFFERS batch @T3'],
  [
    'metadata',
    `update medsettle.transfer set metadata = '{"a":2}' where transfer_id = 'T6'`,
    'BATCH_DIGEST_DIFFERS batch @T6',
  ],
  [
    'a link',
    `update medsettle.transfer set order_id = 'OT9' where transfer_id = 'T3'`,
    'BATCH_DIGEST_DIFFERS batch @T3',
  ],
  [
    'a date',
    `update medsettle.transfer set effective_date = '2026-02-01' where transfer_id = 'T6'`,
    'BATCH_DIGEST_DIFFERS batch @T6',
    'POSTING_DIFFERS batch @T6, account H0001 asset/bank',
    'POSTING_DIFFERS batch @T6, account H0001 asset/bank',
    'POSTING_DIFFERS batch @T6, account H0001 liability/deposits',
    'POSTING_DIFFERS batch @T6, account H0001 liability/deposits',
  ],
  [
    'a transfer deleted, and its postings made to fit',
    `delete from medsettle.transfer where transfer_id = 'T7';
     delete from medsettle.posting p where p.batch_no = (select max(batch_no) - 1 from medsettle.ledger_batch)`,
    'BATCH_COUNT_DIFFERS batch @T7',
    'BATCH_DIGEST_DIFFERS batch @T7',
    'TOTALS_DIFFER batch @P2, account H0001 asset/bank',
    'TOTALS_DIFFER batch @P2, account H0001 liability/deposits',
  ],
  [
    'a transfer inserted into a batch',
    `insert into medsettle.transfer (region_id, institution_id, transfer_id, booking_no, kind, debit_account, credit_account, amount_fen, code, effective_date, booked_at)
     select region_id, institution_id, 'smuggled', booking_no + 1, kind, debit_account, credit_account, 1, code, effective_date, booked_at
     from medsettle.transfer where transfer_id = 'T7'`,
    'BATCH_COUNT_DIFFERS batch @T7',
    'BATCH_DIGEST_DIFFERS batch @T7',
    'POSTING_DIFFERS batch @T7, account H0001 asset/bank',
    'POSTING_DIFFERS batch @T7, account H0001 liability/deposits',
    'TOTALS_DIFFER batch @T7, account H0001 asset/bank',
    'TOTALS_DIFFER batch @T7, account H0001 liability/deposits',
  ],
  [
    'a transfer that belongs to no batch, beyond the last one',
    `insert into medsettle.transfer (region_id, institution_id, transfer_id, booking_no, kind, debit_account, credit_account, amount_fen, code, effective_date, booked_at)
     select region_id, institution_id, 'smuggled', booking_no + 81920000, kind, debit_account, credit_account, 1, code, effective_date, booked_at
     from medsettle.transfer where transfer_id = 'T7'`,
    'TRANSFER_WITHOUT_BATCH transfer smuggled',
    'POSTING_DIFFERS batch @T7+10000, account H0001 asset/bank',
    'POSTING_DIFFERS batch @T7+10000, account H0001 liability/deposits',
  ],
  [
    'the rows of two batches exchanged',
    `update medsettle.transfer set booking_no = -booking_no where transfer_id in ('T6', 'T7');
     update medsettle.transfer t set booking_no = -o.booking_no from medsettle.transfer o
     where (t.transfer_id, o.transfer_id) in (('T6', 'T7'), ('T7', 'T6'))`,
    ...['T6', 'T6', 'T7', 'T7'].flatMap((id) => [
      `POSTING_DIFFERS batch @${id}, account H0001 asset/bank`,
      `POSTING_DIFFERS batch @${id}, account H0001 liability/deposits`,
    ]),
    ...['T6', 'T7'].flatMap((id) => [
      `TOTALS_DIFFER batch @${id}, account H0001 asset/bank`,
      `TOTALS_DIFFER batch @${id}, account H0001 liability/deposits`,
    ]),
    'TRANSFER_TIME_DIFFERS transfer T6',
    'TRANSFER_TIME_DIFFERS transfer T7',
    'BATCH_DIGEST_DIFFERS batch @T6',
    'BATCH_DIGEST_DIFFERS batch @T7',
  ],
  [
    'an account’s total',
    `update medsettle.account_state set debits_fen = debits_fen + 1 where account_id = ${accountOf('asset/bank')}`,
    'STATE_DIFFERS account H0001 asset/bank',
    'BOOKS_UNBALANCED institution H0001',
  ],
  [
    'what is reserved',
    `update medsettle.account_state set credits_pending_fen = 0 where account_id = ${accountOf('liability/deposits')}`,
    'STATE_DIFFERS account H0001 liability/deposits',
    'BOOKS_UNBALANCED institution H0001',
  ],
  [
    'a running total in the middle',
    `update medsettle.posting set credits_after_fen = credits_after_fen + 5
     where account_id = ${accountOf('liability/deposits')} and batch_no = ${batchOf('T6')}`,
    'TOTALS_DIFFER batch @T6, account H0001 liability/deposits',
    'TOTALS_DIFFER batch @G1, account H0001 liability/deposits',
  ],
  [
    'which transfers a posting names',
    `update medsettle.posting set positions = '{0,1,2}' where account_id = ${accountOf('asset/bank')} and batch_no = ${batchOf('T3')}`,
    'POSTING_DIFFERS batch @T3, account H0001 asset/bank',
  ],
  [
    'when a posting was booked',
    `update medsettle.posting set booked_at = booked_at - interval '1 day' where account_id = ${accountOf('asset/bank')} and batch_no = ${batchOf('T3')}`,
    'POSTING_DIFFERS batch @T3, account H0001 asset/bank',
  ],
  [
    'a batch in the middle deleted with everything in it',
    `delete from medsettle.posting where batch_no = ${batchOf('T6')}; delete from medsettle.ledger_batch where batch_no = ${batchOf('T6')};
     delete from medsettle.transfer where transfer_id = 'T6'`,
    'CHAIN_BROKEN batch @G1',
    'TOTALS_DIFFER batch @G1, account H0001 liability/deposits',
    'TOTALS_DIFFER batch @T7, account H0001 asset/bank',
  ],
  [
    'the end of the chain cut off',
    `delete from medsettle.ledger_batch where batch_no = ${batchOf('P2')}`,
    'TRANSFER_WITHOUT_BATCH transfer P2',
    'POSTING_DIFFERS batch @P2, account H0001 asset/bank',
    'POSTING_DIFFERS batch @P2, account H0001 liability/deposits',
    'CHAIN_HEAD_DIFFERS chain *',
  ],
  [
    'the end of the chain cut off with everything in it',
    `delete from medsettle.ledger_batch where batch_no = ${batchOf('P2')}; delete from medsettle.posting where batch_no = ${batchOf('P2')};
     delete from medsettle.pending_timeout; delete from medsettle.transfer where transfer_id = 'P2';
     update medsettle.account_state set debits_pending_fen = 0, credits_pending_fen = 0`,
    'CHAIN_HEAD_DIFFERS chain *',
  ],
  [
    'the time of a batch, and of everything in it',
    `update medsettle.ledger_batch set booked_at = booked_at - interval '1 second' where batch_no = ${batchOf('T3')};
     update medsettle.transfer set booked_at = booked_at - interval '1 second' where booking_no / 8192 = ${batchOf('T3')};
     update medsettle.posting set booked_at = booked_at - interval '1 second' where batch_no = ${batchOf('T3')}`,
    'BATCH_HASH_DIFFERS batch @T3',
  ],
  [
    'the time of a transfer',
    `update medsettle.transfer set booked_at = booked_at - interval '1 day' where transfer_id = 'T3'`,
    'TRANSFER_TIME_DIFFERS transfer T3',
  ],
  [
    'a digest made to fit a changed code: then the hash does not',
    `update medsettle.transfer set code = 'other' where transfer_id = 'T7';
     update medsettle.ledger_batch b set digest = sha256(convert_to((select medsettle.seal_text(t) from medsettle.transfer t where t.transfer_id = 'T7'), 'UTF8'))
     where b.batch_no = ${batchOf('T7')}`,
    'BATCH_HASH_DIFFERS batch @T7',
  ],
  [
    'the hash made to fit as well: then the next batch’s does not',
    `update medsettle.transfer set code = 'other' where transfer_id = 'T7';
     update medsettle.ledger_batch b set digest = sha256(convert_to((select medsettle.seal_text(t) from medsettle.transfer t where t.transfer_id = 'T7'), 'UTF8'))
       where b.batch_no = ${batchOf('T7')};
     update medsettle.ledger_batch b set hash = medsettle.batch_hash((select hash from medsettle.ledger_batch p where p.chain_id = b.chain_id and p.chain_seq = b.chain_seq - 1), b.batch_no, b.booked_at, b.digest)
       where b.batch_no = ${batchOf('T7')}`,
    'BATCH_HASH_DIFFERS batch @P2',
  ],
  [
    'a chain forgotten',
    `delete from medsettle.ledger_chain`,
    ...Array.from({ length: 8 }, (_, i) => `CHAIN_UNKNOWN batch #${i}`),
  ],
  [
    'an account’s number in a transfer',
    `update medsettle.transfer set debit_account = 99 where transfer_id = 'T7'`,
    'BATCH_DIGEST_DIFFERS batch @T7',
    'TRANSFER_WITHOUT_ACCOUNT transfer T7',
    'POSTING_DIFFERS batch @T7, account H0001 asset/bank',
    'POSTING_DIFFERS batch @T7, account unknown',
    'TOTALS_DIFFER batch @T7, account H0001 asset/bank',
  ],
  [
    'more posted than was reserved',
    `update medsettle.transfer set amount_fen = 3001 where transfer_id = 'P1.post'`,
    'BATCH_DIGEST_DIFFERS batch @P1.post',
    'POSTING_DIFFERS batch @P1.post, account H0001 income/fees',
    'POSTING_DIFFERS batch @P1.post, account H0001 liability/prepaid/p1',
    'TOTALS_DIFFER batch @P1.post, account H0001 income/fees',
    'TOTALS_DIFFER batch @P1.post, account H0001 liability/prepaid/p1',
    'PENDING_ANSWER_WRONG transfer P1.post',
  ],
  [
    'a reservation that never ends',
    `delete from medsettle.pending_timeout where transfer_id = 'P2'`,
    'PENDING_TIMEOUT_WRONG transfer P2',
  ],
  [
    'a reservation answered, and released once more when its time is over',
    `insert into medsettle.pending_timeout select region_id, institution_id, transfer_id, expires_at from medsettle.transfer where transfer_id = 'P1'`,
    'PENDING_TIMEOUT_WRONG transfer P1',
  ],
  [
    'more taken back than was moved',
    `update medsettle.transfer set amount_fen = 399 where transfer_id = 'T2'`,
    'BATCH_DIGEST_DIFFERS batch @T2',
    'POSTING_DIFFERS batch @T2, account H0001 asset/bank',
    'POSTING_DIFFERS batch @T2, account H0001 liability/deposits',
    'TOTALS_DIFFER batch @T2, account H0001 asset/bank',
    'TOTALS_DIFFER batch @T2, account H0001 liability/deposits',
    'REVERSED_TOO_MUCH transfer T2',
  ],
  [
    'what a reversal takes back',
    `update medsettle.transfer set reverses_id = 'T1' where transfer_id = 'R1'`,
    'BATCH_DIGEST_DIFFERS batch @R1',
    'REVERSAL_WRONG transfer R1',
  ],
  [
    'a limit nobody set',
    `update medsettle.account_state set limited = 'credits' where account_id = ${accountOf('liability/deposits')}`,
    'STATE_LIMIT_BROKEN account H0001 liability/deposits',
    'TERMS_UNEXPLAINED account H0001 liability/deposits',
  ],
  [
    'a closed account opened again',
    `update medsettle.account_state set status = 'closed' where account_id = ${accountOf('liability/deposits')}`,
    'TERMS_UNEXPLAINED account H0001 liability/deposits',
  ],
  [
    'an account without a state',
    `delete from medsettle.account_state where account_id = ${accountOf('income/fees')}`,
    'TRANSFER_WITHOUT_ACCOUNT transfer P1',
    'TRANSFER_WITHOUT_ACCOUNT transfer P1.post',
    'TRANSFER_WITHOUT_ACCOUNT transfer G1',
    'TRANSFER_WITHOUT_ACCOUNT transfer G2',
    'ACCOUNT_WITHOUT_STATE account H0001 income/fees',
    'BOOKS_UNBALANCED institution H0001',
  ],
]
