import { readdirSync } from 'node:fs'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dataDir } from '../../apps/server/read-environment.ts'
import { type FoundChromium, findChromium } from './find-chromium.ts'

// Would catch: browser tests that pass because they found no browser, a browser believed because a file of its name
// exists, and a fresh machine left without the one sentence that helps.
let room = ''

beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), 'medsettle-find-chromium-'))
})
afterAll(() => rm(room, { recursive: true, force: true }))

/** A program of that name that ends at once. */
async function brokenProgram(name: string): Promise<string> {
  const path = join(room, name)
  await writeFile(path, '#!/bin/sh\nexit 1\n')
  await chmod(path, 0o755)
  return path
}

async function titleShownBy(chromium: FoundChromium): Promise<string> {
  const browser = await chromium.launch()
  try {
    const page = await browser.newPage()
    await page.goto('data:text/html,<title>1000.00</title>')
    return await page.title()
  } finally {
    await browser.close()
  }
}

describe('a Chromium', () => {
  it('is found and shows pages', async () => {
    const chromium = await findChromium()
    expect(await titleShownBy(chromium)).toBe('1000.00')
  }, 60_000)

  it('that does not run is passed over for the shipped one', async () => {
    const broken = await brokenProgram('chromium')
    const env = {
      ...process.env,
      PATH: dirname(broken),
      MEDSETTLE_CHROMIUM: broken,
      CHROME_PATH: join(room, 'nothing'),
    }
    const search = findChromium({ env, places: [broken] })
    // the package holds a program for Linux on x64 and no other
    if (process.platform !== 'linux' || process.arch !== 'x64')
      return expect(search).rejects.toThrow(/^No Chromium runs/)
    const chromium = await search
    expect([chromium.from, dirname(dirname(chromium.executablePath))]).toEqual(['package', dataDir(process.env)])
    expect(readdirSync(dirname(chromium.executablePath))).toEqual(
      expect.arrayContaining(['al2023', 'chromium', 'fonts']),
    )
    expect(chromium.env.LD_LIBRARY_PATH).toContain('al2023')
    expect(await titleShownBy(chromium)).toBe('1000.00')
  }, 60_000)

  it('that is wished comes before the others', async () => {
    const onMachine = await findChromium()
    const env = { ...onMachine.env, PATH: room, MEDSETTLE_CHROMIUM: onMachine.executablePath }
    const wished = await findChromium({ env, places: [], shipped: null })
    expect([wished.executablePath, wished.from]).toEqual([onMachine.executablePath, 'machine'])
  }, 60_000)

  it('that nobody has makes one sentence that helps, and tells what was tried', async () => {
    const broken = await brokenProgram('google-chrome')
    const env = { PATH: room, HOME: room }
    const missing = async () => {
      throw new Error('the package is not installed')
    }
    const failure = await findChromium({ env, places: [broken], shipped: missing }).catch((error: unknown) => error)
    expect(failure).toMatchObject({
      message: expect.stringMatching(/^No Chromium runs .* `apt-get install chromium`.* set MEDSETTLE_CHROMIUM .*\.$/),
    })
    const tried = (failure as { cause: Error[] }).cause.map(({ message }) => message)
    expect(tried.at(-1)).toBe('the package is not installed')
    expect(tried.length).toBeGreaterThan(1)
    await expect(findChromium({ env: {}, places: [], shipped: null })).rejects.toThrow(/MEDSETTLE_CHROMIUM/)
  }, 60_000)
})
