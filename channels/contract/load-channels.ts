import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { RefusalError } from '../../domain/identity/refusal.ts'
import type { Connect, InsuranceChannel, Manifest, WalletChannel } from './channel.ts'

/** A channel folder that may be connected. `manifest.kind` says which kind of channel `connect` makes. */
export type LoadedChannel =
  | { readonly manifest: Manifest & { readonly kind: 'wallet' }; readonly connect: Connect<WalletChannel> }
  | { readonly manifest: Manifest & { readonly kind: 'insurance' }; readonly connect: Connect<InsuranceChannel> }

const manifestSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{1,39}$/),
  title: z.strictObject({ zh: z.string().min(1), en: z.string().min(1) }),
  kind: z.enum(['wallet', 'insurance']),
  amountFormat: z.enum(['fen-integer', 'yuan-text', 'yuan-number']),
  configSchema: z.looseObject({ type: z.literal('object') }),
  statusMap: z.record(z.string(), z.enum(['settled', 'declined', 'pending'])),
  products: z.array(z.string().min(1)).min(1).exactOptional(),
  productNeeds: z.record(z.string(), z.array(z.enum(['payerId', 'clientIp']))).exactOptional(),
  switches: z
    .record(z.string(), z.strictObject({ default: z.unknown(), evidence: z.enum(['S', 'C', 'R']), note: z.string() }))
    .exactOptional(),
  notFoundGraceMs: z.int().min(0),
  arrivalDays: z.int().min(0).max(60),
})

/** The folder that exists to be copied: its channel works, but only against the counterpart of its own test. */
const TEMPLATE = 'template'

/**
 * Every folder below `root` that holds a manifest.json is a channel; nothing else lists channels, so adding a folder is
 * adding a channel. Folders are read in alphabetical order, so that every process offers the same list.
 * @param root absolute path of the `channels` folder
 * @throws RefusalError CHANNEL_BAD_MANIFEST, CHANNEL_NOT_CONNECTABLE with the folder as place
 */
export async function loadChannels(root: string): Promise<Map<string, LoadedChannel>> {
  const channels = new Map<string, LoadedChannel>()
  const entries = await readdir(root, { withFileTypes: true })
  const folders = entries.filter((entry) => entry.isDirectory() && entry.name !== TEMPLATE).map((entry) => entry.name)
  for (const folder of folders.sort()) {
    const text = await readManifestText(join(root, folder))
    if (text === null) continue
    const manifest = readManifest(text, folder)
    channels.set(manifest.name, { manifest, connect: await importConnect(root, folder) } as LoadedChannel)
  }
  return channels
}

async function readManifestText(folder: string): Promise<string | null> {
  try {
    return await readFile(join(folder, 'manifest.json'), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Validates the text of a manifest.json. @throws RefusalError CHANNEL_BAD_MANIFEST with the field as place */
export function readManifest(text: string, folder: string): Manifest {
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    throw refuse('CHANNEL_BAD_MANIFEST', 'it is not JSON', `${folder}/manifest.json`)
  }
  const parsed = manifestSchema.safeParse(content)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw refuse('CHANNEL_BAD_MANIFEST', issue!.message, `${folder}/manifest.json ${issue!.path.join('.')}`)
  }
  // the name is stored with every attempt: were it free, a renamed folder would orphan them
  if (parsed.data.name !== folder)
    throw refuse(
      'CHANNEL_BAD_MANIFEST',
      `name is ${parsed.data.name}, the folder is ${folder}`,
      `${folder}/manifest.json name`,
    )
  return parsed.data
}

async function importConnect(root: string, folder: string): Promise<unknown> {
  const place = `${folder}/channel.ts`
  let loaded: { connect?: unknown }
  try {
    loaded = await import(pathToFileURL(join(root, folder, 'channel.ts')).href)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw refuse('CHANNEL_NOT_CONNECTABLE', `it cannot be loaded: ${reason}`, place)
  }
  if (typeof loaded.connect !== 'function') throw refuse('CHANNEL_NOT_CONNECTABLE', 'it does not export connect', place)
  return loaded.connect
}

function refuse(code: string, sentence: string, place: string): RefusalError {
  const message = `channel folder refused: ${sentence}`
  return new RefusalError({ code, stage: 'request', moneyMoved: 'none', retrySameKey: true, message, place })
}
