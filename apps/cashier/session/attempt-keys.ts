import type { CashierView, PayBody } from '../view.ts'

/** What the patient chose by tapping. `product` is null when insurance alone pays. */
export interface PayChoice {
  readonly channel: string | null
  readonly product: string | null
  readonly stepUpConfirmed: boolean
  readonly returnUrl: string
}

export interface Attempt {
  readonly key: string
  /** sent again word for word: one key never names two different requests */
  readonly body: PayBody
  /** the server has shown that it knows this attempt */
  readonly seen: boolean
}

/** The part of sessionStorage that is needed; survives reloads and the way back from the wallet. */
export interface KeyShelf {
  getItem(name: string): string | null
  setItem(name: string, value: string): void
  removeItem(name: string): void
}

export interface AttemptKeys {
  attemptFor(orderId: string, choice: PayChoice): Attempt
  /** the order has an attempt whose fate the server has not yet shown */
  unseen(orderId: string): Attempt | null
  /** the server answered this attempt: once the order is open again, it is over */
  markSeen(orderId: string): void
  learn(view: CashierView): void
  forget(orderId: string): void
}

/**
 * One Idempotency-Key per order and attempt, kept until the server has shown how that attempt ended. A second tap, a
 * reload or a lost answer finds the same key; only a new attempt gets a new one.
 * @param newKey returns a fresh random key
 */
export function createAttemptKeys(shelf: KeyShelf, newKey: () => string): AttemptKeys {
  const nameOf = (orderId: string): string => `medsettle.attempt.${orderId}`
  const read = (orderId: string): Attempt | null => readAttempt(shelf.getItem(nameOf(orderId)))
  const write = (orderId: string, attempt: Attempt): Attempt => {
    shelf.setItem(nameOf(orderId), JSON.stringify(attempt))
    return attempt
  }
  const markSeen = (orderId: string): void => {
    const kept = read(orderId)
    if (kept && !kept.seen) write(orderId, { ...kept, seen: true })
  }
  return {
    attemptFor(orderId, choice) {
      const kept = read(orderId)
      if (kept && isSameChoice(kept.body, choice)) return kept
      return write(orderId, { key: newKey(), body: bodyOf(choice), seen: false })
    },
    unseen(orderId) {
      const kept = read(orderId)
      return kept && !kept.seen ? kept : null
    },
    markSeen,
    learn(view) {
      const kept = read(view.orderId)
      if (!kept) return
      if (view.status === 'charging') markSeen(view.orderId)
      if (view.status !== 'charging' && (view.status !== 'quoted' || kept.seen)) shelf.removeItem(nameOf(view.orderId))
    },
    forget(orderId) {
      shelf.removeItem(nameOf(orderId))
    },
  }
}

function bodyOf(choice: PayChoice): PayBody {
  const confirmed = choice.stepUpConfirmed ? { stepUpConfirmed: true } : {}
  if (choice.channel === null || choice.product === null) return { channel: null, ...confirmed }
  return { channel: choice.channel, product: choice.product, returnUrl: choice.returnUrl, ...confirmed }
}

function isSameChoice(body: PayBody, choice: PayChoice): boolean {
  const product = body.channel === null ? null : body.product
  return (
    body.channel === choice.channel &&
    product === choice.product &&
    (body.stepUpConfirmed ?? false) === choice.stepUpConfirmed
  )
}

/** What lies in the browser's storage may be anybody's: an unreadable entry counts as none. */
function readAttempt(stored: string | null): Attempt | null {
  if (stored === null) return null
  try {
    const value = JSON.parse(stored) as Partial<Attempt> | null
    if (typeof value?.key !== 'string' || typeof value.body !== 'object' || value.body === null) return null
    return { key: value.key, body: value.body, seen: value.seen === true }
  } catch {
    return null
  }
}
