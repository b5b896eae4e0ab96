import { RefusalError } from '../domain/identity/refusal.ts'
import type { TransferRequest } from '../domain/ledger/transfer.ts'
import { treatingIds } from '../domain/value/budget/budget-policy.ts'
import type { BudgetYear } from '../domain/value/budget/prepay.ts'
import { type BookGroup, bookSettlement, reversalId, reverseTransfer } from '../domain/value/settlement/booking.ts'
import { decidePeriod, paidBefore } from '../domain/value/settlement/decide-period.ts'
import { type BudgetPeriod, counts, periodName, periodsUpTo, readPeriod } from '../domain/value/settlement/period.ts'
import { differingField, differingLine, type KeptSettlement } from '../domain/value/settlement/settlement.ts'
import { settlementRefused } from '../domain/value/settlement/settlement-refusal.ts'
import type { Database } from '../store/database.ts'
import { loadTransfers, openAccounts } from '../store/ledger/load-books.ts'
import { type Ledger, openLedger } from '../store/ledger/open-ledger.ts'
import {
  type FundOf,
  readKnownInstitutions,
  readStandingSettlements,
  writeSettlement,
  writeSettlementAct,
} from '../store/value-settlement.ts'

/** Where settlements are kept and booked. */
export interface ValueBooks {
  readonly database: Database
  readonly regionId: string
  now(): Date
}

export interface SettledPeriods {
  /** in the order in which they were settled: what the period needs, then the period itself */
  readonly settlements: readonly KeptSettlement[]
  /** transfers that this run booked, and those that had been booked before */
  readonly posted: number
  readonly replayed: number
}

/**
 * Settles a period of a budget's year and whatever must be in the books before it: load what stands → decide → keep what was
 * decided → book it in every institution's books → say that it is booked. Interrupted at any point, it is run again and goes
 * on; run twice, it books nothing twice. @throws RefusalError VALUE_PERIOD_SETTLED with the field that differs, VALUE_…
 */
export async function settlePeriod(books: ValueBooks, year: BudgetYear, name: string): Promise<SettledPeriods> {
  const period = periodOf(year.policy.year, name)
  const fund = { regionId: books.regionId, fund: year.policy.fund }
  await checkBooks(books, year)
  const desk = openDesk(books)
  const settlements: KeptSettlement[] = []
  for (const one of periodsUpTo(period, year.policy.trueUp !== undefined)) {
    const settlement = await keep(books, fund, { year, period: one, asked: period })
    await desk.post(bookSettlement(settlement))
    if (settlement.state === 'written') await writeSettlementAct(books.database, fund, settlement, 'posted')
    settlements.push(settlement)
  }
  return { settlements, ...desk.counted() }
}

/**
 * Takes a period back, with what was settled on the way to it: each transfer by its reversal, latest period first.
 * @throws RefusalError VALUE_PERIOD_NOT_SETTLED, VALUE_PERIOD_COUNTED
 */
export async function reversePeriod(
  books: ValueBooks,
  policy: BudgetYear['policy'],
  name: string,
): Promise<SettledPeriods> {
  const period = periodOf(policy.year, name)
  const fund = { regionId: books.regionId, fund: policy.fund }
  const standing = await readStandingSettlements(books.database, fund, policy.year)
  const settlements = toTakeBack(standing, period)
  const desk = openDesk(books)
  for (const settlement of settlements) {
    await writeSettlementAct(books.database, fund, settlement, 'reversing')
    await desk.post(await groupsBack(books, bookSettlement(settlement)))
    await writeSettlementAct(books.database, fund, settlement, 'reversed')
  }
  return { settlements, ...desk.counted() }
}

function periodOf(year: string, name: string): BudgetPeriod {
  const period = readPeriod(name)
  if (period === null || period.year !== year) throw settlementRefused('VALUE_PERIOD_INVALID', 'period', name)
  return period
}

interface Keeping {
  readonly year: BudgetYear
  readonly period: BudgetPeriod
  /** the period of the whole run */
  readonly asked: BudgetPeriod
}

/** The settlement that stands, or a new one that is written before anything is booked. */
async function keep(books: ValueBooks, fund: FundOf, keeping: Keeping): Promise<KeptSettlement> {
  const { year, period, asked } = keeping
  const name = periodName(period)
  const standing = await readStandingSettlements(books.database, fund, year.policy.year)
  const before = standing.find((one) => one.period === name)
  if (before !== undefined) return standingOrRefused(before, standing, keeping)
  const outer = standing.find((one) => counts(readPeriod(one.period)!, period))
  if (outer !== undefined) throw settlementRefused('VALUE_PERIOD_COUNTED', name, outer.period)
  const decided = decidePeriod(year, period, paidBefore(period, standing))
  await writeSettlement(books.database, fund, { ...decided, settledWith: periodName(asked) })
  // also when another process was first: what stands now is what counts
  const now = await readStandingSettlements(books.database, fund, year.policy.year)
  return standingOrRefused(now.find((one) => one.period === name)!, now, keeping)
}

/** A period on the way is taken as it stands, because it was paid so; budgets and the period that is asked for must be the same. */
function standingOrRefused(
  before: KeptSettlement,
  standing: readonly KeptSettlement[],
  { year, period, asked }: Keeping,
): KeptSettlement {
  if (before.state === 'reversing') throw settlementRefused('VALUE_PERIOD_REVERSING', before.period)
  const isAsked = periodName(period) === periodName(asked)
  if (!isAsked && period.kind !== 'opening') return before
  const now = decidePeriod(year, period, paidBefore(period, standing))
  const field = isAsked ? differingField(before, now) : differingLine(before.lines, now.lines)
  if (field === null) return before
  throw settlementRefused('VALUE_PERIOD_SETTLED', before.period, field)
}

/** Latest first, so that nothing stands that has counted what is gone. What other periods stand on stays, like the opening. */
function toTakeBack(standing: readonly KeptSettlement[], period: BudgetPeriod): KeptSettlement[] {
  const name = periodName(period)
  const chosen = standing.filter((one) => one.period === name || one.settledWith === name)
  if (chosen.length === 0) throw settlementRefused('VALUE_PERIOD_NOT_SETTLED', name)
  const staying = standing.filter((one) => !chosen.includes(one)).map((one) => readPeriod(one.period)!)
  const counting = (inner: BudgetPeriod) => staying.find((outer) => counts(outer, inner))
  const outer = counting(period)
  if (outer !== undefined) throw settlementRefused('VALUE_PERIOD_COUNTED', name, periodName(outer))
  const order = periodsUpTo({ kind: 'year', year: period.year }, true).map(periodName)
  return chosen
    .filter((one) => counting(readPeriod(one.period)!) === undefined)
    .sort((a, b) => order.indexOf(b.period) - order.indexOf(a.period))
}

/** Everybody whose books are written must be there before the first line is. */
async function checkBooks({ database, regionId }: ValueBooks, { policy }: BudgetYear): Promise<void> {
  const ids = booksOfPolicy(policy)
  const known = await readKnownInstitutions(database, regionId, ids)
  const missing = ids.find((id) => !known.has(id))
  if (missing !== undefined) throw settlementRefused('VALUE_BOOKS_MISSING', missing)
}

/** The fund, every recipient, every member. */
export const booksOfPolicy = ({ fund, recipients }: BudgetYear['policy']): string[] => [
  ...new Set([fund, ...recipients.flatMap((one) => [one.id, ...treatingIds(one)])]),
]

/** What is booked of a settlement, which may have been interrupted, and not taken back yet; the other way round. */
async function groupsBack(books: ValueBooks, groups: readonly BookGroup[]): Promise<BookGroup[]> {
  const back: BookGroup[] = []
  for (const group of groups) {
    const transfers = await transfersBack(books, group)
    if (transfers.length > 0) back.push({ institutionId: group.institutionId, transfers })
  }
  return back
}

/** Tries to take a transfer back before somebody must look at the account that refuses it. */
const MOST_ATTEMPTS = 20
const ATTEMPTS = Array.from({ length: MOST_ATTEMPTS }, (_, index) => index + 1)

async function transfersBack(
  { database, regionId }: ValueBooks,
  { institutionId, transfers }: BookGroup,
): Promise<TransferRequest[]> {
  const ids = transfers.flatMap(({ transferId }) => [transferId, ...ATTEMPTS.map((no) => reversalId(transferId, no))])
  const known = await loadTransfers(database, { regionId, institutionId }, ids)
  const booked = new Map(known.transfers.map((one) => [one.row.transferId, one]))
  const refused = new Set(known.refusals.map(({ transferId }) => transferId))
  return transfers.flatMap((one) => {
    const original = booked.get(one.transferId)
    if (original === undefined || original.reversed === original.row.amount) return []
    const attempt = ATTEMPTS.find((no) => !refused.has(reversalId(one.transferId, no)))
    return [reverseTransfer(one, attempt ?? MOST_ATTEMPTS)]
  })
}

interface PostingDesk {
  post(groups: readonly BookGroup[]): Promise<void>
  counted(): { readonly posted: number; readonly replayed: number }
}

/** One ledger for each institution of the run; its accounts are opened when they are first booked on. */
function openDesk({ database, regionId, now }: ValueBooks): PostingDesk {
  const ledgers = new Map<string, { readonly ledger: Ledger; readonly opened: Set<string> }>()
  const count = { posted: 0, replayed: 0 }
  const post = async ({ institutionId, transfers }: BookGroup): Promise<void> => {
    const books = { regionId, institutionId }
    const one = ledgers.get(institutionId) ?? { ledger: openLedger(database, books, { now }), opened: new Set() }
    ledgers.set(institutionId, one)
    const paths = accountsOf(transfers).filter((path) => !one.opened.has(path))
    if (paths.length > 0) await openAccounts(database, books, paths)
    for (const path of paths) one.opened.add(path)
    for (const answer of await one.ledger.post(transfers)) {
      if (!answer.posted) throw new RefusalError(answer.refusal)
      count[answer.replayed ? 'replayed' : 'posted']++
    }
  }
  return {
    post: async (groups) => {
      await Promise.all(groups.map(post))
    },
    counted: () => ({ ...count }),
  }
}

const accountsOf = (transfers: readonly TransferRequest[]): string[] => [
  ...new Set(transfers.flatMap(({ debit, credit }) => [debit!, credit!])),
]
