import { type CodePool, FIRST_CODE } from './interned-scheme.ts'

export interface CodeBook {
  /** the number of a code, given when it is first seen */
  numberOf(code: string): number
  /** @param map other spelling -> code of the scheme; entries whose code the scheme does not know are dropped */
  pool(map: Readonly<Record<string, string>>): CodePool
}

export function createCodeBook(): CodeBook {
  const codes = ['', '']
  const numbers = new Map<string, number>()
  return {
    numberOf(code) {
      const known = numbers.get(code)
      if (known !== undefined) return known
      numbers.set(code, codes.push(code) - 1)
      return codes.length - 1
    },
    pool(map) {
      const entries = Object.entries(map).filter(([from, to]) => from !== to && numbers.has(to) && !numbers.has(from))
      return {
        codes,
        aliases: entries.map(([from]) => from),
        aliasNumbers: Uint32Array.from(entries, ([, to]) => numbers.get(to) ?? FIRST_CODE),
      }
    },
  }
}

export type CodeKind = 'diagnosis' | 'procedure'

export interface ListBook {
  numberOf(kind: CodeKind, owner: string, name: string, codes: readonly string[]): number
  ids(): Uint32Array[]
  readonly names: readonly string[]
  readonly kinds: readonly CodeKind[]
}

/** Lists by owner and name; the same name read as diagnoses and as procedures is two lists. */
export function createListBook(diagnoses: CodeBook, procedures: CodeBook): ListBook {
  const numbers = new Map<string, number>()
  const lists: Uint32Array[] = []
  const names: string[] = []
  const kinds: CodeKind[] = []
  return {
    names,
    kinds,
    ids: () => lists,
    numberOf(kind, owner, name, codes) {
      const key = `${kind} ${owner}.${name}`
      const known = numbers.get(key)
      if (known !== undefined) return known
      const book = kind === 'diagnosis' ? diagnoses : procedures
      const ids = [...new Set(codes.map((code) => book.numberOf(code)))].sort((one, two) => one - two)
      names.push(owner === 'scheme' ? name : `${owner}.${name}`)
      kinds.push(kind)
      numbers.set(key, lists.push(Uint32Array.from(ids)) - 1)
      return lists.length - 1
    },
  }
}
