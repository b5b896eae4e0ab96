// Catches: documentation of the input format that no longer says what the code does.
import { readFileSync } from 'node:fs'
import { formatYuan } from '@medsettle/money'
import { describe, expect, it } from 'vitest'
import type { BillId, InstitutionId } from '../identity/ids.ts'
import { billSchema, feedetailRowSchema, lineSchema } from './bill-input.ts'
import { BILL_REFUSALS } from './bill-refusal.ts'
import { compileCatalogue } from './catalogue.ts'
import sample from './catalogues/sample.json' with { type: 'json' }
import { makeBill } from './make-bill.ts'
import { readBillLine } from './read-bill-lines.ts'

/** without the padding that the formatter puts into tables */
const doc = readFileSync(new URL('../../docs/bill-input.md', import.meta.url), 'utf8').replace(/ +\|/g, ' |')
const example = /```jsonl\n(.+)\n```/.exec(doc)![1]!

const price = (line: string) => {
  const reading = readBillLine(line, 1)
  if (reading.kind !== 'bill') throw new Error(JSON.stringify(reading.record))
  return makeBill({
    billId: 'bl_1' as BillId,
    institutionId: 'H330100000001' as InstitutionId,
    input: reading.input,
    catalogue: compileCatalogue(sample),
    today: '2026-11-21',
  })
}

describe('docs/bill-input.md', () => {
  it('the example is refused for the fen it is off by', () => {
    expect(() => price(example)).toThrowError('BILL_TOTAL_DIFFERS')
    expect(() => price(example)).toThrowError('(off by 1 fen)')
  })

  it('the example with the right total is accepted and priced as written', () => {
    const { bill, findings } = price(example.replace('"198.95"', '"198.94"'))
    expect(bill.lines.map((line) => formatYuan(line.amount))).toEqual(['18.00', '187.05', '-6.24', '0.13'])
    expect(doc).toContain('18.00 + 187.05 − 6.24 + 0.13 = 198.94 yuan')
    expect(findings).toEqual([])
  })

  it('names every field', () => {
    const { visit, patient, cover } = billSchema.shape
    const schemas = [billSchema, visit, patient, cover.unwrap(), lineSchema, feedetailRowSchema]
    const fields = schemas.flatMap((schema) => Object.keys(schema.shape))
    expect(fields.filter((field) => !doc.includes(`\`${field}\``))).toEqual([])
    expect(fields.length).toBeGreaterThan(50)
  })

  it('lists every refusal with its meaning', () => {
    const rows = Object.entries(BILL_REFUSALS).map(([code, meaning]) => `| \`${code}\` | ${meaning} |`)
    expect(rows.filter((row) => !doc.includes(row))).toEqual([])
  })
})
