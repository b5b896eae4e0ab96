// Would catch: a page too heavy for a bad phone, a server start that builds each time, a half-built page in service.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildCashier, type CashierBuild } from './build.ts'

const LIMIT = 80 * 1024

let folder: string
let outDir: string
let first: CashierBuild

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cashier-'))
  outDir = join(folder, 'dist')
  first = await buildCashier({ outDir })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const gzipOf = async (file: string): Promise<number> => gzipSync(await readFile(file), { level: 9 }).length

test('what a phone fetches before the patient can pay is at most 80 kB of gzip', async () => {
  const html = await readFile(join(outDir, 'index.html'), 'utf8')
  const files = [...html.matchAll(/(?:src|href)="\/cashier\/([^"]+)"/g)].map(([, file]) => file!)
  expect(files.map((file) => file.split('.').at(-1)).sort()).toEqual(['css', 'js'])
  let bytes = 0
  for (const file of files) bytes += await gzipOf(join(outDir, file))
  expect(bytes).toBeLessThanOrEqual(LIMIT)
})

test('what comes after the button (wallet, code, receipt, English) is at most 14 kB together', async () => {
  const assets = await readdir(join(outDir, 'assets'))
  const later = assets.filter((file) => /^(wallet-panel|qr-dots|receipt-card|en)-/.test(file))
  expect(later).toHaveLength(4)
  let bytes = 0
  for (const file of later) bytes += await gzipOf(join(outDir, 'assets', file))
  expect(bytes).toBeLessThanOrEqual(14 * 1024)
})

test('the page runs nothing inline, so that a server can forbid it', async () => {
  const html = await readFile(join(outDir, 'index.html'), 'utf8')
  expect(html).not.toMatch(/<script(?![^>]*src=)|<style|\son\w+=/)
})

test('the same sources are not built twice', async () => {
  expect(await buildCashier({ outDir })).toEqual({ ...first, wasBuilt: false })
})

test.each([
  ['the stamp is of other sources', 'built-from.json', '{"hash":"other"}'],
  ['the stamp is damaged', 'built-from.json', '{'],
])('built anew when %s; nothing else is left beside it', async (_, file, content) => {
  await writeFile(join(outDir, file), content)
  expect(await buildCashier({ outDir })).toEqual({ ...first, wasBuilt: true })
  expect(await readdir(folder)).toEqual(['dist'])
})

test('built anew when the page is gone', async () => {
  await rm(join(outDir, 'index.html'))
  expect((await buildCashier({ outDir })).wasBuilt).toBe(true)
  expect(existsSync(join(outDir, 'index.html'))).toBe(true)
})

test('two server processes that start together both find a complete page', async () => {
  const both = join(folder, 'both', 'dist')
  const script = `const { buildCashier } = await import(process.argv[1]); await buildCashier({ outDir: process.argv[2] })`
  const build = join(import.meta.dirname, 'build.ts')
  const run = (): Promise<unknown> =>
    promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, build, both])
  await Promise.all([run(), run()])
  expect(await readdir(join(folder, 'both'))).toEqual(['dist'])
  expect((await buildCashier({ outDir: both })).wasBuilt).toBe(false)
})

test('the runner keeps its own NODE_ENV', () => expect(process.env.NODE_ENV).toBe('test'))
