const CHUNK = 1 << 16

export interface Output {
  /** false once nobody reads any more */
  write(text: string): Promise<boolean>
  end(): Promise<void>
}

/** Standard output in large pieces, waiting for the reader, so that memory does not grow with the result. */
export function createOutput(): Output {
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

function drained(): Promise<void> {
  const { stdout } = process
  const events = ['drain', 'close', 'error']
  return new Promise((resolve) => {
    const done = (): void => {
      for (const event of events) stdout.off(event, done)
      resolve()
    }
    for (const event of events) stdout.on(event, done)
  })
}
