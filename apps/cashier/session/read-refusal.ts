import type { CashierRefusal } from '../view.ts'

const MOVED = ['none', 'unknown', 'moved'] as const

/**
 * Reads an error answer. What cannot be read says the most careful thing: nobody knows whether money moved, and the
 * same key may be sent again, since a key that has been spent can do nothing twice.
 */
export function readRefusal(status: number, value: unknown): CashierRefusal {
  const body = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>
  const moneyMoved = MOVED.find((word) => word === body.moneyMoved)
  return {
    code: typeof body.code === 'string' && /^[A-Z][A-Z0-9_]{0,63}$/.test(body.code) ? body.code : `HTTP_${status}`,
    moneyMoved: moneyMoved ?? 'unknown',
    retrySameKey: moneyMoved === undefined || body.retrySameKey === true,
    message: typeof body.message === 'string' ? body.message.slice(0, 300) : '',
  }
}
