import type { BookedTransfer } from './books.ts'
import { balanceOf } from './ledger-balances.ts'
import { keptAt } from './outside.ts'
import { type Check, type Clinic, type Evidence, type Finding, sumOf, yuan } from './question.ts'
import { expectedFees } from './wallet-fees.ts'

/**
 * What the ledger says a channel owes is what the channel's own books say: taken − given back − fees kept. Fees are
 * worked out anew from the channel's books, so a statement that lies about a fee must be seen here exactly as told.
 */
export const receivablesMeetChannels: Check = (evidence) =>
  evidence.question.clinics.flatMap((clinic) => [
    ...walletFindings(evidence, clinic),
    ...insurerFindings(evidence, clinic),
  ])

function walletFindings(evidence: Evidence, { institutionId, account }: Clinic): Finding[] {
  const { books, outside, question } = evidence
  const own = books.transfers.filter((one) => one.institutionId === institutionId)
  return ['wechat-pay', 'alipay'].flatMap((channel) => {
    const orders = outside.wallets.filter((one) => one.channel === channel && one.account === account)
    const held = sumOf(orders, keptAt)
    const bookedFee = feeOf(own, channel)
    const findings = compare(institutionId, `what ${channel} owes before fees`, {
      ledger: balanceOf(own, `asset/receivable/${channel}`) + bookedFee,
      outside: held,
    })
    // a refund of tomorrow is in the channel's books already, its fee is booked when tomorrow is closed
    if (!question.allClosed) return findings
    const fee = expectedFees(evidence, orders, { institutionId, channel })
    return [...findings, ...compare(institutionId, `the fees of ${channel}`, { ledger: bookedFee, outside: fee })]
  })
}

const feeOf = (transfers: readonly BookedTransfer[], channel: string): bigint =>
  -balanceOf(
    transfers.filter((one) => one.code === 'channel-fee'),
    `asset/receivable/${channel}`,
  )

/** A settlement the insurer took back unasked is still owed in our eyes; it is a difference until a person has decided. */
function insurerFindings({ books, outside }: Evidence, { institutionId, account }: Clinic): Finding[] {
  const own = books.transfers.filter((one) => one.institutionId === institutionId)
  const held = heldByUs(books.attempts)
  const owed = outside.settlements.filter(
    (one) =>
      one.account === account &&
      (one.standing || (one.takenBackBy.some(({ by }) => by === 'ghost') && held.has(one.msgid))),
  )
  return [
    ...compare(institutionId, 'what the pooled fund owes', {
      ledger: balanceOf(own, 'asset/receivable/nhsa/pooled-fund'),
      outside: sumOf(owed, (one) => one.fund),
    }),
    ...compare(institutionId, 'what the personal accounts owe', {
      ledger: balanceOf(own, 'asset/receivable/nhsa/personal-account'),
      outside: sumOf(owed, (one) => one.personalAccount),
    }),
  ]
}

/** msgids of settlements that the platform believes in and has not taken back. */
function heldByUs(attempts: Evidence['books']['attempts']): Set<string> {
  const ours = attempts.filter((one) => one.leg === 'insurance' && one.status === 'settled')
  const cancelled = new Set(ours.filter((one) => one.act === 'refund').map((one) => one.chargeAttemptId))
  const held = ours.filter((one) => one.act === 'charge' && !cancelled.has(one.attemptId))
  return new Set(held.map((one) => one.messageId ?? ''))
}

function compare(
  institutionId: string,
  what: string,
  both: { readonly ledger: bigint; readonly outside: bigint },
): Finding[] {
  if (both.ledger === both.outside) return []
  const sentence = `${what}: the ledger says ${yuan(both.ledger)}, the channel's own books ${yuan(both.outside)}`
  return [{ invariant: 'receivables-meet-channels', institutionId, sentence }]
}
