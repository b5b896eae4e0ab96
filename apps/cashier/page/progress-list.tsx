import type { ProgressStep } from '../view.ts'
import { chinaMinute } from '../words/amount.ts'
import type { Language } from '../words/language.ts'
import type { Words } from '../words/zh.ts'

const SIGN: Record<ProgressStep['state'], string> = { done: '✓', doing: '…', waiting: '○', failed: '✕' }

interface ProgressListProps {
  readonly steps: readonly ProgressStep[]
  readonly words: Words
  readonly language: Language
}

/** Every state has a sign and a word. Only the newest step is spoken, not the whole list over and over. */
export function ProgressList({ steps, words, language }: ProgressListProps) {
  // findLast is younger than the phones that must open this page
  const latestFirst = [...steps].reverse()
  const newest = latestFirst.find(({ state }) => state === 'doing' || state === 'failed') ?? latestFirst[0]
  return (
    <>
      <p role="status" aria-live="polite" className="spoken" data-testid="progress-spoken">
        {newest && `${newest.text[language]}：${words.stepStates[newest.state]}`}
      </p>
      {steps.length > 0 && (
        <section className="card" aria-labelledby="progress" data-testid="progress">
          <h2 id="progress">{words.progress}</h2>
          <ol className="steps">
            {steps.map((step) => (
              <li key={`${step.step} ${step.at}`} className={`step step-${step.state}`} data-testid="progress-step">
                <span className="sign" aria-hidden="true">
                  {SIGN[step.state]}
                </span>
                <span className="grow">
                  {step.text[language]}
                  <span className="small step-word">
                    {words.stepStates[step.state]}
                    {step.state !== 'waiting' && ` · ${chinaMinute(step.at).slice(11)}`}
                  </span>
                </span>
              </li>
            ))}
          </ol>
        </section>
      )}
    </>
  )
}
