import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text as readStream } from 'node:stream/consumers'
import { loadChannels } from '../../../channels/contract/load-channels.ts'
import { parseDocument } from '../../../domain/value/document/parse-document.ts'
import { writeChannelAccount } from '../../../store/institution.ts'
import { createSealer } from '../../../store/seal.ts'
import { readDataKey } from '../../server/read-environment.ts'
import { BadUsage } from '../bad-usage.ts'
import { institutionOf, withBooks } from '../ledger/open-books.ts'

const CHANNELS = join(import.meta.dirname, '../../../channels')

/** Settings that the channel itself does not take are refused before anything is written. @throws RefusalError of the channel */
export async function connectChannel(
  institutionId: string,
  channel: string,
  { config: path }: { readonly config: string },
): Promise<void> {
  const known = await loadChannels(CHANNELS)
  const folder = known.get(channel)
  if (!folder) throw new BadUsage(`there is no channel ${channel}; there are ${[...known.keys()].join(', ')}`)
  const config = await readConfig(path)
  const nobody = { fetch: () => Promise.reject(new Error('not connected')), nonce: () => '0'.repeat(32), timeoutMs: 1 }
  folder.connect(config, { ...nobody, now: () => new Date() })
  await withBooks(async (database) => {
    await institutionOf(database, institutionId)
    await writeChannelAccount(database, createSealer(readDataKey(process.env)), { institutionId, channel, config })
    process.stdout.write(`${channel} is connected for ${institutionId}; the settings are sealed\n`)
  })
}

async function readConfig(path: string): Promise<unknown> {
  const json = path === '-' ? await readStream(process.stdin) : await readConfigFile(path)
  const parsed = parseDocument(json)
  if ('code' in parsed) throw new BadUsage(`${path}: ${parsed.code} at ${parsed.place}: ${parsed.message}`)
  return JSON.parse(json.replace(/^\uFEFF/, ''))
}

async function readConfigFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new BadUsage(`${path} is not there`)
    throw error
  }
}
