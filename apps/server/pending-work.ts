/** Work that goes on after its request was answered, so that a closing server waits for it. */
export interface PendingWork {
  add(work: Promise<unknown>, onError: (error: unknown) => void): void
  /** Resolves when everything that was added has ended. */
  settled(): Promise<void>
}

export function openPendingWork(): PendingWork {
  const open = new Set<Promise<void>>()
  return {
    add: (work, onError) => {
      const watched: Promise<void> = work
        .then(() => {}, onError)
        .finally(() => {
          open.delete(watched)
        })
      open.add(watched)
    },
    settled: async () => {
      while (open.size > 0) await Promise.all(open)
    },
  }
}
