import { RefusalError } from '../../identity/refusal.ts'

/** Why a tariff is no tariff, or what is wrong with one that can be read. */
export const TARIFF_PROBLEMS = {
  TARIFF_NOT_JSON: 'the document is not JSON',
  TARIFF_KEY_TWICE: 'a key stands twice, so that the later value would hide the earlier one',
  TARIFF_FIELD_MISSING: 'a field is missing',
  TARIFF_FIELD_UNKNOWN: 'a field is not one of a tariff; is it misspelt?',
  TARIFF_FIELD_INVALID: 'a field cannot be read',
  TARIFF_ZERO_FACTOR: 'a factor of zero or less is a marker in a table, never a price; write null for "no standard"',
  TARIFF_DIMENSION_UNKNOWN: 'a rule looks at a dimension the tariff does not declare',
  TARIFF_VALUE_UNKNOWN: 'a rule names a value its dimension does not have',
  TARIFF_NO_VALIDITY: 'the tariff does not say from when it is valid',
  TARIFF_VALIDITY_REVERSED: 'the tariff ends before it begins',
  TARIFF_NO_SOURCE: 'the tariff does not say which document it comes from',
  TARIFF_NO_FEN_ROUNDING: 'the tariff does not say how amounts become fen; cases with parts of a fen are refused',
  TARIFF_GAP: 'a combination has no value',
  TARIFF_NO_STANDARD: 'a combination is declared without standard',
  TARIFF_BANDS_OVERLAP: 'two bands can hold for the same case',
  TARIFF_BAND_GAP: 'values between two bands of one name are in neither',
  TARIFF_EXCEPTIONS_OVERLAP: 'two exceptions can hold for the same case',
  TARIFF_TABLE_CONTRADICTS: 'rows of the table that name the same case differ',
  TARIFF_TABLE_MISFIT: 'no rounding reproduces every published figure',
  TARIFF_TABLE_EMPTY: 'no row of the table carries a standard, so that no tariff follows from it',
  TARIFF_ROW_SKIPPED: 'a row of the table carries no standard',
} as const

export type TariffProblemCode = keyof typeof TARIFF_PROBLEMS

export interface TariffProblem {
  readonly code: TariffProblemCode
  /** `formula[2].table.AA19.三级`; `line 17` of a table */
  readonly place: string
  readonly message: string
}

export const tariffProblem = (code: TariffProblemCode, place: string, what = ''): TariffProblem => ({
  code,
  place,
  message: what === '' ? TARIFF_PROBLEMS[code] : `${TARIFF_PROBLEMS[code]}: ${what}`,
})

/** No money moved: a tariff that cannot be read prices nothing. */
export const tariffRefused = ({ code, place, message }: TariffProblem): RefusalError =>
  new RefusalError({ code, stage: 'value', moneyMoved: 'none', retrySameKey: false, message, place })

/** Why a case has no price; the other cases go on. */
export const VALUE_REFUSALS = {
  VALUE_ROW_MALFORMED: 'the row does not have the columns of its header',
  VALUE_ID_MISSING: 'the case has no id',
  VALUE_GROUP_MISSING: 'the case has no group',
  VALUE_DIMENSION_MISSING: 'the tariff needs this of the case',
  VALUE_DIMENSION_UNKNOWN: 'the tariff does not know this value',
  VALUE_NUMBER_INVALID: 'this is not a number',
  VALUE_NEGATIVE: 'this cannot be negative',
  VALUE_DATE_INVALID: 'this is not a date like 2026-03-02',
  VALUE_NO_TARIFF: 'no tariff is for this case',
  VALUE_TARIFFS_OVERLAP: 'more than one tariff is for this case',
  VALUE_TARIFF_GAP: 'the tariff has no value for this case',
  VALUE_EXCEPTIONS_OVERLAP: 'two exceptions of the tariff hold for this case',
  VALUE_BANDS_OVERLAP: 'two bands of the tariff hold for this case',
  VALUE_COST_MISSING: 'the tariff pays this case at cost, which is not given',
  VALUE_FINER_THAN_FEN: 'the amount has parts of a fen and the tariff does not say how to round',
  VALUE_AMOUNT_TOO_LARGE: 'the amount leaves the range that can be held exactly',
} as const

export type ValueRefusalCode = keyof typeof VALUE_REFUSALS

export interface ValueRefusal {
  readonly code: ValueRefusalCode
  /** the column, factor or band */
  readonly place: string
  readonly message: string
}

/** Carries a refusal of one case up to `priceCase`, which turns it into a value. */
export class CaseRefused extends Error {
  override name = 'CaseRefused'
  readonly refusal: ValueRefusal
  constructor(code: ValueRefusalCode, place: string, what = '') {
    const message = what === '' ? VALUE_REFUSALS[code] : `${VALUE_REFUSALS[code]}: ${what}`
    super(message)
    this.refusal = { code, place, message }
  }
}
