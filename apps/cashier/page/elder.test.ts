// Would catch: a style change that makes the page too small to touch, too small to read, or too pale.
// Limits: MIIT 适老化 2021-04 (facts/patient-experience.md 1.1, 1.2). What the browser makes of it is a browser test.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const sheet = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8')
const cashier = sheet('./cashier.css')
const elder = sheet('./elder.css')

/** The declarations of the first rule with this very selector. */
function ruleOf(css: string, selector: string): Record<string, string> {
  const body = css.split(`${selector} {`)[1]?.split('}')[0] ?? ''
  const pairs = body.split(';').map((declaration) => declaration.split(/:(.*)/s).map((part) => part.trim()))
  return Object.fromEntries(pairs.filter(([name]) => name))
}
const pixels = (rule: Record<string, string>, name: string): number =>
  Number((rule[name] ?? 'NaN').replace(/(px|rem)$/, ''))

describe('sizes', () => {
  test.each([
    // setting, sheet, selector, touch px, main text px, small text px
    ['standard', cashier, ':root', 44, 16, 0],
    ['large', elder, ':root[data-size="large"]', 60, 18, 18],
    ['largest', elder, ':root[data-size="largest"]', 60, 30, 18],
  ])('%s', (_, css, selector, touch, main, small) => {
    const rule = ruleOf(css, selector)
    expect(pixels(rule, '--touch')).toBeGreaterThanOrEqual(touch)
    expect(pixels(rule, 'font-size')).toBeGreaterThanOrEqual(main)
    expect(pixels(rule, '--small')).toBeGreaterThanOrEqual(small)
  })
  test('lines are at least 1.3 apart everywhere', () => {
    const heights = [...`${cashier}${elder}`.matchAll(/line-height: ([\d.]+)/g)].map(([, height]) => Number(height))
    expect(heights.length).toBeGreaterThan(3)
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(1.3)
  })
})

/** WCAG 2.2 contrast ratio of two `#rrggbb` colours. */
function contrast(a: string, b: string): number {
  const luminance = (colour: string): number => {
    const [r, g, bl] = [1, 3, 5]
      .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)) as [number, number, number]
    return 0.2126 * r + 0.7152 * g + 0.0722 * bl
  }
  const [darker, lighter] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number]
  return (lighter + 0.05) / (darker + 0.05)
}

describe('contrast of at least 4.5 : 1', () => {
  const colours = ruleOf(cashier, ':root')
  test.each([
    ['--ink', '--page'],
    ['--ink', '--warn-soft'],
    ['--quiet', '--page'],
    ['--brand', '--page'],
    ['--brand', '--brand-soft'],
    ['--warn', '--warn-soft'],
  ])('%s on %s', (ink, ground) => {
    expect(contrast(colours[ink]!, colours[ground]!)).toBeGreaterThanOrEqual(4.5)
  })
  test.each(['--brand', '--warn'])('white on %s', (ground) => {
    expect(contrast('#ffffff', colours[ground]!)).toBeGreaterThanOrEqual(4.5)
  })
  test('a disabled button is still read', () => {
    const rule = ruleOf(cashier, '.button:disabled')
    expect(contrast(rule.color!, rule.background!)).toBeGreaterThanOrEqual(4.5)
  })
})
