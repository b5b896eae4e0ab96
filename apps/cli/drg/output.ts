export interface Output {
  /** Until the bytes are written: only then may their memory be used again. False when nobody reads any more (`| head`). */
  write(bytes: Uint8Array | string): Promise<boolean>
  end(): void
}

export function createOutput(): Output {
  // the error of a write comes to its callback as well; a stream nobody listens to would end the process
  const ignore = (): void => {}
  process.stdout.on('error', ignore)
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => {
        process.stdout.write(bytes, (error) => {
          if (!error) resolve(true)
          else if ('code' in error && error.code === 'EPIPE') resolve(false)
          else reject(error)
        })
      }),
    end: () => process.stdout.off('error', ignore),
  }
}
