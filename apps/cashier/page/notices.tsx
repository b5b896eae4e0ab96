import { useEffect, useRef } from 'react'
import type { CashierRefusal } from '../view.ts'
import type { Words } from '../words/zh.ts'

/**
 * First whether money moved, in plain words; then the server's sentence; last the code for the counter. It comes into sight
 * by itself: in large text it may stand below the edge, and whoever tapped would believe that nothing happened.
 */
export function RefusalNotice({ words, refusal }: { words: Words; refusal: CashierRefusal }) {
  const place = useRef<HTMLElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each refusal
  useEffect(() => {
    // newer browsers return a promise here, which React would take for the undoing of this effect
    place.current?.scrollIntoView({ block: 'nearest' })
  }, [refusal])
  return (
    <section ref={place} className="notice" role="alert" data-testid="notice" data-code={refusal.code}>
      <h2>{words.refusedTitle}</h2>
      <p className="strong" data-testid="notice-money" data-money-moved={refusal.moneyMoved}>
        {words.money[refusal.moneyMoved]}
      </p>
      {refusal.message && <p>{refusal.message}</p>}
      <p className="small">{words.refusalDetails(refusal.code)}</p>
    </section>
  )
}

/** Always in the page, so that a screen reader hears the network go and come back. */
export function OfflineNotice({ words, isOffline }: { words: Words; isOffline: boolean }) {
  return (
    <div role="status" aria-live="polite" className="live">
      {isOffline && (
        <p className="notice notice-offline" data-testid="offline">
          <span aria-hidden="true">↻ </span>
          {words.offline}
        </p>
      )}
    </div>
  )
}
