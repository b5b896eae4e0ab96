import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const HERE = dirname(fileURLToPath(import.meta.url))
const ROOT = join(HERE, '..', '..')

/** Everything that ends up in the page: our own sources, and by its version each package that is bundled. */
const SOURCES = [HERE, join(ROOT, 'packages', 'money', 'src'), join(ROOT, 'domain', 'identity')]
const PACKAGES = ['react', 'react-dom', 'qrcode', 'vite', '@vitejs/plugin-react']
const STAMP = 'built-from.json'

/** Nothing is rewritten for older browsers: our sources need optional chaining and class fields (2021), as React does. */
const TARGET = 'es2022'

/**
 * The chunks fetched later bring no styles and no chunks of their own, so Vite's preloader has nothing to do for them;
 * a phone need not carry it.
 */
const withoutPreloader: Plugin = {
  name: 'without-preloader',
  transform: {
    filter: { id: /vite\/preload-helper/ },
    handler: () => 'export const __vitePreload = (load) => load()',
  },
}

export interface CashierBuild {
  readonly outDir: string
  /** false when the files of an earlier build were still true */
  readonly wasBuilt: boolean
  /** SHA-256 of everything that was built from */
  readonly hash: string
}

/**
 * Builds the patient's page into `outDir` (served under `/cashier/`, its `index.html` also at `/pay/{token}`), unless the
 * files there were built from the very same sources. The old files stay in service until the new ones are complete.
 */
export async function buildCashier({ outDir }: { readonly outDir: string }): Promise<CashierBuild> {
  const hash = await hashOfSources()
  if ((await stampOf(outDir)) === hash) return { outDir, wasBuilt: false, hash }
  await mkdir(dirname(outDir), { recursive: true })
  const workDir = await mkdtemp(`${outDir}.building-`)
  try {
    await bundle(workDir)
    await writeFile(join(workDir, STAMP), JSON.stringify({ hash }))
    await replace(outDir, workDir, hash)
  } finally {
    await rm(workDir, { recursive: true, force: true })
  }
  return { outDir, wasBuilt: true, hash }
}

/** Vite is loaded only when there is work: it costs more time than the whole freshness check. */
async function bundle(outDir: string): Promise<void> {
  const { build } = await import('vite')
  const { default: react } = await import('@vitejs/plugin-react')
  const before = process.env.NODE_ENV
  // Vite believes NODE_ENV: under a test runner it would bundle React's development build, four times as large
  process.env.NODE_ENV = 'production'
  try {
    await build({
      root: HERE,
      base: '/cashier/',
      mode: 'production',
      configFile: false,
      envDir: false,
      publicDir: false,
      logLevel: 'warn',
      plugins: [react(), withoutPreloader],
      build: { outDir, emptyOutDir: true, target: TARGET, modulePreload: false, cssCodeSplit: false },
    })
  } finally {
    if (before === undefined) delete process.env.NODE_ENV
    else process.env.NODE_ENV = before
  }
}

/** Tries, 50 ms apart, while another process is putting its folder in place. */
const PATIENCE = 20

/**
 * Two processes may build at once, and a folder can only be renamed onto nothing: whoever loses the race finds an equal
 * folder there and is content, or waits until there is one.
 */
async function replace(outDir: string, workDir: string, hash: string): Promise<void> {
  const oldDir = `${workDir}.old`
  for (let tries = 1; ; tries++) {
    try {
      if (existsSync(outDir)) await rename(outDir, oldDir)
      await rename(workDir, outDir)
      return await rm(oldDir, { recursive: true, force: true })
    } catch (error) {
      await rm(oldDir, { recursive: true, force: true })
      if ((await stampOf(outDir)) === hash) return
      if (tries === PATIENCE) throw error
      await setTimeout(50)
    }
  }
}

async function stampOf(outDir: string): Promise<string | null> {
  try {
    const stamp: { hash?: unknown } = JSON.parse(await readFile(join(outDir, STAMP), 'utf8'))
    return typeof stamp.hash === 'string' && existsSync(join(outDir, 'index.html')) ? stamp.hash : null
  } catch {
    return null
  }
}

async function hashOfSources(): Promise<string> {
  const hash = createHash('sha256')
  for (const folder of SOURCES) {
    for (const file of await filesBelow(folder)) hash.update(`${relative(ROOT, file)}\n`).update(await readFile(file))
  }
  for (const name of PACKAGES) {
    const { version } = JSON.parse(await readFile(join(ROOT, 'node_modules', name, 'package.json'), 'utf8'))
    hash.update(`${name}@${version}\n`)
  }
  return hash.digest('hex')
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => /\.(tsx?|css|html)$/.test(file) && !file.endsWith('.test.ts') && !file.includes('/dist/'))
    .sort()
}
