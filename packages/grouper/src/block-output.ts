/** Bytes written one after the other into a buffer that grows. */
export interface BlockOutput {
  /** the bytes `start` to `end` of `from`, then `ending` */
  line(from: Uint8Array, start: number, end: number, ending: Uint8Array): void
  text(text: string): void
  bytes(): Uint8Array
}

export function createBlockOutput(expected: number): BlockOutput {
  let buffer: Buffer = Buffer.allocUnsafe(expected)
  let length = 0
  const makeRoom = (more: number): void => {
    if (length + more <= buffer.length) return
    const larger = Buffer.allocUnsafe((length + more) * 2)
    buffer.copy(larger, 0, 0, length)
    buffer = larger
  }
  return {
    line(from, start, end, ending) {
      makeRoom(end - start + ending.length)
      // a few bytes each: a loop is faster than a call into native code
      const into = buffer
      let place = length
      for (let at = start; at < end; at++) into[place++] = from[at]!
      for (let at = 0; at < ending.length; at++) into[place++] = ending[at]!
      length = place
    },
    text(text) {
      makeRoom(text.length * 3)
      length += buffer.write(text, length)
    },
    bytes: () => buffer.subarray(0, length),
  }
}
