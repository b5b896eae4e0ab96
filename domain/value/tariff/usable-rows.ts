import { ratioText } from '@medsettle/money/ratio'
import { PARTS, type Part, type PublishedRow } from './published-row.ts'
import { type TariffProblem, tariffProblem } from './tariff-refusal.ts'

/** Rows a formula can be found from, and why the others are none: one bad row does not take a city's tariff away. */
export interface UsableRows {
  readonly rows: readonly PublishedRow[]
  /** what the standard is a product of; `standard` alone when the table gives nothing but figures */
  readonly parts: readonly Part[]
  readonly problems: readonly TariffProblem[]
}

export function usableRows(priced: readonly PublishedRow[]): UsableRows {
  const parts = PARTS.filter((part) => priced.some((row) => row.parts[part] !== null))
  if (parts.length === 0) {
    const rows = priced.map((row) => ({ ...row, parts: { ...row.parts, standard: ratioText(row.published) } }))
    return { parts: ['standard'], ...withoutContradictions(rows, ['standard']) }
  }
  const problems: TariffProblem[] = []
  const whole = priced.flatMap((row) => {
    const lacking = parts.find((part) => part !== 'coefficient' && row.parts[part] === null)
    if (lacking !== undefined) {
      problems.push(tariffProblem('TARIFF_FIELD_MISSING', `line ${row.line}`, lacking))
      return []
    }
    // no coefficient where others have one: nothing is multiplied; a figure that says otherwise is told as a misfit
    return [{ ...row, parts: { ...row.parts, coefficient: row.parts.coefficient ?? '1' } }]
  })
  const { rows, problems: contradictions } = withoutContradictions(whole, parts)
  return { rows, parts, problems: [...problems, ...contradictions] }
}

/** Rows that name one case and differ price nothing: nobody can say which of them holds. */
function withoutContradictions(
  rows: readonly PublishedRow[],
  parts: readonly Part[],
): { rows: PublishedRow[]; problems: TariffProblem[] } {
  const problems: TariffProblem[] = []
  const kept: PublishedRow[] = []
  for (const same of Map.groupBy(rows, caseKey).values()) {
    const differing = parts.find((part) => same.some((row) => row.parts[part] !== same[0]!.parts[part]))
    if (differing === undefined) kept.push(...same)
    else
      for (const { line, parts: values } of same)
        problems.push(
          tariffProblem(
            'TARIFF_TABLE_CONTRADICTS',
            `line ${line}`,
            `${differing} ${values[differing]}; lines ${same.map((row) => row.line).join(', ')}`,
          ),
        )
  }
  return { rows: kept, problems }
}

const caseKey = ({ dimensions }: PublishedRow): string => JSON.stringify([...dimensions].sort())
