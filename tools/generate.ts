import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generatedFiles } from './generated-files.ts'
import { readHouse } from './source/read-house.ts'

/** `npm run generate`: writes every file that follows from the source. `--check` writes nothing and says what is stale. */
const root = join(import.meta.dirname, '..')
const house = readHouse(root)
const onlyCheck = process.argv.includes('--check')
const stale = generatedFiles(house).filter(({ path, text }) => house.textOf(path) !== text)
for (const { path, text } of stale) {
  if (!onlyCheck) writeFileSync(join(root, path), text)
  console.log(`${path} ${onlyCheck ? 'is stale: run npm run generate' : 'written'}`)
}
if (stale.length === 0) console.log('generated files are fresh')
process.exitCode = onlyCheck && stale.length > 0 ? 1 : 0
