import { existsSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { unpackShipped } from './shipped-chromium.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** A Chromium and the environment it runs in. */
export interface Program {
  readonly executablePath: string
  readonly env: Environment
}

export interface FoundChromium extends Program {
  readonly from: 'machine' | 'package'
  /** opens a browser with a fresh profile in the temporary folder; close it */
  launch(): Promise<Browser>
}

export interface SearchOptions {
  readonly env?: Environment
  /** fixed places to look at besides the environment's; default: the usual ones */
  readonly places?: readonly string[]
  /** default: the one inside the npm package; null does without */
  readonly shipped?: ((env: Environment) => Promise<Program>) | null
}

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']

const USUAL_PLACES = [
  ...NAMES.flatMap((name) => [`/usr/bin/${name}`, `/usr/local/bin/${name}`, `/snap/bin/${name}`]),
  '/opt/google/chrome/chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** Quiet and alone: no other traffic than the test's own, whatever the machine allows. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const LONGEST_START_MS = 20_000

const ADVICE =
  'No Chromium runs on this machine: install one (for example `apt-get install chromium`, or Google Chrome on macOS) or set MEDSETTLE_CHROMIUM to its program.'

/**
 * The Chromium the browser tests run in: MEDSETTLE_CHROMIUM, CHROME_PATH, what PATH knows, the usual places, else the one
 * inside the npm package @sparticuz/chromium. Each is believed only after it has shown a page.
 * @throws Error with one sentence saying what to install; its cause tells what was tried
 */
export async function findChromium(options: SearchOptions = {}): Promise<FoundChromium> {
  const { env = process.env, places = USUAL_PLACES, shipped = unpackShipped } = options
  const failures: unknown[] = []
  for (const executablePath of candidatesOf(env, places)) {
    const program = { executablePath, env }
    const failure = await tryOut(program)
    if (failure === null) return found(program, 'machine')
    failures.push(failure)
  }
  if (shipped) {
    const program = await shipped(env).catch((error: unknown) => void failures.push(error))
    const failure = program ? await tryOut(program) : null
    if (program && failure === null) return found(program, 'package')
    failures.push(failure)
  }
  throw new Error(ADVICE, { cause: failures.filter((failure) => failure !== null) })
}

const found = (program: Program, from: FoundChromium['from']): FoundChromium => ({
  ...program,
  from,
  launch: () => launch(program),
})

/** Existing programs, each once, the wished ones first. */
function candidatesOf(env: Environment, places: readonly string[]): string[] {
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean)
  const onPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))
  const wished = [env.MEDSETTLE_CHROMIUM, env.CHROME_PATH].filter((path) => path !== undefined)
  return [...new Set([...wished, ...onPath, ...places])].filter((path) => existsSync(path) && statSync(path).isFile())
}

/** What went wrong, or null. */
async function tryOut(program: Program): Promise<unknown> {
  try {
    const browser = await launch(program)
    try {
      const page = await browser.newPage()
      await page.setContent('<h1>收银台</h1>')
      const shown = await page.textContent('h1')
      return shown === '收银台' ? null : new Error(`${program.executablePath} showed ${JSON.stringify(shown)}`)
    } finally {
      await browser.close()
    }
  } catch (error) {
    return error
  }
}

const launch = ({ executablePath, env }: Program): Promise<Browser> =>
  chromium.launch({ executablePath, env: { ...env }, args: FLAGS, headless: true, timeout: LONGEST_START_MS })
