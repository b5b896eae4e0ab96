import { type Fen, formatYuan, sum, ZERO } from '@medsettle/money'
import { dateOf } from '../../../domain/value/rules/days.ts'
import { amountIn, dayIn, neededIn, type Row, takeRows, textIn } from '../../../domain/value/rules/row.ts'
import { RowRefused } from '../../../domain/value/rules/row-refusal.ts'
import { type PaidCase, sumPrices } from '../../../domain/value/tariff/sum-prices.ts'
import { writeOut } from './method-rows.ts'
import { type Prices, readPrices } from './review-rows.ts'
import { rowsFrom, tellRefused } from './rule-files.ts'
import { csvOf, resultsTable } from './write-tables.ts'

export interface TotalOptions {
  readonly prices: string
  readonly reviews?: string
  readonly method: 'drg' | 'dip'
}

/** `value total`: exit 1 when no case could be taken. */
export async function totalPrices(file: string | null, { prices, reviews, method }: TotalOptions): Promise<void> {
  const priced = await readPrices(prices)
  const reviewed: Prices = reviews === undefined ? new Map() : await readPrices(reviews)
  const cases = await rowsFrom(file)
  const { taken, refused } = takeRows(
    cases.rows,
    (row) => paidCase(row, priced, reviewed),
    ({ id }) => id,
  )
  const paid = taken.filter(({ price }) => price !== null).map((one) => ({ ...one, price: one.price! }))
  const results = sumPrices(method, paid)
  await writeOut(csvOf(resultsTable(results)))
  tellRefused('cases', cases, refused)
  const above = paid.filter(({ price, person }) => person > price).length
  if (above > 0) process.stderr.write(`${above} cases: the person paid more than the price; the fund pays nothing\n`)
  const amounts = [results.map(({ total }) => total), results.map(({ fundShare }) => fundShare)].map(sum)
  process.stderr.write(
    `${paid.length} cases paid, ${taken.length - paid.length} paid elsewhere: total ${formatYuan(amounts[0]!)}, fund ${formatYuan(amounts[1]!)}\n`,
  )
}

type TakenCase = Omit<PaidCase, 'price'> & { readonly id: string; readonly price: Fen | null }

/** @throws RowRefused */
function paidCase(row: Row, prices: Prices, reviews: Prices): TakenCase {
  const id = neededIn(row, 'id')
  const [found, review] = [prices.get(id), reviews.get(id)]
  if (found === undefined) throw new RowRefused('ROW_CASE_UNKNOWN', 'id', 'it has no price')
  if (found === 'twice' || review === 'twice')
    throw new RowRefused('ROW_ID_TWICE', 'id', `${id} in ${found === 'twice' ? 'the prices' : 'the reviews'}`)
  const agreed = review?.get('amountYuan') || found.get('priceYuan') || ''
  return {
    id,
    institutionId: textIn(row, 'institution') || neededIn(row, 'hospital'),
    date: dateOf(dayIn(row, 'date')),
    rule: { id: ruleOf(found, 'tariff'), version: ruleOf(found, 'version') },
    price: agreed === '' ? null : amountIn({ line: row.line, columns: new Map([['priceYuan', agreed]]) }, 'priceYuan'),
    person: textIn(row, 'personYuan') === '' ? ZERO : amountIn(row, 'personYuan'),
  }
}

function ruleOf(price: ReadonlyMap<string, string>, name: string): string {
  const text = price.get(name) ?? ''
  if (text === '') throw new RowRefused('ROW_COLUMN_MISSING', name, 'the prices are those of `value price --json`')
  return text
}
