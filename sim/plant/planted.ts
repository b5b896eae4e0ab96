import type { Invariant } from '../auditor/question.ts'

/** A way of breaking the books by hand, and what the auditor must say of it. */
export interface Planted {
  readonly invariant: Invariant
  readonly what: string
  /** SQL as the owner of the tables, triggers and foreign keys off */
  readonly plants: readonly string[]
  readonly says: RegExp
}

const ONE_PAID = `(select o.order_id from medsettle.payment_order o where o.status = 'paid'
  and exists (select from medsettle.attempt a where a.order_id = o.order_id and a.leg = 'insurance') order by 1 limit 1)`
const ONE_REFUNDED = `(select order_id from medsettle.payment_order where status = 'refunded' order by 1 limit 1)`
/** a copy is booked after everything else */
const NEW: Readonly<Record<string, string>> = {
  booking_no: `(select max(booking_no) + 1 from medsettle.transfer)`,
}
const copyOf = (which: string, changes: Readonly<Record<string, string>>): string => {
  const columns = [
    'region_id',
    'institution_id',
    'transfer_id',
    'kind',
    'debit_account',
    'credit_account',
    'amount_fen',
    'code',
  ]
  const more = ['pending_id', 'order_id', 'attempt_id', 'effective_date']
  const all = [...columns, ...more, 'booking_no']
  const values = all.map((column) => changes[column] ?? NEW[column] ?? column)
  return `insert into medsettle.transfer (${all.join(', ')}) select ${values.join(', ')} from medsettle.transfer
    where ${which} order by booking_no limit 1`
}
export const PLANTED: readonly Planted[] = [
  {
    invariant: 'ledger-balances',
    what: 'a reservation that nobody answered',
    plants: [`delete from medsettle.transfer where kind = 'post' and order_id = ${ONE_PAID}`],
    says: /reservation at_\w+\.\d+\.pending of \d+\.\d\d waits though all is quiet/,
  },
  {
    invariant: 'ledger-balances',
    what: 'a reservation that was answered twice',
    plants: [
      'drop index medsettle.transfer_answers_once',
      copyOf(`kind = 'post'`, { transfer_id: `transfer_id || '.again'` }),
    ],
    says: /is answered twice/,
  },
  {
    invariant: 'ledger-balances',
    what: 'more than was reserved',
    plants: [
      `update medsettle.transfer set amount_fen = amount_fen + 1 where kind = 'post' and order_id = ${ONE_PAID}`,
    ],
    says: /moves \d+\.\d\d of \d+\.\d\d reserved/,
  },
  {
    invariant: 'ledger-balances',
    what: 'an answer to nothing',
    plants: [
      `update medsettle.transfer set pending_id = 'nothing' where kind = 'post' and order_id = ${ONE_PAID}
      and transfer_id = (select min(transfer_id) from medsettle.transfer where kind = 'post' and order_id = ${ONE_PAID})`,
    ],
    says: /answers nothing, which reserves nothing/,
  },
  {
    invariant: 'ledger-balances',
    what: 'a side that belongs to nobody',
    plants: [`update medsettle.transfer set credit_account = -1 where code = 'income' and order_id = ${ONE_PAID}`],
    says: /has a side outside the institution/,
  },
  {
    invariant: 'ledger-balances',
    what: 'debits without their credits',
    plants: [`update medsettle.transfer set credit_account = -1 where code = 'income' and order_id = ${ONE_PAID}`],
    says: /debits \d+\.\d\d are not credits \d+\.\d\d/,
  },
  {
    invariant: 'charged-once',
    what: 'a closed order whose money the wallet keeps',
    plants: [`update medsettle.payment_order set status = 'closed' where order_id = ${ONE_PAID}`],
    says: /\(closed\): wallets hold \d+\.\d\d, the patient owes 0\.00/,
  },
  {
    invariant: 'charged-once',
    what: 'a payment of which nothing is written',
    plants: [`delete from medsettle.attempt where leg = 'wallet' and act = 'charge' and order_id = ${ONE_PAID}`],
    says: /holds \d+\.\d\d of at_\w+, of which no attempt is written/,
  },
  {
    invariant: 'charged-once',
    what: 'a plan that asked for less than was taken',
    plants: [
      `update medsettle.payment_order set state = jsonb_set(state, '{plan,tenders}', '[]') where order_id = ${ONE_PAID}`,
    ],
    says: /\(paid\): wallets hold \d+\.\d\d, the patient owes 0\.00/,
  },
  {
    invariant: 'insurance-has-its-cash',
    what: 'a settlement that stands for an order given back',
    plants: [`update medsettle.payment_order set status = 'reversed' where order_id = ${ONE_PAID}`],
    says: /stands at the insurer but order po_\w+ is reversed/,
  },
  {
    invariant: 'insurance-has-its-cash',
    what: 'a settlement nobody asked for, and a paid order without one',
    plants: [
      `update medsettle.attempt set attempt_id = 'at_another', detail = detail || '{"messageId": "another"}' where leg = 'insurance' and order_id = ${ONE_PAID}`,
    ],
    says: /belongs to no attempt of ours/,
  },
  {
    invariant: 'insurance-has-its-cash',
    what: 'a paid order whose insured part was never settled',
    plants: [
      `update medsettle.attempt set attempt_id = 'at_another', detail = detail || '{"messageId": "another"}' where leg = 'insurance' and order_id = ${ONE_PAID}`,
    ],
    says: /is paid with an insured part of \d+\.\d\d, the insurer has settled 0\.00/,
  },
  {
    invariant: 'insurance-has-its-cash',
    what: 'a settlement without its cash leg',
    plants: [
      `update medsettle.attempt set attempt_id = attempt_id || 'x' where leg = 'wallet' and order_id = ${ONE_PAID}`,
    ],
    says: /only 0\.00 of its cash leg of \d+\.\d\d was ever taken/,
  },
  {
    invariant: 'receivables-meet-channels',
    what: 'a receivable one yuan too high',
    plants: [
      `update medsettle.transfer set amount_fen = amount_fen + 100 where kind = 'post' and order_id = ${ONE_PAID}`,
    ],
    says: /what \S+ \S+ .*the ledger says \d+\.\d\d, the channel's own books \d+\.\d\d/,
  },
  {
    invariant: 'receivables-meet-channels',
    what: 'a fee that was never booked',
    plants: [`delete from medsettle.transfer where code = 'channel-fee'`],
    says: /the fees of \S+: the ledger says 0\.00, the channel's own books \d+\.\d\d/,
  },
  {
    invariant: 'receivables-meet-channels',
    what: 'a fund that owes nothing',
    plants: [
      `delete from medsettle.transfer where order_id = ${ONE_PAID} and attempt_id in
      (select attempt_id from medsettle.attempt where leg = 'insurance')`,
    ],
    says: /what the (pooled fund owes|personal accounts owe): the ledger says/,
  },
  {
    invariant: 'deposits-are-empty',
    what: 'five yuan left on a deposit',
    plants: [
      copyOf(`code = 'income' and order_id = ${ONE_PAID}`, {
        transfer_id: `'planted'`,
        amount_fen: '500',
        debit_account: 'credit_account',
        credit_account: 'debit_account',
      }),
    ],
    says: /\(paid\) leaves 5\.00 on the patient's deposit/,
  },
  {
    invariant: 'deposits-are-empty',
    what: 'income that nobody paid',
    plants: [copyOf(`code = 'income' and order_id = ${ONE_PAID}`, { transfer_id: `'planted'`, amount_fen: '500' })],
    says: /has income of \d+\.\d\d, it should be \d+\.\d\d/,
  },
  {
    invariant: 'deposits-are-empty',
    what: 'income without an order',
    plants: [copyOf(`code = 'income' and order_id = ${ONE_PAID}`, { transfer_id: `'planted'`, order_id: 'null' })],
    says: /moves patients' money or income without an order/,
  },
  {
    invariant: 'nothing-is-silent',
    what: 'an attempt nobody knows the end of',
    plants: [`update medsettle.attempt set status = 'unknown' where leg = 'wallet' and order_id = ${ONE_PAID}`],
    says: /charge at_\w+ of \d+\.\d\d is still unknown and in no work order/,
  },
  {
    invariant: 'nothing-is-silent',
    what: 'an order left on its way',
    plants: [`update medsettle.payment_order set status = 'charging' where order_id = ${ONE_PAID}`],
    says: /order po_\w+ of \d+\.\d\d still stands at charging/,
  },
  {
    invariant: 'nothing-is-silent',
    what: 'a refund nobody is asked about',
    plants: [`update medsettle.refund set status = 'stuck' where order_id = ${ONE_REFUNDED}`],
    says: /refund rf_\w+ of \d+\.\d\d is stuck and nobody is asked/,
  },
  {
    invariant: 'differences-have-causes',
    what: 'a difference that nothing has caused',
    plants: [
      `insert into medsettle.difference (region_id, institution_id, run_id, difference_key, channel, cause, our_order_id, our_fen, channel_fen, message)
        select region_id, institution_id, run_id, 'planted', 'alipay', 'AMOUNT_DIFFERS', 'at_planted', 100, 200, '' from medsettle.reconciliation_run limit 1`,
    ],
    says: /alipay AMOUNT_DIFFERS of at_planted: ours 1\.00, theirs 2\.00; nothing has caused it/,
  },
  {
    invariant: 'differences-have-causes',
    what: 'a lie that nobody noticed',
    plants: ['delete from medsettle.difference'],
    says: /lied about S000007D0V\d\d \(\w+ \d+\.\d\d\): expected [A-Z_]+.*reported nothing/,
  },
  {
    invariant: 'differences-have-causes',
    what: 'a lie called by another name',
    plants: [`update medsettle.difference set cause = 'LEDGER_DIFFERS'`],
    says: /lied about .* expected [A-Z_]+.*reported LEDGER_DIFFERS/,
  },
  {
    invariant: 'differences-have-causes',
    what: 'a difference nobody was asked about',
    plants: ['delete from medsettle.work_order'],
    says: /difference \S+ of \d{4}-\d\d-\d\d is in no work order/,
  },
  {
    invariant: 'differences-have-causes',
    what: 'a day that was never closed',
    plants: ['delete from medsettle.reconciliation_run'],
    says: /the day \d{4}-\d\d-\d\d was never closed/,
  },
  {
    invariant: 'events-tell-the-state',
    what: 'a status without its event',
    plants: [`delete from medsettle.event where topic = 'order.paid' and order_id = ${ONE_PAID}`],
    says: /order po_\w+ is paid, the events end at "charging"/,
  },
  {
    invariant: 'events-tell-the-state',
    what: 'a gap in the events of one step',
    plants: [
      `update medsettle.event set event_id = regexp_replace(event_id, '_0$', '_1') where topic = 'order.quoted' and order_id = ${ONE_PAID}`,
    ],
    says: /version 1 told events 1/,
  },
  {
    invariant: 'events-tell-the-state',
    what: 'an event out of its order',
    plants: [
      `update medsettle.event set topic = 'order.reversed', payload = payload || '{"status": "reversed"}' where topic = 'order.charging' and order_id = ${ONE_PAID}`,
    ],
    says: /order\.reversed \(reversed\) came after "quoted"/,
  },
  {
    invariant: 'events-tell-the-state',
    what: 'a refund whose end was never told',
    plants: [`delete from medsettle.event where topic = 'refund.done' and order_id = ${ONE_REFUNDED}`],
    says: /refund rf_\w+ is done, but refund\.done was never told/,
  },
  {
    invariant: 'events-tell-the-state',
    what: 'an event that was handed to nobody',
    plants: [`delete from medsettle.webhook_delivery where event_id = (select min(event_id) from medsettle.event)`],
    says: /event ev_\w+ \([\w.]+\) was handed to nobody/,
  },
  {
    invariant: 'refunds-within-taken',
    what: 'a refund of more than the charge took',
    plants: [
      `update medsettle.attempt set amount_fen = amount_fen + 1 where act = 'refund' and order_id = ${ONE_REFUNDED}`,
    ],
    says: /\d+\.\d\d is given back of at_\w+, which took \d+\.\d\d/,
  },
  {
    invariant: 'refunds-within-taken',
    what: 'refunds granted beyond the order',
    plants: [`update medsettle.refund set amount_fen = amount_fen + 1 where order_id = ${ONE_REFUNDED}`],
    says: /order po_\w+ of \d+\.\d\d grants refunds of \d+\.\d\d/,
  },
  {
    invariant: 'told-is-stored',
    what: 'a payment that was acknowledged and is gone',
    plants: [`update medsettle.payment_order set status = 'reversed' where order_id = ${ONE_PAID}`],
    says: /order po_\w+ was told as paid and is reversed/,
  },
  {
    invariant: 'told-is-stored',
    what: 'a refund that was acknowledged and is gone',
    plants: [`update medsettle.refund set status = 'refused' where order_id = ${ONE_REFUNDED}`],
    says: /refund rf_\w+ was told as done and is refused/,
  },
  {
    invariant: 'told-is-stored',
    what: 'a notification that was accepted and not taken in',
    plants: [
      `update medsettle.attempt set status = 'pending' where act = 'charge' and leg = 'wallet' and status = 'settled'`,
    ],
    says: /the channel was told that at_\w+ is taken in, and it is pending/,
  },
]
