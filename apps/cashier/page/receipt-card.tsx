import { sum } from '@medsettle/money'
import { useState } from 'react'
import type { CashierView, ReceiptView } from '../view.ts'
import { chinaMinute, yuan } from '../words/amount.ts'
import type { Language } from '../words/language.ts'
import type { Words } from '../words/zh.ts'
import { drawReceipt, type ReceiptLine } from './receipt-image.ts'

export interface ReceiptProps {
  readonly view: CashierView
  readonly receipt: ReceiptView
  readonly words: Words
  readonly language: Language
}

export function ReceiptCard(props: ReceiptProps) {
  const { view, receipt, words } = props
  const channelName = channelNamer(props)
  return (
    <section className="card receipt" aria-labelledby="receipt" data-testid="receipt">
      <h2 id="receipt">{words.receipt}</h2>
      <dl>
        {headOf(props).map(([label, value]) => (
          <div key={label} className="line">
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <ul className="payers">
        {receipt.tenders.map((tender) => (
          <li key={`${tender.payer} ${tender.channelRef}`} data-testid="receipt-tender">
            <div className="line">
              <span className="grow">
                {words.payers[tender.payer]}（{channelName(tender.channel)}）
              </span>
              <span className="amount">{yuan(tender.amount)}</span>
            </div>
            <p className="small">
              {words.channelRef} <span className="code">{tender.channelRef}</span>
            </p>
          </li>
        ))}
        <li className="line payers-total">
          <span className="grow">{words.paidTotal}</span>
          <span className="amount">{yuan(sum(receipt.tenders.map(({ amount }) => amount)))}</span>
        </li>
        {view.refunded > 0 && (
          <li className="line payers-total">
            <span className="grow">{words.refundedAmount}</span>
            <span className="amount">{yuan(view.refunded)}</span>
          </li>
        )}
      </ul>
      <KeepReceipt {...props} />
    </section>
  )
}

/** Print or picture. Some wallets' browsers ignore downloads, therefore the picture is shown as well. */
function KeepReceipt(props: ReceiptProps) {
  const { words, receipt } = props
  const [image, setImage] = useState<string | null>(null)
  const save = (): void => {
    const drawn = drawReceipt(props.view.institution.name, words.receipt, linesOf(props))
    setImage(drawn)
    const link = document.createElement('a')
    link.href = drawn
    link.download = `receipt-${receipt.receiptNo}.png`
    link.click()
  }
  return (
    <div className="keep">
      <button type="button" className="button" data-testid="save-image" onClick={save}>
        {words.saveImage}
      </button>
      <button type="button" className="button" data-testid="print" onClick={() => window.print()}>
        {words.print}
      </button>
      <p role="status" className="small">
        {image && words.savedImage}
      </p>
      {image && <img src={image} alt={words.receiptImage(receipt.receiptNo)} data-testid="receipt-image" />}
    </div>
  )
}

function channelNamer({ view, words, language }: ReceiptProps): (channel: string) => string {
  return (channel) =>
    view.channels.find((offer) => offer.channel === channel)?.title[language] ?? words.channelNames[channel] ?? channel
}

function headOf({ view, receipt, words }: ReceiptProps): readonly (readonly [string, string])[] {
  return [
    [words.receiptNo, receipt.receiptNo],
    [words.paidAt, chinaMinute(receipt.paidAt)],
    [words.patient, view.patientMasked],
    [words.billNo, view.bill.hisBillNo],
  ]
}

function linesOf(props: ReceiptProps): readonly ReceiptLine[] {
  const { view, receipt, words } = props
  const channelName = channelNamer(props)
  const refunded: readonly ReceiptLine[] =
    view.refunded > 0 ? [{ label: words.refundedAmount, value: yuan(view.refunded) }] : []
  return [
    ...headOf(props).map(([label, value]) => ({ label, value })),
    'rule',
    ...receipt.tenders.flatMap((tender) => [
      { label: `${words.payers[tender.payer]}（${channelName(tender.channel)}）`, value: yuan(tender.amount) },
      { label: words.channelRef, value: tender.channelRef },
    ]),
    'rule',
    { label: words.paidTotal, value: yuan(sum(receipt.tenders.map(({ amount }) => amount))) },
    ...refunded,
  ]
}
