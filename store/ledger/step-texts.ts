import type { Step } from '../../domain/order/step.ts'

type Rows = readonly object[]

/** Of a known order only what a step may change is sent. */
const changesOf = ({ order, expectedVersion }: Step): Rows => {
  if (!order || expectedVersion === 0) return []
  const { orderId, status, updatedAt, expiresAt, state } = order
  return [{ orderId, status, updatedAt, expiresAt, state, expectedVersion }]
}

/** What steps write, table by table, in the order in which medsettle.apply_steps takes it. */
const TABLES: readonly ((step: Step) => Rows)[] = [
  ({ notification }) => one(notification),
  ({ bill }) => one(bill),
  ({ order, expectedVersion }) => (order && expectedVersion === 0 ? [order] : []),
  changesOf,
  ({ attempts = [] }) => attempts,
  ({ refunds = [] }) => refunds,
  ({ accumulator }) => one(accumulator),
  ({ workOrders = [] }) => workOrders,
  ({ events = [] }) => events,
]

/** JSON texts, null where nobody writes; null when there are no steps. */
export function stepTexts(steps: readonly Step[]): (string | null)[] | null {
  if (steps.length === 0) return null
  // in one order, so that two batches never wait for each other's orders crosswise
  const sorted = steps.toSorted((a, b) => inOrder(a.order?.orderId ?? '', b.order?.orderId ?? ''))
  return TABLES.map((rowsOf) => {
    const rows = sorted.flatMap(rowsOf)
    return rows.length === 0 ? null : JSON.stringify(rows)
  })
}

const one = (row: object | undefined): Rows => (row === undefined ? [] : [row])

const inOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The version the order has when the step is written. */
export const versionAfter = ({ order, expectedVersion = 0 }: Step): number => (order ? expectedVersion + 1 : 1)
