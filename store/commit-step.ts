import type { Step } from '../domain/order/step.ts'
import type { Ledger } from './ledger/open-ledger.ts'

/** Another writer moved the order first: load it again and decide anew. Nothing of this step was written. */
export class StaleOrder extends Error {
  override name = 'StaleOrder'
}

/**
 * Writes one step with its transfers in one transaction, together with whoever else commits at this moment.
 * @returns the order's new version
 * @throws StaleOrder when `expectedVersion` is no longer the order's version; RefusalError when a transfer is refused
 */
export async function commitStep(ledger: Ledger, step: Step): Promise<number> {
  const { transfers = [], ...rest } = step
  try {
    return await ledger.commit(JSON.stringify(withoutEmptyLists(rest)), transfers)
  } catch (error) {
    if (isStale(error)) throw new StaleOrder((error as Error).message, { cause: error })
    throw error
  }
}

/** A list with nothing in it must not cost the database a statement. */
const withoutEmptyLists = (step: Omit<Step, 'transfers'>): object =>
  Object.fromEntries(Object.entries(step).filter(([, value]) => !Array.isArray(value) || value.length > 0))

const isStale = (error: unknown): boolean => {
  const { code, constraint } = error as { code?: string; constraint?: string }
  return code === '40001' || code === '40P01' || constraint === 'payment_order_pkey'
}
