/**
 * What a block of rows is written into. Kept from block to block: pages fresh from the system cost more than the grouping of
 * the rows that fill them, and giving them back stops every other thread of the process.
 */
export interface BlockMemory {
  output: Uint8Array
  /** three words per case */
  ids: Uint32Array
}

const FIRST_BYTES = 1 << 18
const FIRST_WORDS = 1 << 16

/** @param shared for memory that a thread writes and another one reads */
export function createBlockMemory(shared = false): BlockMemory {
  const room = (bytes: number): ArrayBuffer | SharedArrayBuffer =>
    shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes)
  return { output: new Uint8Array(room(FIRST_BYTES)), ids: new Uint32Array(room(FIRST_WORDS * 4)) }
}

/** A larger piece of the same kind, with the old content. */
export function grownBytes(old: Uint8Array, least: number): Uint8Array {
  const larger = new Uint8Array(likeIt(old, Math.max(least, old.length * 2)))
  larger.set(old)
  return larger
}

export function grownWords(old: Uint32Array): Uint32Array {
  const larger = new Uint32Array(likeIt(old, old.byteLength * 2))
  larger.set(old)
  return larger
}

const likeIt = ({ buffer }: Uint8Array | Uint32Array, bytes: number): ArrayBuffer | SharedArrayBuffer =>
  buffer instanceof SharedArrayBuffer ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes)

/** Bytes written one after the other into the memory of a block, which grows. */
export interface BlockOutput {
  /** the bytes `start` to `end` of `from` */
  copy(from: Uint8Array, start: number, end: number): void
  text(text: string): void
  length(): number
  /** starts anew in the same memory */
  clear(): void
}

export function createBlockOutput(memory: BlockMemory): BlockOutput {
  // a view that can write text; on its way between threads memory loses it
  let into = viewOf(memory.output)
  let length = 0
  const makeRoom = (more: number): void => {
    if (length + more <= into.length) return
    memory.output = grownBytes(into, length + more)
    into = viewOf(memory.output)
  }
  return {
    copy(from, start, end) {
      makeRoom(end - start)
      // a few dozen bytes each: a loop is faster than a call into native code
      let place = length
      for (let at = start; at < end; at++) into[place++] = from[at]!
      length = place
    },
    text(text) {
      makeRoom(text.length * 3)
      length += into.write(text, length)
    },
    length: () => length,
    clear: () => {
      length = 0
    },
  }
}

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer => Buffer.from(buffer, byteOffset, byteLength)
