/**
 * What the facts leave open ([R]) or what provinces do differently: one switch each (nhsa.md §5, §9.11). They can be
 * changed while the sandbox runs, so that a client can be judged under either reading.
 */
export interface NhsaSwitches {
  /** amounts in answers as JSON numbers with two decimals, or as text */
  readonly amounts: 'number' | 'text'
  /** `setldetail` of an answer without fund payment: no row, or the row of empty strings of trap 4 */
  readonly emptyDetailRow: boolean
  /** a single `setldetail` or 2204 `result` row as an object instead of a list (trap 8) */
  readonly singleRowAsObject: boolean
  /** a feedetl_sn sent again with the same content: taken once, or refused [R] */
  readonly repeatedLine: 'accept-identical' | 'refuse'
  /** longest `input` in characters (§1.1: 40000; 9101 carries files and is exempt); null = not looked at */
  readonly inputLimit: number | null
  /** 5203 with an empty setl_id answers the visit's latest settlement; the field table says setl_id is required */
  readonly settlementQueryByVisit: boolean
  /** an ecToken or payAuthNo this platform never issued is refused in 22xx and 62xx too, not only in 1101 */
  readonly knownTokensOnly: boolean
  /** 3201 and 3202 are refused for a day that has not ended [R] */
  readonly statementAfterDayEnd: boolean
  /** rows of the 3202 result file: every compared row, or only the differences [R] */
  readonly resultRows: 'all' | 'differences'
  /** the 9102 answer: base64 in `output.fsDownloadOut.in`, or the bare bytes [R] */
  readonly downloadAs: 'json' | 'stream'
  /** stmt_rslt of 3201 and 3202 [R] */
  readonly statementResult: {
    readonly balanced: string
    readonly unbalanced: string
    readonly platformOnly: string
    readonly institutionOnly: string
    readonly different: string
  }
  /** clr_type and clr_way: formats differ between provinces (§5) */
  readonly clearingType: string
  readonly clearingWay: string
  /** pric_uplmt_amt of an item without a ceiling [R] */
  readonly noCeilingAmount: string
  /** chrgitm_lv of 甲 乙 丙 [R] */
  readonly itemLevels: { readonly 甲: string; readonly 乙: string; readonly 丙: string }
  /** fund_pay_type of the pooled fund by insutype: the official list was not seen (§5), so these are samples */
  readonly pooledFundTypes: Readonly<Record<string, string>>
  /** cum_type_code of 5206: not in the facts */
  readonly accumulatorCodes: { readonly deductible: string; readonly pooled: string }
  /** ordStas inside the classes of §6.3; single values are unconfirmed */
  readonly ordStas: {
    readonly presettled: string
    readonly insurancePaid: string
    readonly settled: string
    readonly refunded: string
    readonly insuranceRefunded: string
    readonly cashRefunded: string
    readonly cashPartlyRefunded: string
    readonly insuranceAndPartOfCashRefunded: string
    readonly revoked: string
  }
}

export const DEFAULT_SWITCHES: NhsaSwitches = {
  amounts: 'number',
  emptyDetailRow: false,
  singleRowAsObject: false,
  repeatedLine: 'accept-identical',
  inputLimit: 40_000,
  settlementQueryByVisit: false,
  knownTokensOnly: false,
  statementAfterDayEnd: true,
  resultRows: 'all',
  downloadAs: 'json',
  statementResult: {
    balanced: '0',
    unbalanced: '1',
    platformOnly: '101',
    institutionOnly: '102',
    different: '103',
  },
  clearingType: '11',
  clearingWay: '01',
  noCeilingAmount: '999999',
  itemLevels: { 甲: '01', 乙: '02', 丙: '03' },
  pooledFundTypes: { '310': '310100', '390': '390100' },
  accumulatorCodes: { deductible: 'DEDC', pooled: 'HIFP' },
  ordStas: {
    presettled: '1',
    insurancePaid: '4',
    settled: '6',
    refunded: '7',
    insuranceRefunded: '8',
    cashRefunded: '9',
    cashPartlyRefunded: '10',
    insuranceAndPartOfCashRefunded: '11',
    revoked: '12',
  },
}

/** Merges a change from outside. Answers the sentence that says what is wrong with it, or the new switches. */
export function changeSwitches(now: NhsaSwitches, change: unknown): NhsaSwitches | string {
  if (typeof change !== 'object' || change === null || Array.isArray(change)) return 'switches are a JSON object'
  const merged: Record<string, unknown> = { ...now }
  for (const [name, value] of Object.entries(change)) {
    const before = merged[name]
    if (!Object.hasOwn(now, name)) return `there is no switch ${name}`
    const wrong = wrongValue(name, before, value)
    if (wrong) return wrong
    merged[name] = isObject(before) ? { ...before, ...(value as object) } : value
  }
  return merged as unknown as NhsaSwitches
}

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  amounts: ['number', 'text'],
  repeatedLine: ['accept-identical', 'refuse'],
  resultRows: ['all', 'differences'],
  downloadAs: ['json', 'stream'],
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

function wrongValue(name: string, before: unknown, value: unknown): string | null {
  const choices = CHOICES[name]
  if (choices && !choices.includes(String(value))) return `${name} must be one of ${choices.join(', ')}`
  if (name === 'inputLimit')
    return value === null || Number.isSafeInteger(value) ? null : 'inputLimit counts characters'
  if (isObject(before)) {
    const texts = isObject(value) && Object.values(value).every((part) => typeof part === 'string')
    return texts ? null : `${name} must be an object of texts`
  }
  return typeof value === typeof before ? null : `${name} must be a ${typeof before}`
}
