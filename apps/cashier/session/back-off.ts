const FIRST_MS = 1000
const LONGEST_MS = 30_000

/**
 * Milliseconds to wait before try number `tries` (0 = first repeat): doubles up to half a minute. Half of it is chance,
 * so that a ward full of phones does not come back in the same second after the network returns.
 * @param chance returns a number in [0, 1)
 */
export function backOffMs(tries: number, chance: () => number): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(tries, 10))
  return Math.floor(ceiling / 2 + (ceiling / 2) * chance())
}
