import { type ReactNode, useEffect, useState } from 'react'
import type { Words } from '../words/zh.ts'

/** What comes after the pay button is fetched when it is needed, and does not stand between the patient and the button. */
export const LATER = {
  wallet: () => import('./wallet-panel.tsx'),
  qr: () => import('./qr-dots.tsx'),
  receipt: () => import('./receipt-card.tsx'),
} as const

interface FetchedProps<Part> {
  /** one of `LATER`: the same function on every render */
  readonly load: () => Promise<Part>
  readonly words: Words
  show(part: Part): ReactNode
}

/** A fetch that fails must not take the page down with it: what is known of the money has to stay on the screen. */
export function Fetched<Part>({ load, words, show }: FetchedProps<Part>) {
  const [part, setPart] = useState<{ readonly value: Part } | 'failed' | null>(null)
  useEffect(() => {
    let isCurrent = true
    load().then(
      (value) => isCurrent && setPart({ value }),
      () => isCurrent && setPart('failed'),
    )
    return () => {
      isCurrent = false
    }
  }, [load])
  if (part === 'failed')
    return (
      <p className="card" role="alert" data-testid="part-failed">
        {words.partFailed}
      </p>
    )
  return part && show(part.value)
}
