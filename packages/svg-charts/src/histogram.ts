import { COLOURS, drawing, element, escapeXml, MARGIN } from './element.ts'
import { legend } from './legend.ts'
import { textWidth } from './text-width.ts'
import { ticks } from './ticks.ts'

/** Two distributions over the same bins: the first filled, the second as a line around it. */
export interface Histogram {
  readonly title: string
  readonly subtitle: string
  /** written at the left edge of each bin; an empty one stays empty */
  readonly edges: readonly string[]
  readonly first: readonly number[]
  readonly second: readonly number[]
  readonly firstName: string
  readonly secondName: string
  readonly xUnit: string
  readonly yUnit: string
}

const WIDTH = 860
const HEIGHT = 420
const TOP = 84
const BOTTOM = HEIGHT - 60

export function histogram(chart: Histogram): string {
  const { title, subtitle, edges, first, second } = chart
  const marks = ticks(0, Math.max(1, ...first, ...second), 5)
  const left = MARGIN + Math.max(...marks.map(({ text }) => textWidth(text, 11))) + 10
  const right = WIDTH - MARGIN
  const bin = (right - left) / edges.length
  const y = (value: number): number => BOTTOM - (value / marks.at(-1)!.value) * (BOTTOM - TOP)
  const x = (index: number): number => left + index * bin
  return drawing({ width: WIDTH, height: HEIGHT, title, subtitle }, [
    ...legend(
      [
        { text: chart.firstName, colour: COLOURS.neutral },
        { text: chart.secondName, colour: COLOURS.gain, isLine: true },
      ],
      right,
      28,
    ),
    ...marks.flatMap(({ value, text }) => [
      element('line', { x1: left, y1: y(value), x2: right, y2: y(value), stroke: COLOURS.grid }),
      element(
        'text',
        { x: left - 8, y: y(value) + 4, 'text-anchor': 'end', fill: COLOURS.quiet, 'font-size': 11 },
        text,
      ),
    ]),
    ...first.map((count, index) =>
      element('rect', {
        x: x(index) + 1,
        y: y(count),
        width: bin - 2,
        height: BOTTOM - y(count),
        fill: COLOURS.neutral,
      }),
    ),
    element('path', { d: outline(second, x, y), fill: 'none', stroke: COLOURS.gain, 'stroke-width': 2.5 }),
    ...edges.map((text, index) =>
      element(
        'text',
        { x: x(index), y: BOTTOM + 18, 'text-anchor': 'middle', fill: COLOURS.quiet, 'font-size': 11 },
        escapeXml(text),
      ),
    ),
    element('line', { x1: left, y1: BOTTOM, x2: right, y2: BOTTOM, stroke: COLOURS.axis, 'stroke-width': 1.5 }),
    element('text', { x: right, y: BOTTOM + 40, 'text-anchor': 'end', fill: COLOURS.quiet }, escapeXml(chart.xUnit)),
    element('text', { x: MARGIN, y: TOP - 12, fill: COLOURS.quiet, 'font-size': 11 }, escapeXml(chart.yUnit)),
  ])
}

function outline(counts: readonly number[], x: (index: number) => number, y: (count: number) => number): string {
  const tenth = (value: number): number => Math.round(value * 10) / 10
  const steps = counts.map((count, index) => `V${tenth(y(count))}H${tenth(x(index + 1))}`)
  return `M${tenth(x(0))} ${tenth(y(0))}${steps.join('')}V${tenth(y(0))}`
}
