// Would catch: a rounding that moves a fen, a weight such as 0.9735 that is not held exactly, a quotient cut off on the way.
import { describe, expect, test } from 'vitest'
import { formatYuan, type Rounding } from './decimal.ts'
import { compareRatios, dividedBy, minus, plus, ratioOf, ratioText, ratioToFen, roundRatio, times } from './ratio.ts'

const ROWS: [
  value: string,
  to: { decimals: number } | { significantDigits: number },
  texts: Record<Rounding, string>,
][] = [
  [
    '210170.19375',
    { significantDigits: 10 },
    { halfUp: '210170.1938', halfEven: '210170.1938', down: '210170.1937', up: '210170.1938' },
  ],
  [
    '210170.19365',
    { significantDigits: 10 },
    { halfUp: '210170.1937', halfEven: '210170.1936', down: '210170.1936', up: '210170.1937' },
  ],
  ['9999.96', { significantDigits: 5 }, { halfUp: '10000', halfEven: '10000', down: '9999.9', up: '10000' }],
  ['0.012345', { significantDigits: 3 }, { halfUp: '0.0123', halfEven: '0.0123', down: '0.0123', up: '0.0124' }],
  ['1234567', { significantDigits: 3 }, { halfUp: '1230000', halfEven: '1230000', down: '1230000', up: '1240000' }],
  ['0', { significantDigits: 10 }, { halfUp: '0', halfEven: '0', down: '0', up: '0' }],
  ['1.005', { decimals: 2 }, { halfUp: '1.01', halfEven: '1', down: '1', up: '1.01' }],
  ['11619.257925', { decimals: 0 }, { halfUp: '11619', halfEven: '11619', down: '11619', up: '11620' }],
  ['12345', { decimals: -1 }, { halfUp: '12350', halfEven: '12340', down: '12340', up: '12350' }],
]

describe('rounding', () => {
  test.each(ROWS)('%s to %j', (value, to, texts) => {
    for (const mode of ['halfUp', 'halfEven', 'down', 'up'] as const)
      expect(ratioText(roundRatio(ratioOf(value), { ...to, mode }))).toBe(texts[mode])
  })

  test('to fen, and never without a rule', () => {
    const yuan = ratioOf('14073.305')
    expect(ratioToFen(yuan, null)).toBeNull()
    expect(formatYuan(ratioToFen(yuan, 'halfUp')!)).toBe('14073.31')
    expect(formatYuan(ratioToFen(yuan, 'down')!)).toBe('14073.30')
    expect(formatYuan(ratioToFen(ratioOf('14073.300'), null)!)).toBe('14073.30')
    expect(() => ratioToFen(ratioOf('90071992547409.92'), 'halfUp')).toThrow('cannot be held exactly')
  })
})

test('a quotient stays exact until somebody rounds it', () => {
  const third = dividedBy(ratioOf('10000'), ratioOf('3'))
  expect(ratioText(third)).toBe('10000/3')
  expect(ratioText(times(third, ratioOf('3')))).toBe('10000')
  expect(ratioText(plus(ratioOf('-0.05'), ratioOf('0.02')))).toBe('-0.03')
  expect(ratioText(minus(ratioOf('0.9735'), ratioOf('0.9735')))).toBe('0')
  expect(compareRatios(third, ratioOf('3333.33'))).toBeGreaterThan(0)
  expect(() => dividedBy(ratioOf('1'), ratioOf('0'))).toThrow('must be positive')
})
