import type { RefusalError } from '../../../domain/identity/refusal.ts'
import type { AccountAnswer } from '../../../store/ledger/accounts.ts'
import type { Balance, TreeTotal, TrialBalanceAt } from '../../../store/ledger/balances.ts'
import type { TransferAnswer } from '../../../store/ledger/job.ts'
import type { StatementPage } from '../../../store/ledger/statement.ts'

/** One result line of `ledger apply`; docs/ledger.md says what each field means. */
export type Answer = { readonly ok: boolean } & Readonly<Record<string, unknown>>

/** Fen as yuan with two decimals; an account of another scale in its own unit. */
export function inUnits(amount: number, scale = 2): string {
  if (scale === 0) return String(amount)
  const digits = Math.abs(amount)
    .toString()
    .padStart(scale + 1, '0')
  return `${amount < 0 ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

export const refusalAnswer = ({ refusal }: RefusalError): Answer => ({
  ok: false,
  code: refusal.code,
  message: refusal.message,
  ...(refusal.place === undefined ? {} : { place: refusal.place }),
})

export function transferAnswer(answer: TransferAnswer): Answer {
  const { transferId, replayed } = answer
  if (answer.posted) return { ok: true, transferId, bookingNo: answer.bookingNo, amountFen: answer.amount, replayed }
  const { code, message } = answer.refusal
  return { ok: false, transferId, code, message, replayed }
}

/** @param answers of a group: all were posted, or none was now */
export const groupAnswer = (answers: readonly TransferAnswer[]): Answer => ({
  ok: answers.every((one) => one.posted),
  transfers: answers.map(transferAnswer),
})

export const accountAnswer = ({ path, limited, status, scale, replayed }: AccountAnswer): Answer => ({
  ok: true,
  path,
  limited,
  status,
  scale,
  replayed,
})

export const balanceFields = (one: Balance) => ({
  path: one.path,
  kind: one.kind,
  limited: one.limited,
  status: one.status,
  debitsFen: one.debits,
  creditsFen: one.credits,
  ...(one.debitsPending === null ? {} : { debitsPendingFen: one.debitsPending, creditsPendingFen: one.creditsPending }),
  balanceFen: one.balance,
  balance: inUnits(one.balance, one.scale),
})

const treeFields = (one: TreeTotal) => ({
  path: one.path,
  accounts: one.accounts,
  debitsFen: one.debits,
  creditsFen: one.credits,
  balanceFen: one.balance,
  balance: inUnits(one.balance, one.scale),
})

export const balancesAnswer = (accounts: readonly Balance[], tree: readonly TreeTotal[]): Answer => ({
  ok: true,
  accounts: accounts.map(balanceFields),
  tree: tree.map(treeFields),
})

export const trialBalanceAnswer = (balance: TrialBalanceAt): Answer => ({
  ok: true,
  debitsFen: balance.debits,
  creditsFen: balance.credits,
  differenceFen: balance.difference,
  accounts: balance.accounts.map(balanceFields),
})

export const statementAnswer = ({ path, kind, scale, lines, next }: StatementPage): Answer => ({
  ok: true,
  path,
  kind,
  lines: lines.map((line) => ({
    bookingNo: line.bookingNo,
    bookedAt: line.bookedAt,
    effectiveDate: line.effectiveDate,
    transferId: line.transferId,
    kind: line.kind,
    code: line.code,
    counter: line.counter,
    debitFen: line.debit,
    creditFen: line.credit,
    reservedFen: line.reserved,
    debitsAfterFen: line.debitsAfter,
    creditsAfterFen: line.creditsAfter,
    balanceAfterFen: line.balanceAfter,
    balanceAfter: inUnits(line.balanceAfter, scale),
    ...(line.orderId === null ? {} : { orderId: line.orderId }),
    ...(line.pendingId === null ? {} : { pendingId: line.pendingId }),
    ...(line.reversesId === null ? {} : { reversesId: line.reversesId }),
  })),
  next,
})
