// Would catch: a signature that stands under something else, a stranger who signs, a result that is printed although it cannot be
// worked out, a difference from the other side that nobody is told of, an answer with the wrong exit code.
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { TEST_DOCUMENT, TEST_FACTS } from '../../../domain/value/agreement/fixtures/test-agreement.ts'
import { agreementCommand } from './command.ts'

let folder: string
const said = { out: '', err: '' }
const at = (name: string): string => join(folder, name)
const keep = (name: string, content: unknown): Promise<void> => writeFile(at(name), JSON.stringify(content))

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agreement-'))
})
afterAll(() => rm(folder, { recursive: true }))
beforeEach(() => {
  said.out = ''
  said.err = ''
  process.exitCode = undefined
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    said.out += String(chunk)
    return true
  })
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    said.err += String(chunk)
    return true
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = undefined
})

async function run(...words: string[]): Promise<string> {
  said.out = ''
  const program = new Command('medsettle').exitOverride()
  agreementCommand(program)
  await program.parseAsync(['agreement', ...words], { from: 'user' })
  return said.out
}

/** A fresh document with fresh keys, signed by those who are named. */
async function signed(name: string, ...signers: string[]): Promise<string> {
  const keys: Record<string, string> = {}
  for (const who of ['fund', 'hospital', 'stranger'])
    keys[who] = (await run('key', '--out', at(`${name}-${who}.key`))).trim()
  const { fund, hospital } = TEST_DOCUMENT.parties
  const parties = { fund: { ...fund, publicKey: keys.fund }, hospital: { ...hospital, publicKey: keys.hospital } }
  await keep(`${name}.json`, { ...TEST_DOCUMENT, parties })
  for (const who of signers) await run('sign', '--key', at(`${name}-${who}.key`), at(`${name}.json`))
  return at(`${name}.json`)
}

describe('signing', () => {
  test('each party adds its own signature; all of them make it stand', async () => {
    const file = await signed('good', 'fund')
    expect(await run('verify', file)).toMatch(/^signed {3}fund .*\nmissing {2}hospital .*\n.*not in force/)
    expect(process.exitCode).toBe(1)
    process.exitCode = undefined
    await run('sign', '--key', at('good-hospital.key'), file)
    await run('sign', '--key', at('good-hospital.key'), file)
    expect(await run('verify', file)).toMatch(
      /^signed {3}fund .*\nsigned {3}hospital .*\nyear-2026 version 1 is signed by all/,
    )
    expect(process.exitCode).toBeUndefined()
    expect(JSON.parse(await readFile(at('good.signatures.json'), 'utf8'))).toHaveLength(2)
  })

  test('a stranger cannot sign; a key is for its owner’s eyes and is never overwritten', async () => {
    const file = await signed('strange')
    await expect(run('sign', '--key', at('strange-stranger.key'), file)).rejects.toThrow('AGREEMENT_KEY_UNKNOWN')
    expect((await stat(at('strange-fund.key'))).mode & 0o777).toBe(0o600)
    await expect(run('key', '--out', at('strange-fund.key'))).rejects.toThrow('is there already')
  })

  test('a document changed after it was signed is signed by nobody', async () => {
    const file = await signed('changed', 'fund', 'hospital')
    const text = await readFile(file, 'utf8')
    await writeFile(file, text.replace('9120.37', '9120.38'))
    expect(await run('verify', file)).toMatch(/^invalid {2}fund .*\ninvalid {2}hospital/)
    expect(process.exitCode).toBe(1)
  })
})

describe('evaluate', () => {
  test('--json gives lines and hash; the same facts as the other side’s evidence give the same, others are told', async () => {
    const file = await signed('worked')
    await keep('facts.json', { period: '2026', facts: TEST_FACTS })
    const { hash, lines, trace } = JSON.parse(await run('evaluate', file, '--facts', at('facts.json'), '--json'))
    expect(lines.map((line: { amount: string }) => line.amount)).toEqual(['893287.03', '6.70'])
    expect(trace).toBeUndefined()
    await keep('evidence.json', { period: '2026', facts: TEST_FACTS, hash })
    await run('evaluate', file, '--facts', at('evidence.json'))
    expect([process.exitCode, said.err]).toEqual([undefined, ''])
    await keep('evidence.json', { period: '2026', facts: { ...TEST_FACTS, cost: '900000.01' }, hash })
    await run('evaluate', file, '--facts', at('evidence.json'))
    expect([process.exitCode, said.err]).toEqual([1, expect.stringContaining(`the other side is another: ${hash}`)])
  })

  test.each([
    [{ period: '2026', facts: { ...TEST_FACTS, weight: '0' } }, 'AGREEMENT_FACT_INVALID'],
    [{ period: '2026', facts: { weight: '1' } }, 'AGREEMENT_FACT_MISSING'],
    [{ period: '2031', facts: TEST_FACTS }, 'AGREEMENT_PERIOD_NOT_FOUND'],
    [{ facts: TEST_FACTS }, 'say --period'],
    [{ period: '2026' }, 'AGREEMENT_FACT_INVALID'],
    [[], 'AGREEMENT_FACT_INVALID'],
  ])('%j: %s', async (given, expected) => {
    await keep('unfit.json', TEST_DOCUMENT)
    await keep('bad-facts.json', given)
    await expect(run('evaluate', at('unfit.json'), '--facts', at('bad-facts.json'))).rejects.toThrow(expected)
    expect(said.out).toBe('')
  })

  test('the evidence of a proposal is enough by itself: document, signatures, facts, hash', async () => {
    const file = await signed('proved', 'fund', 'hospital')
    await keep('facts.json', { period: '2026', facts: TEST_FACTS })
    const { hash } = JSON.parse(await run('evaluate', file, '--facts', at('facts.json'), '--json'))
    const document = JSON.parse(await readFile(file, 'utf8'))
    const signatures = JSON.parse(await readFile(at('proved.signatures.json'), 'utf8'))
    const evidence = at('whole-evidence.json')
    const sign = (who: string) =>
      run('sign-fact', '--key', at(`proved-${who}.key`), '--facts', at('facts.json'), file, 'cost')
    await expect(sign('fund')).rejects.toThrow('AGREEMENT_FACT_NOT_YOURS')
    const { value, signature } = JSON.parse(await sign('hospital'))
    expect(value).toBe('900000')
    const delivered = [
      { name: 'cost', by: 'hospital', version: 1, signature },
      { name: 'score', by: 'fund', version: 1, signature: null },
    ]
    const whole = { document, signatures, period: '2026', facts: TEST_FACTS, delivered, hash }
    await keep('whole-evidence.json', { ...whole, facts: { ...TEST_FACTS, cost: '900001' } })
    expect(await run('verify', evidence)).toContain('invalid  fact cost by hospital')
    expect(process.exitCode).toBe(1)
    process.exitCode = undefined
    await keep('whole-evidence.json', whole)
    expect(await run('verify', evidence)).toMatch(
      /signed {3}fact cost by hospital\nyear-2026 version 1 is signed by all/,
    )
    expect(await run('evaluate', evidence, '--facts', evidence)).toContain(`result    ${hash}`)
    expect([process.exitCode, said.err]).toEqual([undefined, ''])
  })

  test('a file that is not there is bad usage', async () => {
    await expect(run('check', at('nowhere.json'))).rejects.toThrow('cannot be read: ENOENT')
  })
})
