const CHUNK = 1 << 16

/** Writes in large pieces and waits for the reader; false once nobody reads any more. */
export function createLineWriter(): { write(text: string): Promise<boolean>; end(): Promise<void> } {
  let held = ''
  let isGone = false
  const onError = (error: NodeJS.ErrnoException): void => {
    // `| head` has seen enough
    if (error.code !== 'EPIPE') throw error
    isGone = true
  }
  process.stdout.on('error', onError)
  const flush = async (): Promise<void> => {
    if (held !== '' && !isGone && !process.stdout.write(held)) await drained()
    held = ''
  }
  return {
    async write(text) {
      held += text
      if (held.length >= CHUNK) await flush()
      return !isGone
    },
    async end() {
      await flush()
      // what is still on its way may yet find nobody there
      if (process.stdout.writableLength === 0) process.stdout.off('error', onError)
    },
  }
}

/** Until the reader has caught up, or is gone. */
function drained(): Promise<void> {
  const { stdout } = process
  return new Promise((resolve) => {
    const done = (): void => {
      for (const event of ['drain', 'close', 'error']) stdout.off(event, done)
      resolve()
    }
    for (const event of ['drain', 'close', 'error']) stdout.on(event, done)
  })
}

/** From here on a reader that has seen enough (`| head`) is no failure. */
export function letReaderGo(): void {
  if (!process.stdout.listeners('error').includes(readerGone)) process.stdout.on('error', readerGone)
}

function readerGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
}
