import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { dataDir } from '../../apps/server/read-environment.ts'
import type { Environment, Program } from './find-chromium.ts'

const ROOT = join(import.meta.dirname, '../..')
const run = promisify(execFile)

/**
 * The Chromium inside the npm package @sparticuz/chromium (Linux only), unpacked once below our own data folder.
 * @throws Error when it cannot be unpacked here
 */
export async function unpackShipped(env: Environment): Promise<Program> {
  if (process.platform !== 'linux') throw new Error('the Chromium that is shipped along runs on Linux only')
  const dir = join(dataDir(env), `chromium-${await shippedVersion()}`)
  if (!existsSync(dir)) await unpackInto(dir, env)
  return { executablePath: join(dir, 'chromium'), env: await environmentOf(dir, env) }
}

async function shippedVersion(): Promise<string> {
  const about = await readFile(join(ROOT, 'node_modules/@sparticuz/chromium/package.json'), 'utf8')
  return (JSON.parse(about) as { version: string }).version
}

/** Complete or not at all: the package takes whatever already lies at the place for a finished piece. */
async function unpackInto(dir: string, env: Environment): Promise<void> {
  await mkdir(dirname(dir), { recursive: true })
  const workDir = await mkdtemp(`${dir}.unpacking-`)
  try {
    // The package unpacks NSS and its kin only where it believes to be on AWS Lambda; a plain Linux lacks them as well.
    const lambda = { ...env, TMPDIR: workDir, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' }
    await run(process.execPath, [fileURLToPath(new URL('./unpack-chromium.ts', import.meta.url))], { env: lambda })
    await rename(workDir, dir).catch((error: unknown) => {
      // another test run was faster: its folder is as good
      if (!existsSync(dir)) throw error
    })
  } finally {
    await rm(workDir, { recursive: true, force: true })
  }
}

/** Chromium ends at once where fontconfig finds no configuration, so a machine without one is given the shipped font. */
async function environmentOf(dir: string, env: Environment): Promise<Environment> {
  const libraries = [join(dir, 'al2023/lib'), env.LD_LIBRARY_PATH].filter(Boolean).join(':')
  if (existsSync('/etc/fonts/fonts.conf')) return { ...env, LD_LIBRARY_PATH: libraries }
  const fonts = join(dir, 'own-fonts.conf')
  const [font, cache] = [join(dir, 'fonts'), join(dir, 'fonts-cache')]
  await writeFile(fonts, `<fontconfig><dir>${font}</dir><cachedir>${cache}</cachedir></fontconfig>\n`)
  return { ...env, LD_LIBRARY_PATH: libraries, FONTCONFIG_FILE: fonts }
}
