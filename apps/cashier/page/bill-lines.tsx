import type { CashierView } from '../view.ts'
import { plainDecimal, yuan } from '../words/amount.ts'
import type { Words } from '../words/zh.ts'

/** Closed at first: the amount is what most people came for, the lines are for those who doubt it. */
export function BillLines({ view, words }: { view: CashierView; words: Words }) {
  const { lines, hisBillNo } = view.bill
  return (
    <section className="card">
      <details data-testid="bill">
        <summary data-testid="bill-toggle">{words.billLines(lines.length)}</summary>
        <p className="small">
          {words.billNo} <span className="code">{hisBillNo}</span>
        </p>
        <ul className="bill-lines">
          {lines.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same drug may stand twice on one bill
            <li key={index} data-testid="bill-line">
              <div className="line">
                <span className="grow" lang="zh-CN">
                  {line.name}
                </span>
                <span className="amount">{yuan(line.amount)}</span>
              </div>
              <p className="small">
                {words.quantity(plainDecimal(line.quantity), plainDecimal(line.unitPrice))} ·{' '}
                {words.itemClass[line.itemClass]}
                {line.prescriptionNo && ` · ${words.prescription(line.prescriptionNo)}`}
              </p>
            </li>
          ))}
        </ul>
      </details>
    </section>
  )
}
