// Would catch: a tariff with a hole, a contradiction or a misspelt field that is used without a word.
import { describe, expect, test } from 'vitest'
import { checkTariffJson } from './check-tariff.ts'
import { inspectTariff, readTariff } from './read-tariff.ts'

const GOOD = {
  id: 't',
  version: '1',
  source: 'test',
  validFrom: '2026-01-01',
  validTo: '2026-12-31',
  dimensions: { level: { values: ['二级', '三级'] } },
  formula: [
    { name: 'weight', by: ['group'], table: { A: '1.5', B: '0.9735' } },
    { name: 'rate', by: ['level'], table: { 二级: '9000', 三级: '9800' } },
  ],
  toFen: 'halfUp',
}
const found = (changes: object): string[] =>
  checkTariffJson(JSON.stringify({ ...GOOD, ...changes })).map(({ code, place }) => `${code} at ${place}`)
const [weight, rate] = GOOD.formula
const band = (name: string, ends: object, where?: object) => ({
  name,
  ...ends,
  pay: { form: 'standard' },
  ...(where ? { where } : {}),
})
const bands = (...list: object[]) => ({ outliers: [{ measure: 'costRatio', bands: list }] })

describe('a tariff that can be read', () => {
  test.each([
    ['nothing', {}, []],
    ['no validity', { validFrom: undefined }, ['TARIFF_NO_VALIDITY at validFrom']],
    ['ends before it begins', { validTo: '2025-12-31' }, ['TARIFF_VALIDITY_REVERSED at validTo']],
    ['no source', { source: undefined }, ['TARIFF_NO_SOURCE at source']],
    ['no fen', { toFen: undefined }, ['TARIFF_NO_FEN_ROUNDING at toFen']],
    [
      'a level without rate',
      { formula: [weight, { name: 'rate', by: ['level'], table: { 三级: '1' } }] },
      ['TARIFF_GAP at rate'],
    ],
    [
      'a group of another table',
      {
        formula: [weight, { ...rate, except: [{ name: 'x', when: { group: 'C' }, by: ['group'], table: { C: '1' } }] }],
      },
      ['TARIFF_GAP at weight'],
    ],
    [
      'an exception closes the gap',
      {
        formula: [
          weight,
          {
            name: 'rate',
            by: ['level'],
            table: { 三级: '1' },
            except: [{ name: 'x', when: { level: '二级' }, value: '2' }],
          },
        ],
      },
      [],
    ],
    [
      'a gap inside an exception',
      {
        formula: [
          weight,
          { ...rate, except: [{ name: 'x', when: { group: 'A' }, by: ['level'], table: { 二级: '1' } }] },
        ],
      },
      ['TARIFF_GAP at rate.x'],
    ],
    [
      'two exceptions',
      {
        formula: [
          weight,
          {
            ...rate,
            except: [
              { name: 'x', when: { group: 'A' }, value: '1' },
              { name: 'y', when: { level: '二级' }, value: '1' },
            ],
          },
        ],
      },
      ['TARIFF_EXCEPTIONS_OVERLAP at rate'],
    ],
    [
      'overlapping bands',
      bands(band('a', { above: '2', atMost: '3' }), band('b', { atLeast: '3' })),
      ['TARIFF_BANDS_OVERLAP at outliers[0]'],
    ],
    ['touching bands', bands(band('a', { above: '2', atMost: '3' }), band('b', { above: '3' })), []],
    [
      'bands of different weights',
      bands(
        band('a', { above: '2' }, { weight: { below: '2' } }),
        band('a', { above: '3' }, { weight: { atLeast: '2' } }),
      ),
      [],
    ],
    [
      'a weight in no band',
      bands(
        band('a', { above: '2' }, { weight: { below: '2' } }),
        band('a', { above: '3' }, { weight: { above: '2' } }),
      ),
      ['TARIFF_BAND_GAP at outliers[0]'],
    ],
    [
      'a ratio in no band',
      bands(band('a', { above: '2', below: '3' }), band('b', { above: '3' })),
      ['TARIFF_BAND_GAP at outliers[0]'],
    ],
    ['the ordinary ratio in no band', bands(band('low', { below: '0.5' }), band('high', { above: '2' })), []],
  ])('%s', (_, changes, expected) => expect(found(changes)).toEqual(expected))
})

describe('a tariff that cannot be read', () => {
  test.each([
    ['a misspelt field', { validForm: '2026-01-01' }, ['TARIFF_FIELD_UNKNOWN at validForm']],
    ['no version', { version: undefined }, ['TARIFF_FIELD_MISSING at version']],
    ['a date that is none', { validTo: '2026-02-30' }, ['TARIFF_FIELD_INVALID at validTo']],
    ['no factor', { formula: [] }, ['TARIFF_FIELD_MISSING at formula']],
    [
      'an undeclared dimension',
      { formula: [{ name: 'w', by: ['hospital'], table: { A: '1' } }] },
      ['TARIFF_DIMENSION_UNKNOWN at formula[0].by'],
    ],
    [
      'a level nobody has',
      { formula: [weight, { ...rate, table: { 四级: '1' } }] },
      ['TARIFF_VALUE_UNKNOWN at formula[1].table.四级'],
    ],
    ['a price of zero', { formula: [{ name: 'w', value: '0' }] }, ['TARIFF_ZERO_FACTOR at formula[0].value']],
    ['an exponent', { formula: [{ name: 'w', value: '1e3' }] }, ['TARIFF_FIELD_INVALID at formula[0].value']],
    [
      'a table too deep',
      { formula: [{ name: 'w', by: ['group'], table: { A: { 二级: '1' } } }] },
      ['TARIFF_FIELD_INVALID at formula[0].table.A', 'TARIFF_FIELD_INVALID at formula[0].table.A'],
    ],
    ['value and table', { formula: [{ ...weight, value: '1' }] }, ['TARIFF_FIELD_INVALID at formula[0]']],
    [
      'two ways to round',
      { round: { decimals: 2, significantDigits: 9, mode: 'halfUp' } },
      ['TARIFF_FIELD_INVALID at round'],
    ],
    ['a way to round nobody knows', { toFen: 'nearest' }, ['TARIFF_FIELD_INVALID at toFen']],
    ['an empty range', bands(band('a', { above: '3', below: '3' })), ['TARIFF_FIELD_INVALID at outliers[0].bands[0]']],
    ['a band without ends', bands(band('a', {})), ['TARIFF_FIELD_MISSING at outliers[0].bands[0]']],
    [
      'a weight asked before it is known',
      { excluded: [{ name: 'light', when: { weight: { below: '1' } }, pays: 'cost' }] },
      ['TARIFF_FIELD_INVALID at formula'],
    ],
    ['two factors of one name', { formula: [weight, weight] }, ['TARIFF_FIELD_INVALID at formula[1]']],
  ])('%s', (_, changes, expected) => expect(found(changes)).toEqual(expected))

  test('not JSON, a list, a key twice', () => {
    const codes = (json: string): string[] =>
      inspectTariff(json).problems.map(({ code, place }) => `${code} at ${place}`)
    expect(codes('{')).toEqual(['TARIFF_NOT_JSON at document'])
    expect(codes('[]')[0]).toBe('TARIFF_FIELD_INVALID at ')
    expect(codes('{"formula":[{"table":{"A":"{","B":"1","A":"2"}}]}')).toEqual(['TARIFF_KEY_TWICE at formula.table.A'])
    expect(() => readTariff('{')).toThrow('TARIFF_NOT_JSON')
  })

  test('numbers may be written as JSON numbers and stay what was written', () => {
    const { tariff } = inspectTariff(
      JSON.stringify({ ...GOOD, formula: [{ name: 'w', value: '@' }] }).replace('"@"', '0.97350000000000000001'),
    )
    expect(tariff?.formula[0]?.lookup.table).toEqual({ n: 97350000000000000001n, d: 10n ** 20n })
  })
})
