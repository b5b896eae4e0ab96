import { COLOURS, drawing, element, escapeXml, HALO, MARGIN } from './element.ts'
import { legend } from './legend.ts'
import { fitText, textWidth } from './text-width.ts'
import { ticks } from './ticks.ts'

export interface WaterfallStep {
  readonly label: string
  /** written above the bar */
  readonly text: string
  /** where the sum stands before and after; a total goes from the ground to `to` */
  readonly from: number
  readonly to: number
  readonly isTotal: boolean
}

/** From one total to another, step by step. */
export interface Waterfall {
  readonly title: string
  readonly subtitle: string
  readonly steps: readonly WaterfallStep[]
  readonly gain: string
  readonly loss: string
  readonly unit: string
  /** said when the axis does not begin at zero, so that nobody compares the totals by their height */
  readonly cutAxis: string
}

const WIDTH = 860
const HEIGHT = 420
const TOP = 96
const BOTTOM = HEIGHT - 60

export function waterfall({ title, subtitle, steps, gain, loss, unit, cutAxis }: Waterfall): string {
  const { marks, isCut } = axisOf(steps)
  const left = MARGIN + Math.max(...marks.map(({ text }) => textWidth(text, 11))) + 10
  const right = WIDTH - MARGIN
  const [low, high] = [marks[0]!.value, marks.at(-1)!.value]
  const y = (value: number): number => BOTTOM - ((value - low) / (high - low)) * (BOTTOM - TOP)
  const slot = (right - left) / steps.length
  return drawing({ width: WIDTH, height: HEIGHT, title, subtitle }, [
    ...legend(
      [
        { text: gain, colour: COLOURS.gain },
        { text: loss, colour: COLOURS.loss },
      ],
      right,
      28,
    ),
    element(
      'text',
      { x: MARGIN, y: TOP - 24, fill: COLOURS.quiet, 'font-size': 11 },
      escapeXml(isCut ? `${unit} · ${cutAxis}` : unit),
    ),
    ...marks.flatMap(({ value, text }) => [
      element('line', { x1: left, y1: y(value), x2: right, y2: y(value), stroke: COLOURS.grid }),
      element(
        'text',
        { x: left - 8, y: y(value) + 4, 'text-anchor': 'end', fill: COLOURS.quiet, 'font-size': 11 },
        text,
      ),
    ]),
    ...steps.flatMap((step, index) => column(step, { x: left + index * slot, slot, y, isCut })),
    ...steps.slice(1).map((_, index) => {
      const at = y(steps[index]!.to)
      const half = widthIn(slot) / 2
      const [x1, x2] = [left + (index + 0.5) * slot + half, left + (index + 1.5) * slot - half]
      return element('line', { x1, y1: at, x2, y2: at, stroke: COLOURS.axis, 'stroke-dasharray': '3 3' })
    }),
    element('line', { x1: left, y1: BOTTOM, x2: right, y2: BOTTOM, stroke: COLOURS.axis, 'stroke-width': 1.5 }),
  ])
}

/** Steps of a few percent vanish on an axis from zero: then it begins below the lowest step instead. */
function axisOf(steps: readonly WaterfallStep[]): { marks: ReturnType<typeof ticks>; isCut: boolean } {
  const levels = steps.flatMap(({ from, to, isTotal }) => (isTotal ? [to] : [from, to]))
  const [lowest, highest] = [Math.min(...levels), Math.max(...levels)]
  const isCut = lowest > 0 && highest > lowest && (highest - lowest) * 3 < highest
  const low = isCut ? lowest - (highest - lowest) * 0.5 : Math.min(0, lowest)
  return { marks: ticks(low, highest + (highest - low) * 0.05, 5), isCut }
}

const widthIn = (slot: number): number => Math.min(90, slot * 0.62)

interface Slot {
  readonly x: number
  readonly slot: number
  readonly y: (value: number) => number
  readonly isCut: boolean
}

function column({ label, text, from, to, isTotal }: WaterfallStep, { x, slot, y, isCut }: Slot): string[] {
  const [top, bottom] = isTotal ? [y(to), BOTTOM] : [Math.min(y(from), y(to)), Math.max(y(from), y(to))]
  const fill = isTotal ? COLOURS.neutral : to < from ? COLOURS.loss : COLOURS.gain
  const width = widthIn(slot)
  const middle = x + slot / 2
  const torn = `M${middle - width / 2 - 2} ${BOTTOM - 14}l${width / 4 + 1} -6l${width / 4} 6l${width / 4} -6l${width / 4 + 1} 6`
  return [
    element('rect', { x: middle - width / 2, y: top, width, height: Math.max(1.5, bottom - top), fill }),
    ...(isTotal && isCut
      ? [element('path', { d: torn, fill: 'none', stroke: COLOURS.ground, 'stroke-width': 3 })]
      : []),
    element('text', { x: middle, y: top - 6, 'text-anchor': 'middle', ...HALO }, escapeXml(text)),
    element(
      'text',
      { x: middle, y: BOTTOM + 20, 'text-anchor': 'middle' },
      element('title', {}, escapeXml(label)),
      escapeXml(fitText(label, slot - 6)),
    ),
  ]
}
