import { type Fen, formatYuan, subtract, sum } from '@medsettle/money'
import type { Adjudication } from '../adjudication/adjudication.ts'
import { invariant } from '../identity/refusal.ts'
import type { Payer, Tender, TenderPlan } from './tender.ts'
import { tenderRefusal } from './tender-refusal.ts'

/** A wallet the patient pays with. Without an amount it takes what the others leave. */
export interface WalletShare {
  /** channel folder name, e.g. `wechat-pay` */
  readonly channel: string
  /** fen, > 0 */
  readonly amount?: Fen
}

export interface TenderChoice {
  /** channel folder name of the insurer; its funds, account and the hospital's share are settled there together */
  readonly insuranceChannel: string
  /** in the order they are shown; may be empty when the patient owes nothing */
  readonly wallets: readonly WalletShare[]
}

/**
 * Divides an adjudicated bill into tenders: who bears which fen through which channel. Insured parts first, wallets last,
 * so that a refund that walks back begins at the wallets. Parts of zero get no tender.
 * @throws RefusalError TENDER_… when the wallets do not add up to the cash part
 */
export function planTenders(adjudication: Adjudication, choice: TenderChoice): TenderPlan {
  const insurer = choice.insuranceChannel
  const parts: Omit<Tender, 'tenderNo'>[] = [
    part('pooledFund', insurer, adjudication.pooledFund),
    part('supplementaryFund', insurer, subtract(adjudication.fundTotal, adjudication.pooledFund)),
    part('personalAccount', insurer, adjudication.personalAccount),
    part('hospital', insurer, adjudication.hospitalPart),
    ...shareCash(adjudication.cash, choice).map((share) => part('selfPay', share.channel, share.amount)),
  ]
  const tenders = parts.filter((each) => each.amount !== 0).map((each, index) => ({ tenderNo: index + 1, ...each }))
  invariant(
    tenders.every((tender) => tender.amount > 0),
    'a negative tender would pay out money while a bill is being paid',
  )
  invariant(
    sum(tenders.map((tender) => tender.amount)) === adjudication.total,
    'tenders that do not add up to the bill would take too much from the patient or too little for the hospital',
  )
  return { total: adjudication.total, tenders }
}

const part = (payer: Payer, channel: string, amount: Fen): Omit<Tender, 'tenderNo'> => ({ payer, channel, amount })

function shareCash(cash: Fen, choice: TenderChoice): { channel: string; amount: Fen }[] {
  const { wallets } = choice
  refuseBadWallets(cash, choice)
  const given = sum(wallets.flatMap((wallet) => wallet.amount ?? []))
  const rest = subtract(cash, given)
  const takesRest = wallets.some((wallet) => wallet.amount === undefined)
  if (rest < 0 || (rest > 0 && !takesRest))
    throw tenderRefusal(
      'TENDER_AMOUNT_MISMATCH',
      'wallets',
      `各支付方式合计 ${formatYuan(given)} 元，应付 ${formatYuan(cash)} 元`,
    )
  return wallets.map((wallet) => ({ channel: wallet.channel, amount: wallet.amount ?? rest }))
}

function refuseBadWallets(cash: Fen, { wallets, insuranceChannel }: TenderChoice): void {
  if (cash > 0 && wallets.length === 0)
    throw tenderRefusal('TENDER_NO_WALLET', 'wallets', `自付 ${formatYuan(cash)} 元，须选择支付方式`)
  const takers = wallets.filter((wallet) => wallet.amount === undefined)
  if (takers.length > 1) throw tenderRefusal('TENDER_REST_TWICE', 'wallets', '多于一个支付方式未填写金额')
  wallets.forEach((wallet, index) => {
    if (wallet.channel === insuranceChannel)
      throw tenderRefusal(
        'TENDER_WALLET_IS_INSURANCE',
        `wallets[${index}].channel`,
        `${wallet.channel} 由医保结算，不能选作自付方式`,
      )
    if (wallet.amount !== undefined && wallet.amount <= 0)
      throw tenderRefusal('TENDER_AMOUNT_NOT_POSITIVE', `wallets[${index}].amount`, '支付方式的金额须大于零')
  })
}
