import { fen, formatYuan, MoneyError, multiplyDecimals, sum } from '@medsettle/money'
import { checkIdentity, type Finding, unreadableAmounts } from './finding.ts'
import { readAmount, type SourcedAmount } from './wire-amount.ts'
import { textOf, type WireObject } from './wire-json.ts'

const SPLIT = {
  fulamt_ownpay_amt: ['fulamt_ownpay_amt'],
  // Trap 7: `overlmt_amt` in rows, `overlmt_selfpay` in setlinfo.
  overlmt_amt: ['overlmt_amt', 'overlmt_selfpay'],
  preselfpay_amt: ['preselfpay_amt'],
  inscp_scp_amt: ['inscp_scp_amt'],
} as const

/**
 * Checks charge lines of 2204 or 2301, as sent or as answered: I7 (amount = round2(cnt × pric), and the answered split
 * adds up), I8 (Σ lines = medfee_sumamt) and unique feedetl_sn. Broken lines are named one by one.
 * @param total medfee_sumamt of 2206/2207, when known
 */
export function checkChargeRows(rows: readonly WireObject[], total: SourcedAmount | null = null): Finding[] {
  const amounts = rows.map((row, index) => placed(readAmount(row, 'det_item_fee_sumamt'), index))
  const broken = rows.flatMap((row, index) => checkRow(row, amounts[index]!, index))
  return [
    ...broken,
    ...(broken.length === 0 && rows.length > 0 ? [allHold(amounts)] : []),
    ...repeatedNumbers(rows),
    ...(total === null ? [] : [checkTotal(rows, amounts, total)]),
  ]
}

/**
 * I8 speaks of the rows of one chrg_bchno. A settlement does not say which batch it was: of several the one that adds up is it,
 * and when none does, all rows are laid beside it.
 */
function checkTotal(rows: readonly WireObject[], amounts: readonly SourcedAmount[], total: SourcedAmount): Finding {
  const byBatch = Map.groupBy(amounts.keys(), (index) => textOf(rows[index]!.chrg_bchno))
  const checked = [...byBatch.values()].map((indexes) => {
    const parts = indexes.map((index) => amounts[index]!)
    return checkIdentity({ id: 'I8', evidence: 'S', whole: total, parts })
  })
  return (
    checked.find(({ holds }) => holds === true) ??
    checkIdentity({ id: 'I8', evidence: 'S', whole: total, parts: amounts })
  )
}

function checkRow(row: WireObject, amount: SourcedAmount, index: number): Finding[] {
  const split = Object.entries(SPLIT).map(([field, names]) => placed(readAmount(row, field, names), index))
  const unreadable = unreadableAmounts([amount, ...split], `row ${index + 1}`)
  const splits = split.some((part) => part.text !== '')
    ? [checkIdentity({ id: 'I7.split', evidence: 'R', whole: amount, parts: split })]
    : []
  return [...unreadable, ...[checkPrice(row, amount, index), ...splits].filter((finding) => finding.holds === false)]
}

function checkPrice(row: WireObject, amount: SourcedAmount, index: number): Finding {
  const [cnt, pric] = [textOf(row.cnt), textOf(row.pric)]
  const base = { identity: 'I7', variant: null, evidence: 'R' as const, fields: [amount] }
  if (cnt === '' || pric === '')
    return { ...base, holds: null, offByFen: fen(0), sentence: `I7 not checked in row ${index + 1}: no cnt or pric` }
  try {
    const product = multiplyDecimals(cnt.trim(), pric.trim())
    const offByFen = fen(amount.fen - product)
    const sentence = `I7 row ${index + 1}: det_item_fee_sumamt ${formatYuan(amount.fen)} against ${cnt} × ${pric} = ${formatYuan(product)}`
    return { ...base, holds: offByFen === 0, offByFen, sentence }
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error
    return { ...base, holds: false, offByFen: fen(0), sentence: `I7 row ${index + 1}: ${error.message}` }
  }
}

function repeatedNumbers(rows: readonly WireObject[]): Finding[] {
  const seen = new Map<string, number>()
  return rows.flatMap((row, index) => {
    const number = textOf(row.feedetl_sn)
    const first = seen.get(number)
    if (first === undefined || number === '') {
      seen.set(number, index)
      return []
    }
    const fields = [placed(readAmount(row, 'det_item_fee_sumamt'), index)]
    const sentence = `rows ${first + 1} and ${index + 1} both carry feedetl_sn ${number}: one of them is lost or paid twice`
    return [
      { identity: 'ROWS', holds: false, offByFen: fen(0), sentence, variant: null, evidence: 'S' as const, fields },
    ]
  })
}

const placed = (amount: SourcedAmount, index: number): SourcedAmount => ({
  ...amount,
  field: `[${index}].${amount.field}`,
})

function allHold(amounts: readonly SourcedAmount[]): Finding {
  const total = formatYuan(sum(amounts.map((amount) => amount.fen)))
  const sentence = `I7 holds in all ${amounts.length} rows, together ${total}`
  return { identity: 'I7', holds: true, offByFen: fen(0), sentence, variant: null, evidence: 'R', fields: amounts }
}
