import { type Fen, formatYuan } from '@medsettle/money'
import { chinaDate } from '../../identity/clock.ts'
import { invariant } from '../../identity/refusal.ts'
import type { Transfer } from '../../ledger/transfer.ts'
import type { PeriodFile } from './period-file.ts'

/** The transfers of one party's institution. */
export interface PartyBooking {
  readonly party: string
  readonly institutionId: string
  readonly transfers: readonly Transfer[]
}

/**
 * What an agreed proposal moves: each line once in the books of who pays (expense against payable) and once in the books of who is
 * paid (receivable against income). Ids follow from agreement, period, line and side, so that posting twice is posting once.
 */
export function settlementTransfers(file: PeriodFile): PartyBooking[] {
  const proposal = file.proposals.at(-1)
  invariant(proposal !== undefined && file.agreedAt !== null, 'money would move that nobody has agreed to')
  const { document } = file.agreement
  const effectiveDate = chinaDate(new Date(file.agreedAt))
  const base = `agreement/${document.id}/${file.period.id}`
  const bookings = Object.entries(document.parties).map(([party, { institutionId }]): PartyBooking => {
    const transfers = proposal.lines.flatMap(({ code, from, to, amount }): Transfer[] => {
      if (amount === 0 || (from !== party && to !== party)) return []
      const isPayer = from === party
      return [
        {
          transferId: `${base}/${code}/${isPayer ? 'payer' : 'payee'}`,
          kind: 'posted',
          debit: isPayer
            ? `expense/agreement/${document.id}/${code}`
            : `asset/receivable/agreement/${document.id}/${from}`,
          credit: isPayer
            ? `liability/payable/agreement/${document.id}/${to}`
            : `income/agreement/${document.id}/${code}`,
          amount,
          code: 'agreement',
          effectiveDate,
          metadata: JSON.stringify({ proposal: proposal.proposalNo, hash: proposal.hash }),
        },
      ]
    })
    return { party, institutionId, transfers }
  })
  const paid = bookings.flatMap(({ transfers }) => transfers)
  const sum = (side: string): number =>
    paid.filter(({ transferId }) => transferId.endsWith(side)).reduce((total, { amount }) => total + amount, 0)
  invariant(
    sum('/payer') === sum('/payee'),
    `payers owe ${formatSides(sum('/payer'))} and payees expect another amount`,
  )
  return bookings
}

const formatSides = (amount: number): string => formatYuan(amount as Fen)
