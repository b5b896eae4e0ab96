// Catches: two prices in force on one day, an entry used outside its time, a ratio that does not fit its class.
import { describe, expect, it } from 'vitest'
import { RefusalError } from '../identity/refusal.ts'
import { compileCatalogue } from './catalogue.ts'
import sample from './catalogues/sample.json' with { type: 'json' }

const entry = (change: object) => ({
  listCode: 'SAMPLE-A',
  name: '样例项目',
  itemClass: '甲',
  chargeCategory: '09',
  selfPayFirstRatio: '0',
  priceCeiling: null,
  validFrom: '2026-01-01',
  validTo: null,
  source: 'test',
  ...change,
})
const document = (...items: object[]) => ({ id: 'c', version: '1', source: 'test', items })

const refusalOf = (...items: object[]): string => {
  try {
    compileCatalogue(document(...items))
  } catch (error) {
    if (error instanceof RefusalError) return `${error.refusal.code} @ ${error.refusal.place}`
    throw error
  }
  return 'accepted'
}

describe('compileCatalogue', () => {
  it('finds the entry of the day, first and last day included', () => {
    const catalogue = compileCatalogue(
      document(
        entry({ validFrom: '2026-07-01', priceCeiling: '2' }),
        entry({ validTo: '2026-03-31', priceCeiling: '1' }),
      ),
    )
    const ceilingOn = (date: string) => catalogue.find('SAMPLE-A', date)?.priceCeiling
    expect(['2025-12-31', '2026-01-01', '2026-03-31', '2026-04-01', '2026-07-01', '2099-01-01'].map(ceilingOn)).toEqual(
      [undefined, '1', '1', undefined, '2', '2'],
    )
  })

  it.each([
    ['CATALOGUE_OVERLAP @ SAMPLE-A', [entry({ validTo: '2026-07-01' }), entry({ validFrom: '2026-07-01' })]],
    ['CATALOGUE_OVERLAP @ SAMPLE-A', [entry({}), entry({ validFrom: '2026-07-01' })]],
    ['CATALOGUE_INVALID @ items.0.selfPayFirstRatio', [entry({ selfPayFirstRatio: '0.1' })]],
    ['CATALOGUE_INVALID @ items.0.selfPayFirstRatio', [entry({ itemClass: '丙' })]],
    ['CATALOGUE_INVALID @ items.0.selfPayFirstRatio', [entry({ itemClass: '乙', selfPayFirstRatio: '1.1' })]],
    ['CATALOGUE_INVALID @ items.0.validTo', [entry({ validTo: '2025-12-31' })]],
    ['CATALOGUE_INVALID @ items.0.validFrom', [entry({ validFrom: '2026-02-30' })]],
    ['CATALOGUE_INVALID @ items.0.chargeCategory', [entry({ chargeCategory: '15' })]],
    ['CATALOGUE_INVALID @ items.0.priceCeiling', [entry({ priceCeiling: 2.5 })]],
    ['accepted', [entry({ itemClass: '乙', selfPayFirstRatio: '0.05', priceCeiling: '2.500000' })]],
  ])('%s', (expected, items) => expect(refusalOf(...items)).toBe(expected))
})

describe('the sample catalogue', () => {
  it('compiles, is labelled a sample, and covers every class and charge category', () => {
    expect(compileCatalogue(sample).size).toBeGreaterThanOrEqual(60)
    expect(sample.items.every((item) => item.listCode.startsWith('SAMPLE-'))).toBe(true)
    expect(new Set(sample.items.map((item) => item.itemClass))).toEqual(new Set(['甲', '乙', '丙']))
    expect(new Set(sample.items.map((item) => item.chargeCategory)).size).toBe(14)
  })
})
