import { GrouperError } from './grouper-error.ts'
import { type CodePool, FIRST_CODE, NO_CODE, UNKNOWN_CODE } from './interned-scheme.ts'

/** Code -> number, from text and from the bytes of a file without making text of them. */
export interface CodeTable {
  readonly codes: readonly string[]
  /** UNKNOWN_CODE when the scheme does not know it, NO_CODE for empty text */
  numberOf(code: string): number
  /** @param one, two what `hashOne` and `hashTwo` made of the code's bytes */
  numberOfHash(one: number, two: number): number
}

export const SEED_ONE = 0x811c9dc5 | 0
export const SEED_TWO = 0x9e3779b9 | 0
export const hashOne = (hash: number, byte: number): number => Math.imul(hash ^ byte, 0x01000193)
export const hashTwo = (hash: number, byte: number): number => Math.imul(hash + byte, 0x85ebca6b)

/** A slot is two words: the second hash, and half of the first beside the number. */
const WORDS = 2
const FREE = 0
const HALF = 0xffff0000 | 0
const NUMBER = 0xffff
const MOST_CODES = 0xfff0
const LAST_ASCII = 0x7f

/**
 * A code is told by two hashes, unlike for all codes of the scheme (checked here). That a misspelt code has both of another
 * one happens once in 10^9 misspellings at worst; comparing letters would fetch a second place of memory per code, and a
 * place that is not in the processor's cache takes longer than all the rest of a case.
 */
export function createCodeTable(pool: CodePool): CodeTable {
  // spellings of another catalogue are no codes of their own and do not count
  if (pool.codes.length > MOST_CODES)
    throw new GrouperError('GROUPER_BAD_TABLE', '', `a scheme may have ${MOST_CODES} diagnoses and as many procedures`)
  const numbers = new Map<string, number>([['', NO_CODE]])
  for (let number = FIRST_CODE; number < pool.codes.length; number++) numbers.set(pool.codes[number]!, number)
  pool.aliases.forEach((alias, index) => {
    numbers.set(alias, pool.aliasNumbers[index]!)
  })
  const { slots, mask } = fillSlots(numbers)
  const numberOfHash = (one: number, two: number): number => {
    for (let at = (one & mask) * WORDS; ; at = (at + WORDS) & (mask * WORDS)) {
      const word = slots[at + 1]!
      if (word === FREE) return UNKNOWN_CODE
      if (slots[at] === two && ((word ^ one) & HALF) === 0) return (word & NUMBER) - 1
    }
  }
  return {
    codes: pool.codes,
    numberOfHash,
    numberOf(code) {
      let one = SEED_ONE
      let two = SEED_TWO
      for (let at = 0; at < code.length; at++) {
        const character = code.charCodeAt(at)
        if (character > LAST_ASCII) return numbers.get(code) ?? UNKNOWN_CODE
        one = hashOne(one, character)
        two = hashTwo(two, character)
      }
      return numberOfHash(one, two)
    },
  }
}

/** At most two thirds full. */
function fillSlots(numbers: ReadonlyMap<string, number>): { readonly slots: Int32Array; readonly mask: number } {
  const mask = 2 ** Math.ceil(Math.log2(numbers.size * 1.5 + 2)) - 1
  const slots = new Int32Array((mask + 1) * WORDS)
  for (const [code, number] of numbers) {
    let one = SEED_ONE
    let two = SEED_TWO
    for (const byte of Buffer.from(code, 'utf8')) {
      one = hashOne(one, byte)
      two = hashTwo(two, byte)
    }
    let at = (one & mask) * WORDS
    for (; slots[at + 1] !== FREE; at = (at + WORDS) & (mask * WORDS))
      if (slots[at] === two && ((slots[at + 1]! ^ one) & HALF) === 0)
        throw new GrouperError('GROUPER_BAD_TABLE', code, `the code cannot be told from another one of the scheme`)
    slots[at] = two
    slots[at + 1] = (one & HALF) | (number + 1)
  }
  return { slots, mask }
}
