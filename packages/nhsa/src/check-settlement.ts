import { fen, formatYuan } from '@medsettle/money'
import { checkIdentity, type Finding, unreadableAmounts } from './finding.ts'
import { readSettlementAmounts, SETTLEMENT_AMOUNTS, type SettlementAmounts } from './settlement-amounts.ts'
import { readAmount, type SourcedAmount } from './wire-amount.ts'
import type { WireObject } from './wire-json.ts'

/** What differs between provinces (facts §4); the defaults are those of most. */
export interface SettlementCheckOptions {
  /** is 共济 acct_mulaid_pay part of acct_pay, or paid beside it? */
  readonly familyAccount?: 'inside' | 'separate'
  /** does 医院负担 hosp_part_amt belong into I2? */
  readonly hospitalPart?: 'included' | 'excluded'
  /** does hifdm_pay, where it is sent, belong into I4? */
  readonly hifdm?: 'included' | 'excluded'
  /** setldetail rows of nothing but '': count them as 0 (trap 4), or take them as no statement at all */
  readonly blankFundRows?: 'zero' | 'skip'
  /** `readSettlementAmounts` of this setlinfo, when the caller has it already */
  readonly amounts?: SettlementAmounts
}

/**
 * Checks I1–I5 on one settlement. Holds for reversing records as well, whose amounts are negative.
 * @param setldetail the funds, one row each; a row of empty texts is 0
 * @returns one finding per identity, broken or not, and one AMOUNT finding per unreadable amount. Never throws.
 */
export function checkSettlement(
  setlinfo: WireObject,
  setldetail: readonly WireObject[] = [],
  options: SettlementCheckOptions = {},
): Finding[] {
  const amounts = options.amounts ?? readSettlementAmounts(setlinfo)
  return [
    ...unreadableAmounts(Object.values(amounts), 'setlinfo'),
    ...conflictingSpellings(setlinfo),
    checkScope(amounts),
    checkWhoPays(amounts, options),
    checkPersonPart(amounts, options),
    checkFunds(amounts, options),
    ...checkFundRows(amounts, setldetail, options),
  ]
}

const checkScope = (a: SettlementAmounts): Finding =>
  checkIdentity({
    id: 'I1',
    evidence: 'C',
    whole: a.medfee_sumamt,
    parts: [a.fulamt_ownpay_amt, a.overlmt_selfpay, a.preselfpay_amt, a.inscp_scp_amt],
  })

function checkWhoPays(a: SettlementAmounts, options: SettlementCheckOptions): Finding {
  const without = [a.fund_pay_sumamt, a.psn_part_amt]
  return withVariant({
    id: 'I2',
    whole: a.medfee_sumamt,
    needed: without,
    wanted: options.hospitalPart ?? 'included',
    readings: { included: [...without, a.hosp_part_amt], excluded: without },
    name: 'hospitalPart',
  })
}

function checkPersonPart(a: SettlementAmounts, options: SettlementCheckOptions): Finding {
  const inside = [a.acct_pay, a.psn_cash_pay]
  return withVariant({
    id: 'I3',
    whole: a.psn_part_amt,
    wanted: options.familyAccount ?? 'inside',
    readings: { inside, separate: [...inside, a.acct_mulaid_pay] },
    name: 'familyAccount',
  })
}

function checkFunds(a: SettlementAmounts, options: SettlementCheckOptions): Finding {
  const seven = [a.hifp_pay, a.cvlserv_pay, a.hifes_pay, a.hifmi_pay, a.hifob_pay, a.maf_pay, a.oth_pay]
  const included = a.hifdm_pay.wireName === null ? seven : [...seven, a.hifdm_pay]
  return withVariant({
    id: 'I4',
    whole: a.fund_pay_sumamt,
    wanted: options.hifdm ?? 'included',
    readings: { included, excluded: seven },
    name: 'hifdm',
  })
}

interface Variants {
  readonly id: string
  readonly whole: SourcedAmount
  readonly needed?: readonly SourcedAmount[]
  readonly wanted: string
  readonly readings: Readonly<Record<string, readonly SourcedAmount[]>>
  readonly name: string
}

/** The profile's reading decides; the other one is tried as well, so that a wrong profile names itself. */
function withVariant({ id, whole, needed = [], wanted, readings, name }: Variants): Finding {
  const tried = Object.entries(readings).map(
    ([reading, parts]) => [reading, checkIdentity({ id, evidence: 'C', whole, parts, needed })] as const,
  )
  const held = tried.filter(([, finding]) => finding.holds === true).map(([reading]) => reading)
  const finding = tried.find(([reading]) => reading === wanted)![1]
  const variant = finding.holds === null ? null : `${name}=${held.join(' or ') || 'neither'}`
  const hint = finding.holds === false && held.length > 0 ? `; it would hold with ${name}=${held[0]}` : ''
  return { ...finding, variant, sentence: finding.sentence + hint }
}

function checkFundRows(a: SettlementAmounts, rows: readonly WireObject[], options: SettlementCheckOptions): Finding[] {
  const spoken = options.blankFundRows === 'skip' ? rows.filter((row) => !isBlank(row)) : rows
  const payments = spoken.map((row, index) => ({
    ...readAmount(row, 'fund_payamt'),
    field: `setldetail[${index}].fund_payamt`,
  }))
  if (payments.length === 0) payments.push({ ...readAmount({}, 'fund_payamt'), field: 'setldetail[].fund_payamt' })
  const finding = checkIdentity({ id: 'I5', evidence: 'R', whole: a.fund_pay_sumamt, parts: payments })
  return [...unreadableAmounts(payments, 'setldetail'), finding]
}

const isBlank = (row: WireObject): boolean => Object.values(row).every((value) => value === '' || value === null)

const SPELLED_TWICE = Object.entries(SETTLEMENT_AMOUNTS).filter(([, spellings]) => spellings.length > 1)

/** Two spellings of one amount that disagree: the first is used, the contradiction is reported. */
function conflictingSpellings(setlinfo: WireObject): Finding[] {
  return SPELLED_TWICE.flatMap(([field, spellings]) => {
    const present = spellings.filter((name) => Object.hasOwn(setlinfo, name) && setlinfo[name] !== null)
    if (present.length < 2) return []
    const read = present.map((name) => readAmount(setlinfo, field, [name]))
    const [first, other] = [read[0], read.find((amount) => amount.fen !== read[0]?.fen)]
    if (!first || !other) return []
    const sentence = `${first.wireName} says ${formatYuan(first.fen)}, ${other.wireName} ${formatYuan(other.fen)}: the first is used`
    const offByFen = fen(first.fen - other.fen)
    return [
      {
        identity: 'AMOUNT',
        holds: false,
        offByFen,
        sentence,
        variant: null,
        evidence: 'S' as const,
        fields: [first, other],
      },
    ]
  })
}
