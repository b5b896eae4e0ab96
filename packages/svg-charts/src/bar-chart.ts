import { COLOURS, drawing, element, escapeXml, HALO, MARGIN } from './element.ts'
import { legend } from './legend.ts'
import { fitText, textWidth } from './text-width.ts'
import { type Tick, ticks } from './ticks.ts'

export interface BarRow {
  readonly label: string
  readonly value: number
  /** written at the end of the bar */
  readonly text: string
}

/** Horizontal bars to both sides of zero: who gains, who loses. */
export interface BarChart {
  readonly title: string
  readonly subtitle: string
  readonly rows: readonly BarRow[]
  readonly gain: string
  readonly loss: string
  /** what the axis counts */
  readonly unit: string
}

const WIDTH = 860
const ROW = 24
const TOP = 84
const LONGEST_LABEL = 200

export function barChart({ title, subtitle, rows, gain, loss, unit }: BarChart): string {
  const height = TOP + rows.length * ROW + 48
  const labels = Math.min(LONGEST_LABEL, Math.max(0, ...rows.map(({ label }) => textWidth(label)))) + 4
  const texts = Math.max(0, ...rows.map(({ text }) => textWidth(text))) + 8
  const marks = ticks(Math.min(0, ...rows.map(({ value }) => value)), Math.max(0, ...rows.map(({ value }) => value)), 6)
  // room for a bar's figure at either end, so that none is cut
  const left = MARGIN + labels + 12 + (rows.some(({ value }) => value < 0) ? texts : 0)
  const right = WIDTH - MARGIN - texts
  const [low, high] = [marks[0]!.value, marks.at(-1)!.value]
  const x = (value: number): number => left + ((value - low) / (high - low)) * (right - left)
  const bottom = TOP + rows.length * ROW
  return drawing({ width: WIDTH, height, title, subtitle }, [
    ...legend(
      [
        { text: gain, colour: COLOURS.gain },
        { text: loss, colour: COLOURS.loss },
      ],
      WIDTH - MARGIN,
      28,
    ),
    ...marks.flatMap((mark) => gridLine(mark, x(mark.value), bottom)),
    ...rows.flatMap((row, index) => bar(row, index, x, labels)),
    element('line', { x1: x(0), y1: TOP - 4, x2: x(0), y2: bottom + 4, stroke: COLOURS.axis, 'stroke-width': 1.5 }),
    element('text', { x: right, y: bottom + 38, fill: COLOURS.quiet, 'text-anchor': 'end' }, escapeXml(unit)),
  ])
}

function gridLine({ text }: Tick, x: number, bottom: number): string[] {
  return [
    element('line', { x1: x, y1: TOP - 4, x2: x, y2: bottom + 4, stroke: COLOURS.grid, 'stroke-width': 1 }),
    element('text', { x, y: bottom + 20, fill: COLOURS.quiet, 'text-anchor': 'middle', 'font-size': 11 }, text),
  ]
}

function bar({ label, value, text }: BarRow, index: number, x: (value: number) => number, labels: number): string[] {
  const y = TOP + index * ROW
  const [from, to] = value < 0 ? [x(value), x(0)] : [x(0), x(value)]
  const isLoss = value < 0
  return [
    element(
      'text',
      { x: MARGIN + labels, y: y + 16, 'text-anchor': 'end' },
      element('title', {}, escapeXml(label)),
      escapeXml(fitText(label, labels)),
    ),
    element('rect', {
      x: from,
      y: y + 4,
      width: to - from,
      height: ROW - 8,
      fill: isLoss ? COLOURS.loss : COLOURS.gain,
    }),
    element(
      'text',
      { x: isLoss ? from - 5 : to + 5, y: y + 16, 'text-anchor': isLoss ? 'end' : 'start', 'font-size': 11, ...HALO },
      escapeXml(text),
    ),
  ]
}
