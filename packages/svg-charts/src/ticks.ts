export interface Tick {
  readonly value: number
  readonly text: string
}

/** Round numbers (1, 2, 5 × a power of ten) that cover `low` to `high` in about `count` steps. */
export function ticks(low: number, high: number, count = 5): Tick[] {
  const span = high > low ? high - low : Math.abs(high) || 1
  const step = roundStep(span / count)
  const decimals = decimalsOf(step)
  const first = Math.floor(low / step + 1e-9)
  const last = Math.ceil(high / step - 1e-9)
  const found: Tick[] = []
  for (let at = first; at <= Math.max(last, first + 1); at++) {
    const value = at * step
    found.push({ value, text: withSeparators(value, decimals) })
  }
  return found
}

function roundStep(raw: number): number {
  let power = 1
  while (power * 10 <= raw) power *= 10
  while (power > raw) power /= 10
  return [1, 2, 5, 10].map((digit) => digit * power).find((step) => step >= raw * 0.999)!
}

function decimalsOf(step: number): number {
  let decimals = 0
  for (let scaled = step; decimals < 8 && Math.abs(scaled - Math.round(scaled)) > 1e-6; scaled *= 10) decimals++
  return decimals
}

/** `1,234.5`, with a true minus sign. */
export function withSeparators(value: number, decimals: number): string {
  const [whole = '', fraction] = Math.abs(value).toFixed(decimals).split('.')
  const grouped = whole.replace(/\d(?=(\d{3})+$)/g, '$&,')
  const text = fraction === undefined ? grouped : `${grouped}.${fraction}`
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text
}
