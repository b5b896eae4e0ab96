import {
  type CaseScore,
  createScorer,
  type DipRules,
  readCatalogue,
  reasonOf,
  scoreToJson,
} from '@medsettle/grouper/dip'
import { ratioText } from '@medsettle/money/ratio'
import { BadUsage } from '../bad-usage.ts'
import { csvField } from '../value/csv-lines.ts'
import { createLineWriter } from '../value/line-writer.ts'
import { createTeller, type Row, readCases } from './case-rows.ts'
import { readCoefficients } from './read-coefficients.ts'
import { readText } from './read-document.ts'

export interface ScoreOptions {
  readonly catalogue: string
  readonly coefficients?: string
  readonly trace?: boolean
  readonly keep?: readonly string[]
}

const OWN_COLUMNS = ['id', 'group', 'score', 'reason']

/** `dip score`: exit 0 unless no case has a score. */
export async function scoreCases(file: string | null, options: ScoreOptions): Promise<void> {
  const { keep = [], trace = false } = options
  const twice = keep.find((name) => OWN_COLUMNS.includes(name))
  if (twice !== undefined) throw new BadUsage(`--keep ${twice}: this column is written anyway`)
  const catalogue = readCatalogue(await readText(options.catalogue))
  const { coefficients } = options
  const score = createScorer(catalogue, coefficients === undefined ? undefined : await readCoefficients(coefficients))
  const teller = createTeller()
  const writer = createLineWriter()
  if (!trace) await writer.write(`${[...OWN_COLUMNS, ...keep].map(csvField).join(',')}\n`)
  for await (const { row, one } of readCases(file, ['id', ...keep], teller)) {
    const scored = score(one)
    if (scored.outcome === 'refused') teller.refuse(row.line, one.id, scored.refusal)
    else teller.take()
    const line = trace ? jsonLine(scored, catalogue.rules, row, keep) : csvLine(scored, row, keep)
    if (line !== null && !(await writer.write(line))) break
  }
  await writer.end()
  teller.end(`scored by ${catalogue.rules.id} ${catalogue.rules.version}`)
}

function csvLine(scored: CaseScore, { columns }: Row, keep: readonly string[]): string | null {
  if (scored.outcome === 'refused') return null
  const own = [scored.id, scored.entry.id, ratioText(scored.score), reasonOf(scored)]
  return `${[...own, ...keep.map((name) => columns.get(name)!)].map(csvField).join(',')}\n`
}

function jsonLine(scored: CaseScore, rules: DipRules, { columns }: Row, keep: readonly string[]): string {
  const kept = Object.fromEntries(keep.map((name) => [name, columns.get(name)!]))
  return `${JSON.stringify({ ...scoreToJson(scored, rules), ...(keep.length === 0 ? {} : { kept }) })}\n`
}
