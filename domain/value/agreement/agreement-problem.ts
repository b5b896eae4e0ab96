import { type Refusal, RefusalError } from '../../identity/refusal.ts'
import type { DocumentProblemCode } from '../document/document-problem.ts'

/** What can be wrong with an agreement beyond what can be wrong with any rule document. */
export const AGREEMENT_PROBLEMS = {
  AGREEMENT_FORMULA_UNREADABLE: 'the formula cannot be read',
  AGREEMENT_NAME_UNKNOWN: 'a name is neither a fact nor a formula, table, band or rounding',
  AGREEMENT_NAME_TWICE: 'a name stands for two things',
  AGREEMENT_CIRCLE: 'formulas refer to each other in a circle',
  AGREEMENT_UNITS: 'units do not go together',
  AGREEMENT_CALL: 'a function is not called like this',
  AGREEMENT_DIVISION_BY_ZERO: 'a divisor is zero',
  AGREEMENT_DIVISION_MAY_BE_ZERO: 'a divisor may be zero; say "above" of the fact, or ask first: if(b > 0, a / b, …)',
  AGREEMENT_PARTY_UNKNOWN: 'no such party',
  AGREEMENT_PARTIES_TOO_FEW: 'an agreement has at least two parties of different institutions',
  AGREEMENT_PAYS_ITSELF: 'payer and payee are one',
  AGREEMENT_VALIDITY: 'a day lies outside the validity, or an end before its beginning',
  AGREEMENT_PERIODS_OVERLAP: 'a day lies in two periods and would be settled twice',
  AGREEMENT_BANDS: 'bands rise, begin above zero, and the last has no end',
  AGREEMENT_TABLE: 'rows of a table have each their own key, in ascending order where a step is looked for',
  AGREEMENT_FACT_UNUSED: 'nothing uses this fact, and the settlement would wait for it',
} as const

export type AgreementProblemCode = keyof typeof AGREEMENT_PROBLEMS

export interface AgreementProblem {
  readonly code: AgreementProblemCode | DocumentProblemCode
  /** `formulas[2].is:14` is the 14th character of the third formula */
  readonly place: string
  readonly message: string
}

/** Findings an agreement can be signed with; the others it cannot. */
const NOTES: ReadonlySet<string> = new Set<AgreementProblemCode>([
  'AGREEMENT_DIVISION_MAY_BE_ZERO',
  'AGREEMENT_FACT_UNUSED',
])

export const isAgreementNote = ({ code }: AgreementProblem): boolean => NOTES.has(code)

export const agreementProblem = (code: AgreementProblemCode, place: string, what = ''): AgreementProblem => ({
  code,
  place,
  message: what === '' ? AGREEMENT_PROBLEMS[code] : `${AGREEMENT_PROBLEMS[code]}: ${what}`,
})

/** Why something is not done with an agreement. No money moved by any of them. */
export const AGREEMENT_REFUSALS = {
  AGREEMENT_NOT_FOUND: '没有这份协议 · no such agreement of this institution',
  AGREEMENT_INSTITUTION_UNKNOWN: '平台没有这家机构，或不在同一统筹区 · no such institution in this region',
  AGREEMENT_KEY_UNKNOWN: '该密钥不属于协议任何一方 · the key belongs to no party of the agreement',
  AGREEMENT_SIGNATURE_INVALID: '签名与协议内容或签署方不符 · the signature does not fit the document or the party',
  AGREEMENT_FACT_UNKNOWN: '协议没有这项事实 · the agreement waits for no such fact',
  AGREEMENT_FACT_INVALID: '事实的值不合约定 · the value of the fact is not as agreed',
  AGREEMENT_FACT_MISSING: '缺少事实 · a fact has not arrived',
  AGREEMENT_FACT_NOT_YOURS: '该方不得提交此项事实 · this party may not deliver the fact',
  AGREEMENT_FACT_UNSIGNED: '该事实必须签名 · the fact must be signed by who delivers it',
  AGREEMENT_DIVIDED_BY_ZERO: '除数为零 · a divisor is zero',
  AGREEMENT_LOOKUP_EMPTY: '查表无对应行 · no row of the table is for this value',
  AGREEMENT_BANDS_BELOW_ZERO: '分段的值小于零 · a value below zero was cut into bands',
  AGREEMENT_NUMBER_TOO_LONG: '中间数位数过多 · an intermediate number is too long to be read',
  AGREEMENT_LINE_NEGATIVE: '结算金额为负 · a line is negative and the agreement does not turn it round',
  AGREEMENT_AMOUNT_TOO_LARGE: '金额超出可精确表示的范围 · the amount leaves the range that can be held exactly',
  AGREEMENT_PERIOD_NOT_FOUND: '协议没有这个结算期 · the agreement has no such period',
  AGREEMENT_PERIOD_CLOSED: '该结算期已确认，不再接受 · the period is agreed and takes nothing more',
  AGREEMENT_NOTHING_PROPOSED: '尚无结算建议 · nothing is proposed yet',
  AGREEMENT_PROPOSAL_NOT_FOUND: '没有这份结算建议 · no such proposal of this period',
  AGREEMENT_PROPOSAL_SUPERSEDED: '所指结算建议已被替换 · another proposal has taken the place of this one',
  AGREEMENT_LINE_UNKNOWN: '结算建议没有这一行 · the proposal has no such line',
  AGREEMENT_NOT_A_PARTY: '不是协议的一方 · not a party of the agreement',
  AGREEMENT_NOT_IN_FORCE: '协议未经各方签署，尚未生效 · the version is not signed by all and not in force',
  AGREEMENT_VERSION_TAKEN: '该版本号已用于其他内容 · this version stands with other content',
  AGREEMENT_PREDECESSOR: '未正确指明前一版本 · the version does not name the one in force as its predecessor',
  AGREEMENT_PERIOD_UNDER_WAY: '结算期已开始执行，不能改约 · an amendment cannot change a period that is under way',
} as const

export type AgreementRefusalCode = keyof typeof AGREEMENT_REFUSALS

export function agreementRefusal(code: AgreementRefusalCode, place: string, what = ''): Refusal {
  const message = what === '' ? AGREEMENT_REFUSALS[code] : `${AGREEMENT_REFUSALS[code]}: ${what}`
  return { code, stage: 'value', moneyMoved: 'none', retrySameKey: false, message, place }
}

/** The first problem of a document, as a refusal. */
export const agreementRefused = ({ code, place, message }: AgreementProblem): RefusalError =>
  new RefusalError({ code, stage: 'value', moneyMoved: 'none', retrySameKey: false, message, place })
