import { type ReactNode, useEffect, useState } from 'react'
import type { Words } from '../words/zh.ts'

interface FetchedProps<Part> {
  /** one of `LATER` (later.ts) or a function of the caller's: the same function on every render */
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
