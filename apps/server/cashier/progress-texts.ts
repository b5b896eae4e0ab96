import type { ProgressStep } from '../../../domain/order/order.ts'
import type { Bilingual } from '../../cashier/view.ts'

type Texts = Readonly<Record<string, Partial<Record<ProgressStep['state'], Bilingual>> & { readonly done: Bilingual }>>

/** What the patient reads for each step the flows write down; a state without its own sentence takes that of `done`. */
const TEXTS: Texts = {
  quoted: { done: { zh: '账单已核算', en: 'Your bill has been worked out' } },
  walletWaiting: {
    done: { zh: '已发起付款', en: 'Payment started' },
    doing: { zh: '等待您在钱包中付款', en: 'Waiting for you to pay in your wallet' },
    failed: { zh: '本次未付款，可重新选择支付方式', en: 'Not paid; you can choose again' },
  },
  walletPaid: { done: { zh: '自付部分已收到', en: 'Your own part has been received' } },
  insuranceSettling: {
    done: { zh: '已提交医保结算', en: 'Sent to your insurance' },
    doing: { zh: '正在与医保结算', en: 'Settling with your insurance' },
    failed: { zh: '医保未能结算', en: 'Insurance could not be settled' },
  },
  insuranceSettled: { done: { zh: '医保已结算', en: 'Insurance has been settled' } },
  paid: { done: { zh: '支付完成', en: 'Paid' } },
  reversing: {
    done: { zh: '已发起退回', en: 'Your money is being returned' },
    doing: { zh: '未能完成，正在退回您的钱款', en: 'It could not be completed; your money is being returned' },
  },
  reversed: { done: { zh: '钱款已全部退回', en: 'All your money has been returned' } },
  refundStuck: {
    done: { zh: '医院正在人工处理退款', en: 'The hospital is handling your refund in person' },
    failed: { zh: '自动退回未成功，医院正在人工处理', en: 'The automatic return failed; the hospital is handling it' },
  },
}

/** A step this table does not know is still shown, in words that promise nothing. */
export function textOf(step: Pick<ProgressStep, 'step' | 'state'>): Bilingual {
  const known = TEXTS[step.step]
  return known?.[step.state] ?? known?.done ?? { zh: '处理中', en: 'In progress' }
}
