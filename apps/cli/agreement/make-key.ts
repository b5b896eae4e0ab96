import { writeFile } from 'node:fs/promises'
import { newSm2KeyPair } from '@medsettle/gm-crypto'
import { BadUsage } from '../bad-usage.ts'

/** `agreement key`: the private key stays in the file; what goes into the agreement is printed. */
export async function makeKey(path: string): Promise<void> {
  const pair = newSm2KeyPair()
  try {
    await writeFile(path, `${JSON.stringify(pair, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST')
      throw new BadUsage(`${path} is there already; a key that is overwritten can sign nothing more`)
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'EACCES')
      throw new BadUsage(`${path} cannot be written: ${code}`)
    throw error
  }
  process.stdout.write(`${pair.publicKey}\n`)
}
