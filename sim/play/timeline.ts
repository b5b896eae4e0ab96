/** What somebody means to do at an instant of the simulated day. */
export interface Action {
  /** ms since epoch */
  readonly at: number
  readonly work: () => Promise<void>
}

/** Actions in the order of their time; those of one instant in the order in which they were meant. */
export interface Timeline {
  add(at: number, work: () => Promise<void>): void
  /** the next action at or before `until`, taken from the line */
  next(until: number): Action | null
  isWaiting(): boolean
}

export function createTimeline(): Timeline {
  const actions: Action[] = []
  return {
    add: (at, work) => {
      const place = actions.findIndex((action) => action.at > at)
      actions.splice(place < 0 ? actions.length : place, 0, { at, work })
    },
    isWaiting: () => actions.length > 0,
    next: (until) => {
      const [first] = actions
      return first && first.at <= until ? actions.shift()! : null
    },
  }
}
