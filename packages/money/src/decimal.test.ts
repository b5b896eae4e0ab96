// Catches: binary fractions touching money, a rounding that differs from the insurer's, text read as something it is not.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDecimals,
  equalDecimals,
  type Fen,
  fen,
  formatYuan,
  MoneyError,
  mulRatio,
  multiplyDecimals,
  parseDecimal,
  parseYuan,
  type Rounding,
  showDecimal,
  showYuan,
} from './money.ts'

fc.configureGlobal({ seed: 20261121 })

const amounts = fc.maxSafeInteger().map(fen)
const ratios = fc.tuple(fc.nat(10_000), fc.nat(4)).map(([digits, scale]) => toText(BigInt(digits), scale))

function toText(digits: bigint, scale: number): string {
  if (scale === 0) return digits.toString()
  const padded = digits.toString().padStart(scale + 1, '0')
  return `${padded.slice(0, -scale)}.${padded.slice(-scale)}`
}

/** The slow model: an exact fraction, rounded by looking at the distance to both neighbours. */
function model(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  const negative = numerator < 0n
  const magnitude = negative ? -numerator : numerator
  const below = magnitude / denominator
  const distanceDown = magnitude - below * denominator
  const distanceUp = (below + 1n) * denominator - magnitude
  let result = below
  if (rounding === 'up' && distanceDown > 0n) result = below + 1n
  if (rounding === 'halfUp' && distanceUp <= distanceDown) result = below + 1n
  if (rounding === 'halfEven' && (distanceUp < distanceDown || (distanceUp === distanceDown && below % 2n === 1n)))
    result = below + 1n
  return negative ? -result : result
}

describe('mulRatio', () => {
  it.each([
    ['0.10', '0.85', '0.09'],
    ['0.05', '0.5', '0.03'],
    ['-0.05', '0.5', '-0.03'],
    ['1.15', '0.1', '0.12'],
    ['100.00', '0.6667', '66.67'],
    ['200.00', '1', '200.00'],
    ['200.00', '0', '0.00'],
  ])('%s × %s = %s', (amount, ratio, product) => {
    expect(formatYuan(mulRatio(parseYuan(amount), ratio))).toBe(product)
  })

  it('agrees with the exact fraction in every rounding', () => {
    const roundings = fc.constantFrom<Rounding>('halfUp', 'down', 'up', 'halfEven')
    const half = fc.integer({ min: -(2 ** 38), max: 2 ** 38 }).map(fen)
    fc.assert(
      fc.property(half, ratios, roundings, (amount, ratio, rounding) => {
        const [whole, fraction = ''] = ratio.split('.')
        const exact = BigInt(amount) * BigInt(whole + fraction)
        const expected = model(exact, 10n ** BigInt(fraction.length), rounding)
        expect(BigInt(mulRatio(amount, ratio, rounding))).toBe(expected)
      }),
      { numRuns: 500 },
    )
  })

  it('mirrors: −amount × ratio = −(amount × ratio)', () => {
    const shareOfWhole = fc.integer({ min: 0, max: 10_000 }).map((digits) => toText(BigInt(digits), 4))
    fc.assert(
      fc.property(amounts, shareOfWhole, (amount, ratio) => {
        expect(mulRatio(fen(-amount), ratio)).toBe(fen(-mulRatio(amount, ratio)))
      }),
    )
  })

  it('refuses a product that leaves the safe range instead of bending it', () => {
    expect(() => mulRatio(Number.MAX_SAFE_INTEGER as Fen, '2')).toThrowError(MoneyError)
  })
})

describe('yuan text', () => {
  it('survives the round trip fen → text → fen', () => {
    fc.assert(fc.property(amounts, (amount) => parseYuan(formatYuan(amount)) === amount))
  })

  it('shows the same digits to people, only grouped', () => {
    fc.assert(fc.property(amounts, (amount) => showYuan(amount).replaceAll(',', '') === formatYuan(amount)))
    expect(showYuan(fen(-123456789))).toBe('-1,234,567.89')
    expect(showYuan(fen(99999))).toBe('999.99')
  })

  it.each([
    ['0', 0],
    ['-0.00', 0],
    ['+1', 100],
    ['1.5', 150],
    ['1.500000', 150],
    ['90071992547409.91', Number.MAX_SAFE_INTEGER],
  ])('%s yuan = %d fen', (text, expected) => expect(parseYuan(text)).toBe(expected))

  const NOT_MONEY = [
    '',
    ' 1',
    '1 ',
    '1.',
    '.5',
    '1e3',
    '1,000.00',
    '0x10',
    'NaN',
    '１.００',
    '1.005',
    '--1',
    '1.2.3',
    '¥1',
  ]
  it.each([...NOT_MONEY, '90071992547409.92', '9'.repeat(31)])('refuses %j', (text) => {
    expect(() => parseYuan(text)).toThrowError(MoneyError)
  })
})

describe('quantity × unit price', () => {
  it.each([
    ['3', '0.335', '1.01'],
    ['0.5', '0.01', '0.01'],
    ['-0.5', '0.01', '-0.01'],
    ['1.005', '1', '1.01'],
    ['0.3333', '3.000300', '1.00'],
    ['2.675', '1.00', '2.68'],
  ])('%s × %s yuan = %s', (quantity, price, amount) => {
    expect(formatYuan(multiplyDecimals(quantity, price))).toBe(amount)
  })

  it('never depends on how many zeros are written', () => {
    const digits = fc.nat(99_999_999)
    fc.assert(
      fc.property(digits, digits, (a, b) => {
        const plain = multiplyDecimals(toText(BigInt(a), 4), toText(BigInt(b), 6))
        return plain === multiplyDecimals(`${toText(BigInt(a), 4)}000`, `${toText(BigInt(b), 6)}00`)
      }),
    )
  })
})

describe('parseDecimal', () => {
  it('holds every digit', () => {
    expect(parseDecimal('-12.3400')).toEqual({ digits: -123400n, scale: 4 })
    expect(parseDecimal('000123456789012345678901234567.00000000000000000001').scale).toBe(20)
  })
})

it('exact decimals: added at the finer scale, equal whatever their zeros, shown with two decimals or as many as they need', () => {
  const sum = ['-0.07404', '-0.575', '0.01', '3'].map(parseDecimal).reduce(addDecimals)
  expect([showDecimal(sum), showDecimal(parseDecimal('-1.5')), showDecimal(parseDecimal('0.000'))]).toEqual([
    '2.36096',
    '-1.50',
    '0.00',
  ])
  expect(equalDecimals(parseDecimal('1.50'), parseDecimal('1.5'))).toBe(true)
  expect(equalDecimals(parseDecimal('1.50'), parseDecimal('1.500001'))).toBe(false)
})
