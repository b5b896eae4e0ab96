import { type Catalogue, createCatalogueBuilder, readDipRules, writeCatalogue } from '@medsettle/grouper/dip'
import { ratioText } from '@medsettle/money/ratio'
import { createLineWriter } from '../value/line-writer.ts'
import { createTeller, readCases } from './case-rows.ts'
import { readText } from './read-document.ts'

/** `dip build`: exit 0 when a catalogue was written. @throws DipError DIP_NO_CASES when no row is a case that counts */
export async function buildCatalogue(file: string | null, options: { readonly rules: string }): Promise<void> {
  const builder = createCatalogueBuilder(readDipRules(await readText(options.rules)))
  const teller = createTeller()
  for await (const { row, one } of readCases(file, ['year'], teller)) {
    const refusal = builder.add(one)
    if (refusal === null) teller.take()
    else teller.refuse(row.line, one.id, refusal)
  }
  teller.end('counted')
  const catalogue = builder.finish()
  const writer = createLineWriter()
  for (const piece of writeCatalogue(catalogue)) await writer.write(piece)
  await writer.end()
  process.stderr.write(summaryOf(catalogue))
}

const KINDS = ['core', 'primary', 'comprehensive'] as const

function summaryOf({ entries, overallMean, rules, unlisted }: Catalogue): string {
  const counts = KINDS.map((kind) => {
    const ofKind = entries.filter((entry) => entry.kind === kind)
    const cases = ofKind.reduce((sum, entry) => sum + entry.cases, 0)
    return `${ofKind.length} ${kind} (${cases} cases)`
  })
  const unrated = entries.filter(({ score }) => score === null).length
  const lines = [
    `${rules.id} ${rules.version}: ${counts.join(', ')}, ${unrated} unrated; mean of all cases ${ratioText(overallMean)} yuan`,
    ...[...unlisted].map(
      ([code, times]) => `procedure ${code} is in no table, taken as ${rules.procedures.unlisted}: ${times} cases`,
    ),
  ]
  return lines.map((line) => `${line}\n`).join('')
}
