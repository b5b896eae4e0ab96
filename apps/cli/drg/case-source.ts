import { open } from 'node:fs/promises'
import { GrouperError } from '@medsettle/grouper'

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

/** Every row of a workbook or of UTF-16 would be refused, thousands of them, and none would say what is wrong. */
export function mustBeCsv(block: Uint8Array): void {
  const start = block.subarray(0, 1024)
  const isWorkbook = start[0] === 0x50 && start[1] === 0x4b && start[2] === 0x03 && start[3] === 0x04
  // a stray zero byte in one row is that row's affair; UTF-16 of digits and letters is zero in every other place
  const isWide = start.filter((byte) => byte === 0).length * 4 > start.length
  if (!isWorkbook && !isWide) return
  const message = isWorkbook
    ? 'this is a workbook; save its sheet as CSV'
    : 'every other byte is zero, as in UTF-16; save it as CSV in UTF-8 or GBK'
  throw new GrouperError('GROUPER_NOT_CSV', 'cases', message)
}
