import { readFileSync } from 'node:fs'

const NEWLINE = 0x0a

/** Case rows without their id, repeated as often as wanted with ids that never come twice. */
export interface CaseSupply {
  readonly kinds: number
  /** whole lines, about as many bytes as asked for; `cases` of them */
  block(bytes: number): { readonly bytes: Buffer; readonly cases: number }
}

export function createCaseSupply(path: string): CaseSupply {
  const tails = readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => Buffer.from(line.slice(line.indexOf(','))))
  let id = 0
  return {
    kinds: tails.length,
    block(size) {
      const buffer = Buffer.allocUnsafe(size + 4096)
      const first = id
      let at = 0
      while (at < size) {
        at += buffer.write(String(++id), at, 'latin1')
        at += tails[id % tails.length]!.copy(buffer, at)
        buffer[at++] = NEWLINE
      }
      return { bytes: buffer.subarray(0, at), cases: id - first }
    },
  }
}
