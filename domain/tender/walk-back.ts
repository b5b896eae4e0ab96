import { type Fen, formatYuan, smaller, subtract, sum, ZERO } from '@medsettle/money'
import { invariant } from '../identity/refusal.ts'
import type { Tender } from './tender.ts'
import { walkBackRefusal } from './tender-refusal.ts'

/** A tender that has taken money, and how much of it is given back already or promised to be. */
export interface TakenTender extends Tender {
  /** fen, 0 … amount; an insured tender is either 0 or the whole amount */
  readonly refunded: Fen
}

/** What one refund takes back from whom. */
export interface WalkedBack {
  /** from the last tender backwards, every amount > 0 */
  readonly wallet: readonly { readonly tenderNo: number; readonly channel: string; readonly amount: Fen }[]
  /** `whole`: the settlement is cancelled at the insurer (2208, 6203) together with the wallets' parts */
  readonly insurance: 'none' | 'whole'
}

/**
 * Gives `amount` back over the tenders, from the last one backwards, never more than each has taken. An insurance settlement
 * knows no partial cancel (facts/nhsa.md, 2208), so its tenders go back together or not at all: a refund either fits into
 * the wallets, or it is everything that is left. The hospital's own share was taken from nobody and is never paid out.
 * @param amount fen, > 0
 * @throws RefusalError REFUND_NOT_POSITIVE, REFUND_EXCEEDS_TAKEN, REFUND_NEEDS_WHOLE_INSURANCE
 */
export function walkBack(amount: Fen, tenders: readonly TakenTender[]): WalkedBack {
  for (const tender of tenders) checkTaken(tender)
  const wallets = tenders.filter((tender) => tender.payer === 'selfPay').sort((a, b) => b.tenderNo - a.tenderNo)
  const inWallets = left(wallets)
  const insured = left(tenders.filter((tender) => tender.payer !== 'selfPay' && tender.payer !== 'hospital'))
  const insurance = refuseOrDecide(amount, inWallets, insured)
  const wanted = insurance === 'whole' ? inWallets : amount
  const wallet = takeFromLast(wanted, wallets)
  invariant(
    sum(wallet.map((part) => part.amount)) === wanted,
    'a refund whose parts do not add up would give the patient another amount than was granted',
  )
  return { wallet, insurance }
}

function checkTaken(tender: TakenTender): void {
  invariant(
    tender.refunded >= 0 && tender.refunded <= tender.amount,
    `tender ${tender.tenderNo} has given back more than it took: the hospital would pay the difference`,
  )
  invariant(
    tender.payer === 'selfPay' || tender.refunded === 0 || tender.refunded === tender.amount,
    `insured tender ${tender.tenderNo} is partly taken back: the fund would be claimed for care that was refunded`,
  )
}

const left = (tenders: readonly TakenTender[]): Fen =>
  sum(tenders.map((tender) => subtract(tender.amount, tender.refunded)))

function refuseOrDecide(amount: Fen, inWallets: Fen, insured: Fen): 'none' | 'whole' {
  const all = sum([inWallets, insured])
  const possible =
    insured === 0
      ? `可退 ${formatYuan(inWallets)} 元`
      : `自付部分可退 ${formatYuan(inWallets)} 元，整单可退 ${formatYuan(all)} 元`
  if (amount <= 0) throw walkBackRefusal('REFUND_NOT_POSITIVE', `退款金额须大于零；${possible}`)
  if (amount > all) throw walkBackRefusal('REFUND_EXCEEDS_TAKEN', `申请退款 ${formatYuan(amount)} 元；${possible}`)
  if (insured > 0 && amount === all) return 'whole'
  if (amount <= inWallets) return 'none'
  throw walkBackRefusal(
    'REFUND_NEEDS_WHOLE_INSURANCE',
    `申请退款 ${formatYuan(amount)} 元超过自付部分，医保部分只能整单退；${possible}`,
  )
}

function takeFromLast(
  amount: Fen,
  lastFirst: readonly TakenTender[],
): { tenderNo: number; channel: string; amount: Fen }[] {
  const parts: { tenderNo: number; channel: string; amount: Fen }[] = []
  let wanted = amount
  for (const tender of lastFirst) {
    const taken = smaller(wanted, subtract(tender.amount, tender.refunded))
    if (taken > 0) parts.push({ tenderNo: tender.tenderNo, channel: tender.channel, amount: taken })
    wanted = subtract(wanted, taken)
    if (wanted === ZERO) break
  }
  return parts
}
