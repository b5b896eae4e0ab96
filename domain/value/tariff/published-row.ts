import { MoneyError } from '@medsettle/money'
import { type Ratio, ratioOf } from '@medsettle/money/ratio'
import { type TariffProblem, tariffProblem } from './tariff-refusal.ts'

/** The parts `rw × rate × coefficient` of a published standard, in the order they are multiplied. */
export const PARTS = ['weight', 'rate', 'coefficient'] as const
export type Part = (typeof PARTS)[number]

const COLUMNS: Record<Part, string> = { weight: 'rw', rate: 'rate', coefficient: 'coefficient' }

/** One line of a published table: what it says of whom. */
export interface PublishedRow {
  readonly line: number
  /** city and year, which tariff it belongs to */
  readonly table: string
  /** group, and of level, insuranceType, scheme those that the line names */
  readonly dimensions: ReadonlyMap<string, string>
  /** 基础病组: one price at every level */
  readonly samePrice: boolean
  /** decimal text; null: the table has no such part */
  readonly parts: Readonly<Record<Part, string | null>>
  /** yuan */
  readonly published: Ratio
  /** no local standard: an empty or zero figure, never a price of zero (facts drg §5) */
  readonly isOpen: boolean
}

/** Reads the shape of a published table: city, year, drg, rw, rate, coefficient, level_or_scheme, same_price_group, published_standard. */
export function readPublishedRow(columns: ReadonlyMap<string, string>, line: number): PublishedRow | TariffProblem {
  const text = (name: string): string => columns.get(name) ?? ''
  const group = text('drg') || text('group')
  if (group === '') return tariffProblem('TARIFF_FIELD_MISSING', `line ${line}`, 'drg')
  const part = (name: Part): string | null => text(COLUMNS[name]) || null
  const parts = { weight: part('weight'), rate: part('rate'), coefficient: part('coefficient') }
  try {
    const numbers = PARTS.flatMap((name) => (parts[name] === null ? [] : [ratioOf(parts[name])]))
    const published = ratioOf(text('published_standard') || '0')
    return {
      line,
      table: [text('city'), text('year')].filter((one) => one !== '').join(' '),
      dimensions: new Map([['group', group], ...splitScheme(text('level_or_scheme'))]),
      samePrice: text('same_price_group') !== '',
      parts,
      published,
      isOpen: published.n <= 0n || numbers.some((number) => number.n <= 0n),
    }
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error
    return tariffProblem('TARIFF_FIELD_INVALID', `line ${line}`, error.message)
  }
}

const INSURANCE = /职工|居民|城乡|新农合|employee|resident/i
const LEVEL = /级|甲等|乙等|卫生院|level/i

/** `二级/职工` → level 二级, insuranceType 职工; what is neither is `scheme`. */
export function splitScheme(text: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const part of text.split('/').map((one) => one.trim())) {
    if (part === '') continue
    const name = INSURANCE.test(part) ? 'insuranceType' : LEVEL.test(part) ? 'level' : 'scheme'
    const before = found.get(name)
    found.set(name, before === undefined ? part : `${before}/${part}`)
  }
  return found
}
