import { open } from 'node:fs/promises'

/** The bytes of a file, each time in the same memory; without a file, standard input. */
export async function* caseSource(file: string | null, chunkBytes: number): AsyncGenerator<Uint8Array> {
  if (file === null) {
    yield* process.stdin as AsyncIterable<Uint8Array>
    return
  }
  const handle = await open(file)
  try {
    const room = new Uint8Array(chunkBytes)
    for (;;) {
      const { bytesRead } = await handle.read(room, 0, room.length)
      if (bytesRead === 0) return
      yield room.subarray(0, bytesRead)
    }
  } finally {
    await handle.close()
  }
}
