import type { SeededRandom } from '@medsettle/seeded'

/** Draws one of many with given shares, which need not add up to one. */
export interface Lottery<T> {
  draw(random: SeededRandom): T
}

export function createLottery<T>(choices: readonly T[], shareOf: (choice: T) => number): Lottery<T> {
  const upTo = new Float64Array(choices.length)
  let sum = 0
  for (const [index, choice] of choices.entries()) {
    sum += shareOf(choice)
    upTo[index] = sum
  }
  return {
    draw(random) {
      const ticket = random.next() * sum
      let [low, high] = [0, choices.length - 1]
      while (low < high) {
        const middle = (low + high) >>> 1
        if (ticket < upTo[middle]!) high = middle
        else low = middle + 1
      }
      return choices[low]!
    },
  }
}
