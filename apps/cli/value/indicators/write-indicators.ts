import type { FundYear } from '../../../../domain/value/indicators/fund-safety.ts'
import type { IndicatorLine, IndicatorReport } from '../../../../domain/value/indicators/indicators.ts'
import type { IndicatorMethod } from '../../../../domain/value/indicators/method.ts'
import { table } from '../../demo/table.ts'
import { csvField } from '../csv-lines.ts'
import { decimals, lineFields, percent } from './line-fields.ts'
import { fieldName, heading } from './names.ts'

export interface IndicatorResult {
  readonly method: IndicatorMethod
  readonly report: IndicatorReport
  readonly years: readonly FundYear[]
  readonly rows: { readonly counted: number; readonly refused: number }
}

type Language = 'zh' | 'en'

/** Tables for a terminal; long figures are left to the files. */
export function indicatorText({ report, years }: IndicatorResult, language: Language): string {
  const hidden = new Set(['totalWeight', 'lowRiskCases', 'lowRiskDeaths'])
  const parts = [...report.tables].map(([dimension, lines]) => {
    const shown = [...lineFields(report.total).keys()].filter((name) => !hidden.has(name))
    const row = (line: IndicatorLine, name: string): string[] => {
      const fields = lineFields(line)
      return [name, ...shown.map((field) => fields.get(field)!)]
    }
    return table({
      title: `${heading('indicators', language)} · ${fieldName(dimension, language)}`,
      head: [fieldName(dimension, language), ...shown.map((name) => fieldName(name, language))],
      align: `l${'r'.repeat(shown.length)}`,
      rows: [
        ...lines.map((line) => row(line, line.name === '' ? heading('notGiven', language) : line.name)),
        row(report.total, heading('total', language)),
      ],
    })
  })
  if (years.length > 0)
    parts.push(
      table({
        title: heading('fund', language),
        head: FUND_HEAD.map((name) => fieldName(name, language)),
        align: 'llrrrrrl',
        rows: years.map((year) => fundCells(year, (warning) => fieldName(warning, language))),
      }),
    )
  const shares = concentrationFields(report)
  if (shares !== null)
    parts.push(
      `${Object.entries(shares)
        .map(([name, value]) => `${fieldName(name, language)} ${value}`)
        .join(' · ')}\n`,
    )
  return parts.join('\n')
}

const FUND_HEAD = ['fund', 'year', 'months', 'balance', 'incomeGrowth', 'spendingGrowth', 'growthGap', 'warnings']

function fundCells(year: FundYear, nameOf: (warning: string) => string): string[] {
  const share = (value: { n: bigint; d: bigint } | null): string =>
    value === null ? '' : decimals({ n: value.n * 100n, d: value.d }, 2)
  return [
    year.fund,
    String(year.year),
    decimals(year.months, 2),
    share(year.balance),
    share(year.incomeGrowth),
    share(year.spendingGrowth),
    share(year.growthGap),
    year.warnings.map(nameOf).join(' '),
  ]
}

function concentrationFields({ concentration }: IndicatorReport): Record<string, string> | null {
  if (concentration === null) return null
  const { topShare, herfindahl } = concentration
  return {
    topShare: decimals({ n: topShare.n * 100n, d: topShare.d }, 2),
    herfindahl: decimals(herfindahl, 4),
  }
}

const csv = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  `${[head, ...rows].map((row) => row.map(csvField).join(',')).join('\n')}\n`

export function indicatorFiles(result: IndicatorResult): Map<string, string> {
  const { report, years } = result
  const names = [...lineFields(report.total).keys()]
  const row = (line: IndicatorLine, name: string): string[] => [name, ...lineFields(line).values()]
  return new Map([
    ...[...report.tables].map(([dimension, lines]): [string, string] => [
      `by-${dimension}.csv`,
      csv([dimension, ...names], [...lines.map((line) => row(line, line.name)), row(report.total, 'total')]),
    ]),
    ['risk-bands.csv', csv(BAND_HEAD, bandRows(report))],
    ...(years.length === 0
      ? []
      : [
          [
            'fund.csv',
            csv(
              FUND_HEAD,
              years.map((year) => fundCells(year, (warning) => warning)),
            ),
          ] as [string, string],
        ]),
    ['indicators.json', `${JSON.stringify(indicatorJson(result), null, 1)}\n`],
  ])
}

const BAND_HEAD = ['group', 'cases', 'deaths', 'deathPercent', 'band']

const bandRows = ({ bands }: IndicatorReport): string[][] =>
  bands.map(({ group, cases, deaths, band }) => [
    group,
    String(cases),
    String(deaths),
    percent(deaths, cases, 3),
    band === null ? '' : String(band),
  ])

export function indicatorJson({ method, report, years, rows }: IndicatorResult): Record<string, unknown> {
  const named = (head: readonly string[], cells: readonly string[]): Record<string, string> =>
    Object.fromEntries(head.map((name, index) => [name, cells[index]!]))
  const line = (one: IndicatorLine): Record<string, string> => ({
    name: one.name,
    ...Object.fromEntries(lineFields(one)),
  })
  return {
    method: { id: method.id, version: method.version },
    rows,
    total: line(report.total),
    by: Object.fromEntries([...report.tables].map(([name, lines]) => [name, lines.map(line)])),
    riskBands: bandRows(report).map((cells) => named(BAND_HEAD, cells)),
    concentration: concentrationFields(report),
    fund: years.map((year) =>
      named(
        FUND_HEAD,
        fundCells(year, (warning) => warning),
      ),
    ),
  }
}
