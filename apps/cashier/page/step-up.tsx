import { useEffect, useRef } from 'react'
import type { CashierView } from '../view.ts'
import { yuan } from '../words/amount.ts'
import type { Words } from '../words/zh.ts'

interface StepUpProps {
  readonly view: CashierView
  readonly words: Words
  readonly isChecked: boolean
  check(isChecked: boolean): void
  /** the pay button was tapped before the box */
  readonly isReminded: boolean
}

/** Risk screening asks for one more look: in the page and in its own words, never as a pop-up over it. */
export function StepUp({ view, words, isChecked, check, isReminded }: StepUpProps) {
  const box = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (isReminded) box.current?.focus()
  }, [isReminded])
  return (
    <section className="card step-up" aria-labelledby="step-up">
      <h2 id="step-up">{words.stepUpTitle}</h2>
      <label className="check">
        <input
          ref={box}
          type="checkbox"
          data-testid="step-up"
          checked={isChecked}
          aria-describedby="step-up-reminder"
          onChange={(event) => check(event.target.checked)}
        />
        <span>{words.stepUpLabel(view.patientMasked, yuan(view.cash))}</span>
      </label>
      <p id="step-up-reminder" role="alert" className="strong">
        {isReminded ? words.stepUpFirst : ''}
      </p>
    </section>
  )
}
