import type { ChannelCall, Watch } from '../../flow/world.ts'

/** Where live progress, metrics and channel health hear what the flows did in this process. */
export interface Hub extends Watch {
  /** @returns a function that stops listening */
  onCommitted(listener: (orderId: string) => void): () => void
  onCalled(listener: (call: ChannelCall) => void): () => void
}

export function openHub(): Hub {
  const committed = new Set<(orderId: string) => void>()
  const called = new Set<(call: ChannelCall) => void>()
  return {
    committed: (orderId) => {
      for (const listener of committed) listener(orderId)
    },
    called: (call) => {
      for (const listener of called) listener(call)
    },
    onCommitted: (listener) => listen(committed, listener),
    onCalled: (listener) => listen(called, listener),
  }
}

function listen<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
