import type { Fen } from '@medsettle/money'
import { invariant } from '../../identity/refusal.ts'
import type { Transfer, TransferRequest } from '../../ledger/transfer.ts'
import { POOL } from './decide-period.ts'
import type { KeptSettlement, SettlementAct, SettlementLine } from './settlement.ts'

/** Transfers of one institution's books that are all booked or none. */
export interface BookGroup {
  readonly institutionId: string
  readonly transfers: readonly TransferRequest[]
}

/** Whose books, and from where to where an amount above zero moves. */
interface Entry {
  readonly side: 'fund' | 'recipient' | 'consortium' | 'member'
  readonly debit: string
  readonly credit: string
}

/** Paths of accounts are lower case; the rules' ids do not differ by case alone. */
const word = (id: string): string => id.toLowerCase()

interface Names {
  readonly year: string
  readonly fund: string
  readonly subject: string
  readonly recipient: string
  readonly member: string
}

/** The chart of accounts of a value settlement: every act, both sides' books. docs/decisions/0012 says why so. */
const ENTRIES: Readonly<Record<SettlementAct, (names: Names) => readonly Entry[]>> = {
  budget: ({ year, subject }) => [fundOnly('liability/pooled-fund', `liability/budget/${year}/${subject}`)],
  'set-aside': ({ year, subject }) => [fundOnly('liability/pooled-fund', `liability/budget/${year}/${subject}`)],
  prepayment: paidInAdvance,
  'true-up': paidInAdvance,
  earned: (names) => entitled(names, `liability/budget/${names.year}/${names.recipient}`, 'income/value/earned'),
  'surplus-kept': (names) =>
    entitled(names, `liability/budget/${names.year}/${names.recipient}`, 'income/value/surplus-kept'),
  'overspend-share': (names) => entitled(names, `liability/overspend/${names.year}`, 'income/value/overspend-share'),
  cover: ({ year, subject }) => [
    fundOnly(
      subject === POOL ? 'liability/pooled-fund' : `liability/budget/${year}/${subject}`,
      `liability/overspend/${year}`,
    ),
  ],
  assessment: (names) => entitled(names, 'liability/pooled-fund', 'expense/value/assessment'),
  penalty: (names) => entitled(names, 'liability/pooled-fund', 'expense/value/penalty').map(otherWay),
  unspent: ({ year, recipient }) => [fundOnly(`liability/budget/${year}/${recipient}`, 'liability/pooled-fund')],
  offset: ({ year, recipient }) => [
    fundOnly(`liability/entitlement/${year}/${recipient}`, `asset/prepaid/${year}/${recipient}`),
    { side: 'recipient', debit: `liability/prepaid/${year}`, credit: `asset/entitlement/${year}` },
  ],
  clearing: ({ year, fund, recipient }) => [
    fundOnly(`liability/entitlement/${year}/${recipient}`, `liability/due-to/${recipient}`),
    { side: 'recipient', debit: `asset/due-from/${fund}`, credit: `asset/entitlement/${year}` },
  ],
  'member-earned': (names) => distributed(names, 'income/value/earned'),
  'member-share': (names) => distributed(names, 'income/value/distribution'),
  // passes through the member: it is the doctor's and no income of the institution
  'doctor-share': (names) => distributed(names, `liability/due-to/family-doctors/${names.subject}`),
}

function fundOnly(debit: string, credit: string): Entry {
  return { side: 'fund', debit, credit }
}

function paidInAdvance({ year, fund, recipient }: Names): Entry[] {
  return [
    fundOnly(`asset/prepaid/${year}/${recipient}`, `liability/due-to/${recipient}`),
    { side: 'recipient', debit: `asset/due-from/${fund}`, credit: `liability/prepaid/${year}` },
  ]
}

function entitled({ year, recipient }: Names, from: string, income: string): Entry[] {
  return [
    fundOnly(from, `liability/entitlement/${year}/${recipient}`),
    { side: 'recipient', debit: `asset/entitlement/${year}`, credit: income },
  ]
}

function distributed({ recipient, member }: Names, credit: string): Entry[] {
  return [
    { side: 'consortium', debit: 'expense/value/distribution', credit: `liability/due-to/${member}` },
    { side: 'member', debit: `asset/due-from/${recipient}`, credit },
  ]
}

function otherWay({ side, debit, credit }: Entry): Entry {
  return { side, debit: credit, credit: debit }
}

/** A settlement as transfers, in groups by whose books and whose budget. Ids follow from the settlement: sent twice is booked once. */
export function bookSettlement(settlement: KeptSettlement): BookGroup[] {
  const groups = new Map<string, { institutionId: string; transfers: Transfer[] }>()
  for (const line of settlement.lines) {
    for (const entry of ENTRIES[line.act](namesOf(settlement, line))) {
      const institutionId = booksOf(settlement, line, entry.side)
      const key = `${institutionId} ${line.recipient}`
      const group = groups.get(key) ?? { institutionId, transfers: [] }
      group.transfers.push(transferOf(settlement, line, entry))
      groups.set(key, group)
    }
  }
  return [...groups.values()].flatMap(inPieces)
}

/** A consortium may have thousands of doctors; the ledger takes so many transfers at once. */
const LONGEST_GROUP = 1000

function inPieces({ institutionId, transfers }: BookGroup): BookGroup[] {
  const pieces: BookGroup[] = []
  for (let from = 0; from < transfers.length; from += LONGEST_GROUP)
    pieces.push({ institutionId, transfers: transfers.slice(from, from + LONGEST_GROUP) })
  return pieces
}

const namesOf = ({ fund, period }: KeptSettlement, { subject, recipient, member }: SettlementLine): Names => ({
  year: period.slice(0, 4),
  fund: word(fund),
  subject: subject === POOL ? POOL : word(subject),
  recipient: word(recipient),
  member: word(member ?? ''),
})

function booksOf({ fund }: KeptSettlement, { recipient, member }: SettlementLine, side: Entry['side']): string {
  if (side === 'fund') return fund
  return side === 'member' ? member! : recipient
}

function transferOf(settlement: KeptSettlement, line: SettlementLine, { side, debit, credit }: Entry): Transfer {
  const { fund, period, settlementNo, policy, effectiveDate } = settlement
  invariant(Number.isSafeInteger(line.amount) && line.amount !== 0, 'a line of nothing would be booked as something')
  // in capitals: nothing that is set aside can be called so
  const subject = line.subject === POOL ? 'POOL' : line.subject
  const isBack = line.amount < 0
  return {
    transferId: `vs:${fund}:${period}:${settlementNo}:${line.act}:${subject}:${side}`,
    kind: 'posted',
    debit: isBack ? credit : debit,
    credit: isBack ? debit : credit,
    amount: Math.abs(line.amount) as Fen,
    code: `value-${line.act}`,
    effectiveDate,
    metadata: JSON.stringify({ policy: policy.id, version: policy.version, period }),
  }
}

/** A reversal that the ledger refused is refused under its id for good, so each try has one of its own. */
export const reversalId = (transferId: string, attempt: number): string =>
  `${transferId}:back${attempt === 1 ? '' : attempt}`

/** What takes a transfer back whole. It belongs to the day on which it is booked: what was reported stays as it was. */
export const reverseTransfer = (one: TransferRequest, attempt: number): TransferRequest => ({
  transferId: reversalId(one.transferId, attempt),
  kind: 'reversal',
  reversesId: one.transferId,
  debit: one.credit!,
  credit: one.debit!,
  amount: one.amount!,
  code: 'value-reversal',
})
