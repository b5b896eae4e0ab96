import { MoneyError } from '@medsettle/money'
import { compareRatios, dividedBy, type Ratio, ratioOf, ratioText, roundRatio } from '@medsettle/money/ratio'
import { type TariffProblem, tariffProblem } from './tariff-refusal.ts'

/** The parts `rw × rate × coefficient` of a published standard, in the order they are multiplied. */
export const PARTS = ['weight', 'rate', 'coefficient'] as const
/** a table of nothing but figures has one part, the `standard` itself */
export type Part = (typeof PARTS)[number] | 'standard'

const COLUMNS: Record<(typeof PARTS)[number], string> = { weight: 'rw', rate: 'rate', coefficient: 'coefficient' }

/** One line of a published table: what it says of whom. */
export interface PublishedRow {
  readonly line: number
  /** city and year, which tariff it belongs to */
  readonly table: string
  /** group, and of level, insuranceType, scheme those that the line names */
  readonly dimensions: ReadonlyMap<string, string>
  /** 基础病组: one price at every level */
  readonly samePrice: boolean
  /** decimal text without idle zeros; null: the row has no such part */
  readonly parts: Readonly<Record<Part, string | null>>
  /** yuan */
  readonly published: Ratio
  /** printed with more digits than a spreadsheet holds */
  readonly isLong: boolean
  /** no local standard: an empty or zero figure, never a price of zero (facts drg §5) */
  readonly isOpen: boolean
}

/** Reads the shape of a published table: city, year, drg, rw, rate, coefficient, level_or_scheme, same_price_group, published_standard. */
export function readPublishedRow(columns: ReadonlyMap<string, string>, line: number): PublishedRow | TariffProblem {
  const text = (name: string): string => columns.get(name) ?? ''
  const group = text('drg') || text('group')
  if (group === '') return tariffProblem('TARIFF_FIELD_MISSING', `line ${line}`, 'drg')
  try {
    const numbers = PARTS.map((part) => [part, figureOf(text(COLUMNS[part]))] as const)
    const published = figureOf(text('published_standard'))
    return {
      line,
      table: [text('city'), text('year')].filter((one) => one !== '').join(' '),
      dimensions: new Map([['group', group], ...splitScheme(text('level_or_scheme'))]),
      samePrice: !NO.has(text('same_price_group')),
      parts: {
        ...NO_PARTS,
        ...Object.fromEntries(numbers.map(([part, number]) => [part, number === null ? null : ratioText(number)])),
      },
      published: published ?? ratioOf('0'),
      isLong: text('published_standard').replace(/\D|^[0.]+/g, '').length > SPREADSHEET.significantDigits,
      isOpen:
        published === null || published.n <= 0n || numbers.some(([, number]) => number !== null && number.n <= 0n),
    }
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error
    return tariffProblem('TARIFF_FIELD_INVALID', `line ${line}`, error.message)
  }
}

const NO_PARTS: Readonly<Record<Part, null>> = { weight: null, rate: null, coefficient: null, standard: null }
const NO: ReadonlySet<string> = new Set(['', '否', '0', 'no', 'false'])
/** what tables write where they have no number */
const NOTHING = /^[-–—/\\]*$|^无$/
/** `9,435.25` */
const THOUSANDS = /^\d{1,3}(,\d{3})+(\.\d+)?$/
/** A number as tables print it: with commas between thousands, in percent. Null: a marker, no number. @throws MoneyError */
function figureOf(text: string): Ratio | null {
  if (NOTHING.test(text)) return null
  const isPercent = text.endsWith('%')
  const digits = (isPercent ? text.slice(0, -1) : text).trim()
  const number = ratioOf(THOUSANDS.test(digits) ? digits.replaceAll(',', '') : digits)
  return isPercent ? dividedBy(number, ratioOf('100')) : number
}

/** Whether a figure is the published one. A longer print than a spreadsheet holds ends in noise of binary fractions. */
export function isPublished(figure: Ratio, { published, isLong }: PublishedRow): boolean {
  if (compareRatios(figure, published) === 0) return true
  return isLong && compareRatios(roundRatio(figure, SPREADSHEET), roundRatio(published, SPREADSHEET)) === 0
}

const SPREADSHEET = { significantDigits: 15, mode: 'halfUp' } as const

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
