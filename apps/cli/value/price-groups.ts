import { createReadStream } from 'node:fs'
import { formatYuan } from '@medsettle/money'
import { ratioText } from '@medsettle/money/ratio'
import { priceToJson, reasonOf } from '../../../domain/value/tariff/explain-price.ts'
import type { CasePrice } from '../../../domain/value/tariff/price-case.ts'
import type { Tariff } from '../../../domain/value/tariff/tariff.ts'
import { priceByBook } from '../../../domain/value/tariff/tariff-book.ts'
import { VALUE_REFUSALS } from '../../../domain/value/tariff/tariff-refusal.ts'
import { type CsvRow, csvField, NoHeader, readCsv } from './csv-lines.ts'
import { caseOf, columnName } from './group-row.ts'
import { createLineWriter } from './line-writer.ts'
import { unreadable } from './method-rows.ts'
import { type Register, readRegister, withRegister } from './read-register.ts'
import { readTariffs } from './read-tariffs.ts'

export interface PriceOptions {
  readonly tariff: readonly string[]
  readonly cases?: string
  readonly json?: boolean
}

/** what `drg group` writes */
const BARE = ['id', 'group']
const HEADER = 'id,group,standardFen,priceYuan,reason,standardYuan\n'

/** `value price`: exit 0 unless no row could be read as a case, or no tariff follows from what was given. */
export async function priceGroups(file: string | null, { tariff, cases, json = false }: PriceOptions): Promise<void> {
  const tariffs = await readTariffs(tariff)
  if (tariffs === null) {
    process.exitCode = 1
    return
  }
  const register = cases === undefined ? null : await readRegister(cases)
  const input = (file === null ? process.stdin : createReadStream(file)) as AsyncIterable<Uint8Array>
  const writer = createLineWriter()
  const count = { rows: 0, read: 0, priced: 0, refused: 0 }
  if (!json) await writer.write(HEADER)
  try {
    for await (const row of readCsv(input, columnName, BARE)) {
      const line = priceRow({ tariffs, register, json }, row, count)
      if (line !== null && !(await writer.write(line))) break
    }
  } catch (error) {
    if (!(error instanceof NoHeader)) throw unreadable(file, error)
    process.stderr.write(`line 1: VALUE_ROW_MALFORMED: ${error.message}\n`)
  }
  await writer.end()
  process.stderr.write(`${count.rows} rows, ${count.priced} priced, ${count.refused} refused\n`)
  if (count.read === 0) process.exitCode = 1
}

/** The line to write, or null when the row has no price, which stderr then says. */
function priceRow(
  { tariffs, register, json }: { tariffs: readonly Tariff[]; register: Register | null; json: boolean },
  row: CsvRow,
  count: { rows: number; read: number; priced: number; refused: number },
): string | null {
  count.rows++
  if ('fault' in row) {
    count.refused++
    tell(row.line, '', 'VALUE_ROW_MALFORMED', 'row', `${VALUE_REFUSALS.VALUE_ROW_MALFORMED}: ${row.fault}`)
    return null
  }
  count.read++
  const price = priceByBook(tariffs, caseOf(withRegister(row, register)))
  if (price.outcome === 'refused') {
    count.refused++
    tell(row.line, price.id, price.refusal.code, price.refusal.place, price.refusal.message)
    return null
  }
  count.priced++
  return json ? `${JSON.stringify(priceToJson(price))}\n` : csvLine(price)
}

function csvLine(price: Exclude<CasePrice, { outcome: 'refused' }>): string {
  const isPriced = price.outcome === 'priced'
  const fields = [
    price.id,
    price.group,
    isPriced ? String(price.standardFen) : '',
    price.priceFen === null ? '' : formatYuan(price.priceFen),
    reasonOf(price),
    isPriced ? ratioText(price.standard.yuan) : '',
  ]
  return `${fields.map(csvField).join(',')}\n`
}

function tell(line: number, id: string, code: string, place: string, message: string): void {
  process.stderr.write(`line ${line}${id === '' ? '' : `, id ${id}`}: ${code} at ${place}: ${message}\n`)
}
