import { type Catalogue, createCatalogueBuilder, readDipRules, writeCatalogue } from '@medsettle/grouper/dip'
import { plus, type Ratio, ratioText, times, ZERO_RATIO } from '@medsettle/money/ratio'
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

/** What a year like the latest one would bring: the divisor of a budget point value (facts dip §3). */
function expectedPoints(entries: Catalogue['entries']): Ratio {
  const points = entries.map(({ score, years }) =>
    times(score ?? ZERO_RATIO, { n: BigInt(years.at(-1)!.cases), d: 1n }),
  )
  return points.reduce((sum, one) => (sum.d === one.d ? { n: sum.n + one.n, d: sum.d } : plus(sum, one)), ZERO_RATIO)
}

const KINDS = ['core', 'primary', 'comprehensive'] as const

function summaryOf({ entries, overallMean, rules, unlisted }: Catalogue): string {
  const counts = KINDS.map((kind) => {
    const ofKind = entries.filter((entry) => entry.kind === kind)
    const cases = ofKind.reduce((sum, entry) => sum + entry.cases, 0)
    return `${ofKind.length} ${kind} (${cases} cases)`
  })
  const unrated = entries.filter(({ score }) => score === null).length
  const latest = rules.years.at(-1)!.year
  const lines = [
    `${rules.id} ${rules.version}: ${counts.join(', ')}, ${unrated} unrated; mean of all cases ${ratioText(overallMean)} yuan`,
    `score × cases of ${latest}: ${ratioText(expectedPoints(entries))} points`,
    ...[...unlisted].map(
      ([code, times]) => `procedure ${code} is in no table, taken as ${rules.procedures.unlisted}: ${times} cases`,
    ),
  ]
  return lines.map((line) => `${line}\n`).join('')
}
