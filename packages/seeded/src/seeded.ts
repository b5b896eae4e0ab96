/** A repeatable stream of chance. Never for secrets. */
export interface SeededRandom {
  /** in [0, 1) */
  next(): number
  /** whole number in [0, bound) */
  below(bound: number): number
  /** whole number in [from, to], both included */
  between(from: number, to: number): number
  /** true with probability `share` */
  happens(share: number): boolean
  pick<T>(choices: readonly T[]): T
  /** an independent stream that depends only on this seed and `name` */
  fork(name: string): SeededRandom
}

/** @param seed any integer */
export function createRandom(seed: number): SeededRandom {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = state ^ (state >>> 16)
    mixed = Math.imul(mixed, 0x21f0aaad)
    mixed ^= mixed >>> 15
    mixed = Math.imul(mixed, 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }
  const below = (bound: number): number => Math.floor(next() * bound)
  return {
    next,
    below,
    between: (from, to) => from + below(to - from + 1),
    happens: (share) => next() < share,
    pick: (choices) => choices[below(choices.length)]!,
    fork: (name) => createRandom(hash(seed, name)),
  }
}

/** FNV-1a over seed and name. */
function hash(seed: number, name: string): number {
  let value = (0x811c9dc5 ^ seed) >>> 0
  for (const character of name) value = Math.imul(value ^ character.codePointAt(0)!, 0x01000193) >>> 0
  return value
}
