import type { CashierRefusal } from '../view.ts'
import type { Words } from '../words/zh.ts'
import { RefusalNotice } from './notices.tsx'

/** No order, no amount, no button that could take money: only where to go next. */
export function UnknownToken({ words }: { words: Words }) {
  return (
    <main className="card" data-testid="unknown-token" data-screen="unknownToken">
      <h1>{words.titles.unknownToken}</h1>
      <p>{words.unknownTokenHint}</p>
    </main>
  )
}

export function Unreadable({ words, refusal }: { words: Words; refusal: CashierRefusal | null }) {
  return (
    <main className="card" data-testid="unreadable" data-screen="unreadable">
      <h1>{words.titles.unreadable}</h1>
      <p>{words.unreadable}</p>
      {refusal && <RefusalNotice words={words} refusal={refusal} />}
      <button type="button" className="button" data-testid="retry" onClick={() => window.location.reload()}>
        {words.retry}
      </button>
    </main>
  )
}
