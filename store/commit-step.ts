import type { Step } from '../domain/order/step.ts'
import type { Database } from './database.ts'

/** Another writer moved the order first: load it again and decide anew. Nothing of this step was written. */
export class StaleOrder extends Error {
  override name = 'StaleOrder'
}

/**
 * Writes one step in one round trip and one transaction.
 * @returns the order's new version
 * @throws StaleOrder when `expectedVersion` is no longer the order's version
 */
export async function commitStep(database: Database, step: Step): Promise<number> {
  try {
    const rows = await database.query<{ version: number }>('select medsettle.commit_step($1::jsonb) as version', [
      JSON.stringify(withoutEmptyLists(step)),
    ])
    return rows[0]!.version
  } catch (error) {
    if (isStale(error)) throw new StaleOrder((error as Error).message, { cause: error })
    throw error
  }
}

/** A list with nothing in it must not cost the database a statement. */
const withoutEmptyLists = (step: Step): object =>
  Object.fromEntries(Object.entries(step).filter(([, value]) => !Array.isArray(value) || value.length > 0))

const isStale = (error: unknown): boolean => {
  const { code, constraint } = error as { code?: string; constraint?: string }
  return code === '40001' || code === '40P01' || constraint === 'payment_order_pkey'
}
