import { RefusalError } from '../identity/refusal.ts'

/** Why a bill cannot be divided among payers as asked. No money moved. */
export const TENDER_REFUSALS = {
  TENDER_NO_WALLET: '有自付金额但未选择支付方式 · something is to be paid and no wallet was chosen',
  TENDER_AMOUNT_MISMATCH: '各支付方式金额之和不等于自付金额 · the wallets’ amounts do not add up to the self-pay part',
  TENDER_AMOUNT_NOT_POSITIVE: '支付方式的金额须大于零 · a wallet’s amount must be above zero',
  TENDER_REST_TWICE: '只能有一个支付方式承担余额 · only one wallet can take the rest',
  TENDER_WALLET_IS_INSURANCE: '医保通道不能作为自费支付方式 · the insurance channel is not a wallet',
} as const

/** Why an amount cannot be given back as asked. No money moved. */
export const WALK_BACK_REFUSALS = {
  REFUND_NOT_POSITIVE: '退款金额须大于零 · a refund must be above zero',
  REFUND_EXCEEDS_TAKEN: '退款超过实收未退金额 · more than was taken and is still there',
  REFUND_NEEDS_WHOLE_INSURANCE: '医保部分只能整单退 · the insured part can only be taken back whole',
} as const

export const tenderRefusal = (code: keyof typeof TENDER_REFUSALS, place: string, message: string): RefusalError =>
  new RefusalError({ code, stage: 'tender', moneyMoved: 'none', retrySameKey: true, place, message })

export const walkBackRefusal = (code: keyof typeof WALK_BACK_REFUSALS, message: string): RefusalError =>
  new RefusalError({ code, stage: 'refund', moneyMoved: 'none', retrySameKey: true, place: 'amount', message })
