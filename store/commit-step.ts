import type { Step } from '../domain/order/step.ts'
import type { Ledger } from './ledger/open-ledger.ts'
import { StaleOrder } from './stale-order.ts'

/**
 * Writes one step with its transfers in one transaction, together with whoever else commits at this moment.
 * @returns the order's new version
 * @throws StaleOrder when `expectedVersion` is no longer the order's version; RefusalError when a transfer is refused
 */
export async function commitStep(ledger: Ledger, step: Step): Promise<number> {
  try {
    return await ledger.commit(step)
  } catch (error) {
    if (isStale(error) && !(error instanceof StaleOrder))
      throw new StaleOrder((error as Error).message, { cause: error })
    throw error
  }
}

const isStale = (error: unknown): boolean => {
  const { code, constraint } = error as { code?: string; constraint?: string }
  return code === '40001' || code === '40P01' || constraint === 'payment_order_pkey'
}
