import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generatedFiles } from './generated-files.ts'
import { type Finding, showFinding } from './source/finding.ts'
import { type House, readHouse } from './source/read-house.ts'
import { checkLengths, type Lengths, LONGEST, lengthsOf, type Measured, measure } from './tidy/lengths.ts'
import { checkLinks } from './tidy/links.ts'
import { checkNames } from './tidy/names.ts'
import { checkRooms } from './tidy/rooms.ts'
import { checkTokens } from './tidy/tokens.ts'

const ROOT = join(import.meta.dirname, '..')
const RATCHET = join(import.meta.dirname, 'tidy-ratchet.json')

/** `node tools/tidy.ts`: what no other tool checks. `--tighten` writes today's lengths into the ratchet. */
function main(): void {
  const house = readHouse(ROOT)
  const measured = measure(house.parsed)
  if (process.argv.includes('--tighten')) tighten(measured)
  const ratchet = JSON.parse(readFileSync(RATCHET, 'utf8')) as Lengths
  const groups = {
    lengths: checkLengths(measured, ratchet),
    names: checkNames(house.parsed),
    tokens: checkTokens(house.files),
    rooms: checkRooms(house.files),
    links: checkLinks(house.files),
    generated: checkGenerated(house),
  }
  for (const [group, findings] of Object.entries(groups))
    for (const finding of findings) console.log(`${group.padEnd(9)} ${showFinding(finding)}`)
  const total = Object.values(groups).flat().length
  console.log(`tidy: ${house.files.length} files, ${total} findings`)
  process.exitCode = total === 0 ? 0 : 1
}

/** The ratchet only ever falls, and never stands above the hard limits. */
function tighten(measured: Measured): void {
  const ratchet = JSON.parse(readFileSync(RATCHET, 'utf8')) as Lengths
  const today = lengthsOf(measured)
  const tighter = Object.fromEntries(
    Object.entries(LONGEST).map(([limit, hard]) => {
      const key = limit as keyof Lengths
      return [limit, Math.min(hard, ratchet[key], today[key])]
    }),
  )
  writeFileSync(RATCHET, `${JSON.stringify(tighter, null, 2)}\n`)
}

const checkGenerated = (house: House): Finding[] =>
  generatedFiles(house)
    .filter(({ path, text }) => house.textOf(path) !== text)
    .map(({ path }) => ({ place: path, message: 'is stale: run npm run generate' }))

main()
