// Would catch: a label that leaves the picture, markup in a name that breaks the file, a chart of nothing that divides by zero, an
// axis that hides that it does not begin at zero.
import { describe, expect, test } from 'vitest'
import { barChart } from './bar-chart.ts'
import { histogram } from './histogram.ts'
import { fitText, textWidth } from './text-width.ts'
import { ticks } from './ticks.ts'
import { waterfall } from './waterfall.ts'

const NAMES = { title: '各医院', subtitle: '甲 → 乙', gain: '增加', loss: '减少', unit: '万元' }
const bars = (rows: [label: string, value: number, text: string][]): string =>
  barChart({ ...NAMES, rows: rows.map(([label, value, text]) => ({ label, value, text })) })
const fall = (levels: number[]): string =>
  waterfall({
    ...NAMES,
    cutAxis: '纵轴不从零开始',
    steps: levels.map((to, index) => {
      const isTotal = index === 0 || index === levels.length - 1
      return { label: `第${index}步`, text: String(to), from: isTotal ? 0 : levels[index - 1]!, to, isTotal }
    }),
  })

/** Left and right end of every text, by the estimate the charts themselves use. */
function extents(svg: string): [number, number][] {
  return [...svg.matchAll(/<text x="([\d.-]+)"([^>]*)>(?:<title>[^<]*<\/title>)?([^<]*)</g)].map(
    ([, x, rest, text]) => {
      const size = Number(/font-size="(\d+)"/.exec(rest!)?.[1] ?? 12)
      const anchor = /text-anchor="(\w+)"/.exec(rest!)?.[1] ?? 'start'
      const width = textWidth(text!, size)
      const left = anchor === 'end' ? Number(x) - width : anchor === 'middle' ? Number(x) - width / 2 : Number(x)
      return [left, left + width]
    },
  )
}

describe('no text leaves the picture, nothing is NaN', () => {
  const long = '一个名称长得放不下的互联网第一人民医院集团总院及其全部分院'
  const pictures: [what: string, svg: string][] = [
    [
      'bars to both sides',
      bars([
        [long, 1_234_567, '+1,234,567.89 (+12.34%)'],
        ['乙', -987_654, '−987,654.32 (−56.78%)'],
      ]),
    ],
    ['gains only', bars([['甲', 3, '+3']])],
    [
      'no change at all',
      bars([
        ['甲', 0, '0.00'],
        ['乙', 0, '0.00'],
      ]),
    ],
    ['no bars', bars([])],
    ['a waterfall on a cut axis', fall([1000, 1010, 1004, 1004])],
    ['a waterfall that stands still', fall([500, 500, 500])],
    ['a waterfall of nothing', fall([0, 0, 0])],
    ['a waterfall below zero', fall([5, -3, -3])],
    [
      'a histogram of nothing',
      histogram({
        ...NAMES,
        edges: ['0%', ''],
        first: [0, 0],
        second: [0, 0],
        firstName: '前',
        secondName: '后',
        xUnit: 'x',
        yUnit: '例',
      }),
    ],
  ]
  test.each(pictures)('%s', (_, svg) => {
    expect(svg).not.toMatch(/NaN|Infinity|undefined/)
    for (const [left, right] of extents(svg)) {
      expect(left).toBeGreaterThanOrEqual(0)
      expect(right).toBeLessThanOrEqual(860)
    }
    expect(svg.match(/<(\w+)[^>]*[^/]>/g)?.length).toBe(svg.match(/<\/\w+>/g)?.length)
  })
})

test('markup in a name is text; a shortened name is whole in its title', () => {
  const svg = bars([['<甲> & "乙"', 1, '+1']])
  expect(svg).toContain('&lt;甲&gt; &amp; &quot;乙&quot;')
  expect(fitText('互联网第一人民医院', 60)).toBe('互联网第…')
  expect(bars([['长'.repeat(40), 1, '+1']])).toContain(`<title>${'长'.repeat(40)}</title>`)
})

test('the axis says when it does not begin at zero', () => {
  expect(fall([1000, 1010, 1010])).toContain('纵轴不从零开始')
  expect(fall([10, 30, 30])).not.toContain('纵轴不从零开始')
})

test.each([
  [0, 100, ['0', '20', '40', '60', '80', '100']],
  [-3.39, 10.94, ['−5', '0', '5', '10', '15']],
  [0, 0.5, ['0.0', '0.1', '0.2', '0.3', '0.4', '0.5']],
  [1_000_000, 1_200_000, ['1,000,000', '1,050,000', '1,100,000', '1,150,000', '1,200,000']],
])('ticks from %d to %d are round', (low, high, expected) => {
  expect(ticks(low, high).map(({ text }) => text)).toEqual(expected)
})
