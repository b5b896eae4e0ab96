// Would catch: a channel that is listed by hand somewhere, a manifest with a misspelt field found only at the first payment.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadChannels, readManifest } from './load-channels.ts'

const good = {
  name: 'my-wallet',
  title: { zh: '我的钱包', en: 'My wallet' },
  kind: 'wallet',
  amountFormat: 'fen-integer',
  configSchema: { type: 'object' },
  statusMap: { PAID: 'settled' },
  products: ['native'],
  notFoundGraceMs: 60_000,
  arrivalDays: 1,
}
const CHANNEL = 'export const connect = (config, io) => ({ manifest: {}, config, io })'

let root = ''
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'channels-'))
})
afterAll(() => rm(root, { recursive: true }))

async function folder(name: string, files: Record<string, string>): Promise<string> {
  const place = join(root, name)
  for (const [file, text] of Object.entries(files)) {
    await mkdir(join(place, file, '..'), { recursive: true })
    await writeFile(join(place, file), text)
  }
  return place
}

describe('loading', () => {
  it('finds every folder with a manifest, in order, and nothing else', async () => {
    const place = await folder('two', {
      'my-wallet/manifest.json': JSON.stringify(good),
      'my-wallet/channel.ts': CHANNEL,
      'a-wallet/manifest.json': JSON.stringify({ ...good, name: 'a-wallet' }),
      'a-wallet/channel.ts': CHANNEL,
      'contract/outcome.ts': '',
      'template/manifest.json': 'never read',
    })
    const channels = await loadChannels(place)
    expect([...channels.keys()]).toEqual(['a-wallet', 'my-wallet'])
    expect(channels.get('my-wallet')!.manifest).toEqual(good)
    expect(typeof channels.get('my-wallet')!.connect).toBe('function')
  })

  it('the wallets of this repository are found, the template is not', async () => {
    const channels = await loadChannels(join(import.meta.dirname, '..'))
    const wallets = [...channels].filter(([, { manifest }]) => manifest.kind === 'wallet').map(([name]) => name)
    expect(wallets).toEqual(expect.arrayContaining(['alipay', 'wechat-pay']))
    expect(wallets).not.toContain('template')
  })

  it.each([
    ['no channel.ts', {}],
    ['no connect', { 'my-wallet/channel.ts': 'export const wrong = 1' }],
    ['a channel.ts that throws', { 'my-wallet/channel.ts': 'throw new Error("on purpose")' }],
  ])('%s is refused with its folder', async (name, files) => {
    const place = await folder(name.replaceAll(/\W/g, '-'), {
      'my-wallet/manifest.json': JSON.stringify(good),
      ...files,
    })
    await expect(loadChannels(place)).rejects.toThrow(/^CHANNEL_NOT_CONNECTABLE.*\(my-wallet\/channel\.ts\)$/)
  })
})

describe('a manifest', () => {
  it.each([
    ['not JSON', '{', 'manifest.json'],
    ['another name than its folder', { ...good, name: 'other' }, 'name'],
    ['no kind', { ...good, kind: undefined }, 'kind'],
    ['an unknown status', { ...good, statusMap: { PAID: 'done' } }, 'statusMap.PAID'],
    ['a misspelt field', { ...good, notFoundGraceMS: 1 }, 'manifest.json'],
    ['a switch without evidence', { ...good, switches: { a: { default: 1, note: '' } } }, 'switches.a.evidence'],
    ['a negative grace', { ...good, notFoundGraceMs: -1 }, 'notFoundGraceMs'],
  ])('with %s is refused at its place', (_name, content, place) => {
    const text = typeof content === 'string' ? content : JSON.stringify(content)
    expect(() => readManifest(text, 'my-wallet')).toThrow(/^CHANNEL_BAD_MANIFEST/)
    expect(() => readManifest(text, 'my-wallet')).toThrow(place)
  })
})
