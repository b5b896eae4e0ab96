/** Classes of `ordStas` in use (facts 6.3). A candidate is not proof of payment; an unlisted value says nothing. */
export type OrderState = 'processing' | 'candidate' | 'cancelled' | 'failed' | 'unlisted'

const CLASSES: readonly (readonly [OrderState, number, number])[] = [
  ['processing', 0, 2],
  ['candidate', 3, 6],
  ['cancelled', 7, 13],
  ['failed', 14, 16],
]

export function orderState(ordStas: string): OrderState {
  if (!/^\d{1,2}$/.test(ordStas)) return 'unlisted'
  const value = Number(ordStas)
  return CLASSES.find(([, from, to]) => value >= from && value <= to)?.[0] ?? 'unlisted'
}
