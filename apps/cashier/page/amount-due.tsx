import { subtract } from '@medsettle/money'
import type { ReactNode } from 'react'
import { isOwnPartPaid, type Screen } from '../session/screen.ts'
import type { CashierView } from '../view.ts'
import { yuan } from '../words/amount.ts'
import type { Words } from '../words/zh.ts'

type Label = keyof Words['amountLabels']

/** A sign beside each last word, and what the big number means there. */
const LOOK: Partial<Record<Screen, readonly [mark: string, label: Label]>> = {
  paid: ['✓', 'paid'],
  partlyRefunded: ['↩', 'paid'],
  refunded: ['↩', 'paid'],
  reversed: ['↩', 'was'],
  reversing: ['↩', 'was'],
  expired: ['!', 'was'],
  closed: ['×', 'was'],
}

interface AmountDueProps {
  readonly view: CashierView
  readonly words: Words
  readonly screen: Screen
  readonly children?: ReactNode
}

/** The one sentence of the page: where the order stands, for whom, and how much. */
export function AmountDue({ view, words, screen, children }: AmountDueProps) {
  const [mark, label] = LOOK[screen] ?? ['', isOwnPartPaid(view) ? 'paid' : 'due']
  const others = subtract(view.bill.total, view.cash)
  const hint = (words.hints as Partial<Record<Screen, string>>)[screen]
  return (
    <section className={`card due due-${screen}`}>
      <h1 tabIndex={-1} data-testid="status" data-status={view.status}>
        {mark && (
          <span className="mark" aria-hidden="true">
            {mark}
          </span>
        )}
        {words.titles[screen]}
      </h1>
      {hint && <p data-testid="hint">{hint}</p>}
      <p className="due-label">{words.amountLabels[label]}</p>
      <p className="due-amount" data-testid="cash">
        {yuan(view.cash)}
      </p>
      {others > 0 && label !== 'was' && <p data-testid="others-pay">{words.othersPay(yuan(others))}</p>}
      {view.refunded > 0 && (
        <p className="strong" data-testid="refunded">
          {words.refundedAmount} {yuan(view.refunded)}
        </p>
      )}
      <p>
        {words.patient} <span data-testid="patient">{view.patientMasked}</span>
      </p>
      {children}
    </section>
  )
}
